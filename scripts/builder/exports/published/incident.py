"""The incident as published: its frame, what happened when, what stopped and came back, how it is drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from builder.exports.press import Press
from builder.exports.published.base import (
    CauseId,
    Citations,
    FigureId,
    LaneId,
    MeasureId,
    Moment,
    PhaseId,
    Prose,
    Published,
    Record,
    ServiceId,
    Statement,
    When,
)
from builder.models import incident as given


class Named(Published):
    id: str = Field(description="이 목록 안의 id")
    name: str = Field(description="이름")
    text: str | None = Field(description="한 줄 설명")


class Question(Published):
    id: str = Field(description="물음의 id")
    title: str = Field(description="물음")
    short: str = Field(description="짧은 이름")
    gist: Prose = Field(description="한 줄 답")
    answer: Prose = Field(description="한 문단 답")
    causes: tuple[CauseId, ...] = Field(description="먼저 볼 원인의 id")
    sources: Citations


class Key(Published):
    label: str = Field(description="항목 이름")
    text: Prose = Field(description="값과 누구의 집계인가")
    sources: Citations


class Open(Published):
    title: Prose = Field(description="밝혀지지 않은 것")
    text: Prose = Field(description="어디까지 알려졌나")
    sources: Citations


class Incident(Published):
    """사건의 틀"""

    name: str = Field(description="사건의 이름")
    lead: Prose = Field(description="사건을 두세 문장으로")
    keys: tuple[Key, ...] = Field(description="한눈에 보는 요약")
    figures: tuple[FigureId, ...] = Field(description="먼저 볼 수치의 id")
    questions: tuple[Question, ...] = Field(description="원인을 나누는 물음")
    story: tuple[Statement, ...] = Field(description="사건의 줄거리")
    worked: tuple[Statement, ...] = Field(description="제대로 작동한 것")
    open: tuple[Open, ...] = Field(description="아직 밝혀지지 않은 것")
    lanes: tuple[Named, ...] = Field(description="경과를 나누는 주체")
    phases: tuple[Named, ...] = Field(description="경과를 나누는 국면")
    layers: tuple[Named, ...] = Field(description="원인과 대책을 나누는 층")
    parties: tuple[Named, ...] = Field(description="대책을 내놓거나 맡은 주체")
    topics: tuple[Named, ...] = Field(description="수치를 나누는 갈래")
    sources: Citations


class Event(Moment, Record):
    """경과: 한 시각의 일"""

    entity: ClassVar[str] = "event"

    until: datetime | None = Field(description="끝난 때, at과 같은 정밀도로")
    lane: LaneId = Field(description="누구의 일인가")
    phase: PhaseId = Field(description="어느 국면인가")
    text: Prose = Field(description="무슨 일이 있었나")
    label: str | None = Field(description="그림에 적는 짧은 이름")
    marker: str | None = Field(description="기준이 되는 일의 이름")
    significance: Literal[1, 2, 3] = Field(description="3 꼭 볼 일, 2 중요한 일, 1 자세한 일")
    services: tuple[ServiceId, ...] = Field(description="관련된 서비스의 id")
    causes: tuple[CauseId, ...] = Field(description="관련된 원인의 id")
    measures: tuple[MeasureId, ...] = Field(description="관련된 대책의 id")
    known_then: Prose | None = Field(description="그때는 어떻게 알려졌나")
    known_then_sources: Citations
    sources: Citations

    @classmethod
    def computed(cls, record: given.Event, press: Press) -> Mapping[str, object]:
        return {
            **Record.computed(record, press),
            **Moment.computed(record, press),
            "significance": int(record.significance),
        }


class State(Published):
    state: Literal["down", "degraded", "partial", "restored", "normal"] = Field(
        description="down 멈춤, degraded 느리거나 일부 실패, partial 일부 기능, restored 복구, normal 영향 없음"
    )
    since: Moment = Field(description="언제부터(확인된 시각)")
    text: Prose | None = Field(description="무엇이 되고 안 됐나")
    quality: Literal["good", "medium", "weak", "as_of", "contested"] = Field(
        description="good 여러 출처나 공식, medium 보도, weak 개인 기록뿐, as_of 그 시점의 상태일 뿐, contested 출처가 갈림"
    )
    sources: Citations


class Service(Record):
    """서비스와 그 상태"""

    entity: ClassVar[str] = "service"

    name: str = Field(description="서비스나 기능의 이름")
    group: str = Field(description="묶음")
    states: tuple[State, ...] = Field(description="상태가 바뀐 때, 이른 것부터")
    not_affected: Prose | None = Field(description="멈추지 않은 것과 그 까닭")
    note: Prose | None = Field(description="읽을 때 알아 둘 것")
    sources: Citations


class Reading(Moment):
    low: float = Field(description="값(다투면 가장 작은 값)")
    high: float = Field(description="값(다투면 가장 큰 값)")
    label: str | None = Field(description="그림에 적는 값")
    text: Prose | None = Field(description="무엇을 센 값인가, 누가 셌나")
    sources: Citations


class Curve(Record):
    """한 양이 돌아온 모습: 확인된 시각의 값뿐이고 그 사이는 모릅니다"""

    entity: ClassVar[str] = "curve"

    label: str = Field(description="무슨 양인가")
    unit: str = Field(description="단위")
    full: float = Field(description="다 돌아왔을 때의 값")
    readings: tuple[Reading, ...] = Field(description="시각마다의 값, 이른 것부터")
    sources: Citations


class Box(Published):
    id: str = Field(description="칸의 id(이 그림 안에서)")
    label: str = Field(description="칸에 적는 말")
    col: int = Field(description="왼쪽에서 몇째 칸(0부터)")
    row: int = Field(description="위에서 몇째 줄(0부터)")
    state: Literal["on", "off", "standby", "damaged", "plain"] = Field(
        description="on 작동, off 멈춤, standby 대기, damaged 손상, plain 상태 없음"
    )


class Group(Published):
    label: str = Field(description="테두리의 이름")
    col: int = Field(description="왼쪽 위 칸의 열")
    row: int = Field(description="왼쪽 위 칸의 줄")
    cols: int = Field(description="가로로 몇 칸")
    rows: int = Field(description="세로로 몇 줄")


class Arrow(Published):
    start: str = Field(description="어느 칸에서")
    end: str = Field(description="어느 칸으로")
    label: str | None = Field(description="화살표의 말")
    broken: bool = Field(description="이어지지 않았으면 true")


class Diagram(Record):
    """출처의 설명을 옮긴 그림"""

    entity: ClassVar[str] = "diagram"

    title: str = Field(description="그림의 제목")
    caption: Prose = Field(description="누가 그렇게 설명했나, 그림을 글로")
    groups: tuple[Group, ...] = Field(description="방이나 장소의 테두리")
    boxes: tuple[Box, ...] = Field(description="칸")
    arrows: tuple[Arrow, ...] = Field(description="화살표")
    sources: Citations


class Factor(Published):
    cause: CauseId = Field(description="견줄 원인의 id")
    text: Prose = Field(description="그 사건에서는 어땠나")
    sources: Citations


class Comparison(Record):
    """같은 요인으로 견준 다른 사건"""

    entity: ClassVar[str] = "comparison"

    name: str = Field(description="사건의 이름")
    date: When = Field(description="일어난 날")
    operator: str = Field(description="누구의 시설이나 서비스")
    text: Prose = Field(description="무슨 일이었나")
    factors: tuple[Factor, ...] = Field(description="같은 요인으로 견준 것")
    sources: Citations
