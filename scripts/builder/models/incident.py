"""The incident: its frame, and what happened when.

Lanes, phases, questions, layers and parties are data (`Incident`), so that another incident needs no code.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.models.base import Citations, Entry, Model, Moment, Sourced, Sources
from builder.models.diagrams import Label
from builder.models.values import (
    Address,
    CauseId,
    FigureId,
    Instant,
    Line,
    MeasureId,
    RefTo,
    Sentence,
    ServiceId,
    Slug,
    Text,
    Title,
)

LaneId = Annotated[Slug, RefTo("lane")]
PhaseId = Annotated[Slug, RefTo("phase")]
QuestionId = Annotated[Slug, RefTo("question")]
LayerId = Annotated[Slug, RefTo("layer")]
PartyId = Annotated[Slug, RefTo("party")]


DiagramId = Annotated[Slug, RefTo("diagram")]


class Named(Model):
    id: Slug = Field(description="이름표. 경과, 원인, 대책, 수치가 이것으로 가리킵니다")
    name: Line = Field(description="화면에 보이는 이름")
    text: Line | None = Field(None, description="한 줄 설명")


class Question(Model):
    """One of the few questions under which the causes stand."""

    id: Slug = Field(description="물음의 id. 원인의 question이 가리킵니다")
    title: Line = Field(description="물음. 보기: 왜 복구가 오래 걸렸나")
    short: Line = Field(description="짧은 이름. 보기: 복구")
    gist: Sentence = Field(description="첫 화면의 한 줄 답, 60자쯤. 누가 그렇게 말했는지 넣습니다")
    answer: Text = Field(description="한 문단 답. 누가 그렇게 설명했는지 넣습니다")
    sources: Sources
    causes: tuple[CauseId, ...] = Field((), description="답에서 가장 먼저 볼 원인의 id")


class Key(Model):
    """One line of the summary block: fixed label, short value."""

    label: Line = Field(description="항목 이름. 보기: 불이 난 시각")
    text: Text = Field(description="값과 누구의 집계인지")
    sources: Sources


class Open(Model):
    """A question that no source answers."""

    title: Title = Field(description="무엇이 밝혀지지 않았나")
    text: Text = Field(description="어디까지 알려졌나")
    sources: Sources


class Scale(Model):
    """One stretch of time that a chart shows at one scale."""

    id: Slug = Field(description="구간의 id. 보기: first-hours")
    title: Line = Field(description="구간의 이름. 보기: 첫 12시간")
    since: Instant = Field(description="구간의 처음. 보기: 2022-10-15T15:00+09:00")
    until: Instant = Field(description="구간의 끝(이 시각은 들지 않습니다)")

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


class Step(Model):
    text: Sentence = Field(description="무엇을 보게 되나")
    to: Address = Field(description="볼 곳")


class Door(Model):
    """A way in for one kind of reader: a few pages in order."""

    id: Slug = Field(description="길의 id. 보기: student")
    title: Line = Field(description="누구를 위한 길인가. 보기: 배우는 사람에게")
    text: Line = Field(description="무엇을 얻나, 한 줄")
    steps: tuple[Step, ...] = Field(min_length=1, description="볼 차례")


class Incident(Model):
    """The frame of the incident: the words by which events, causes and measures are sorted, and the short account."""

    entity: ClassVar[str] = "incident"

    name: Line = Field(description="사건의 이름")
    lead: Text = Field(description="사건을 두세 문장으로")
    sources: Sources
    keys: tuple[Key, ...] = Field(min_length=1, description="한눈에 보는 요약 칸")
    figures: tuple[FigureId, ...] = Field((), description="한눈에 보일 수치의 id")
    questions: tuple[Question, ...] = Field(min_length=1, description="원인을 나누는 물음")
    story: tuple[Sourced, ...] = Field((), description="5분 안에 읽는 사건의 줄거리, 문단마다")
    worked: tuple[Sourced, ...] = Field((), description="제대로 작동한 것")
    open: tuple[Open, ...] = Field((), description="아직 밝혀지지 않은 것")
    lanes: tuple[Named, ...] = Field(min_length=1, description="경과를 나누는 주체")
    phases: tuple[Named, ...] = Field(min_length=1, description="경과를 나누는 국면")
    layers: tuple[Named, ...] = Field(min_length=1, description="원인과 대책을 나누는 층")
    parties: tuple[Named, ...] = Field(min_length=1, description="대책을 내놓거나 맡은 주체")
    topics: tuple[Named, ...] = Field((), description="수치를 나누는 갈래")
    doors: tuple[Door, ...] = Field((), description="읽는 이마다의 길")
    scales: tuple[Scale, ...] = Field((), description="경과 그림의 구간, 이른 것부터")
    overview: tuple[CauseId, ...] = Field(
        (), max_length=25, description="원인 그림에 넣을 원인의 id, 25개까지"
    )
    frames: tuple[DiagramId, ...] = Field((), description="네 장면 그림의 id, 차례대로")


class Event(Moment, Entry):
    """What happened at one time, as its sources give it."""

    entity: ClassVar[str] = "event"
    place: ClassVar[str] = "incident/timeline/#e-{id}"

    until: Instant | None = Field(None, description="끝난 시각. at과 같은 정밀도로")
    lane: LaneId = Field(description="누구의 일인가(incident.yml의 lanes)")
    phase: PhaseId = Field(description="어느 국면인가(incident.yml의 phases)")
    marker: Slug | None = Field(
        None, description="셈의 기준이 되는 일이면 그 이름, 이름마다 하나뿐. impact-begins부터 T+를 셉니다"
    )
    text: Text = Field(description="무슨 일이 있었나. 한쪽의 주장이면 누구의 주장인지 넣습니다")
    sources: Sources
    services: tuple[ServiceId, ...] = Field((), description="관련된 서비스의 id")
    causes: tuple[CauseId, ...] = Field((), description="관련된 원인의 id")
    measures: tuple[MeasureId, ...] = Field((), description="관련된 대책의 id")
    known_then: Sentence | None = Field(None, description="그때는 이와 다르게 알려졌다면 어떻게 알려졌나")
    known_then_sources: Citations = Field((), description="그때 그렇게 알려졌다는 출처")
    significance: Literal["1", "2", "3"] = Field("1", description="3 꼭 볼 일, 2 중요한 일, 1 자세한 일")
    label: Label | None = Field(
        None, description="그림에 적는 짧은 이름, 24자 안. significance가 3이면 꼭 적습니다"
    )
