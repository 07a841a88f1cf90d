"""What stopped and how it came back."""

from typing import ClassVar, Literal

from pydantic import Field

from builder.models.base import Entry, Model, Moment, Sources
from builder.models.diagrams import Label
from builder.models.values import Line, Sentence, Text


class From(Moment):
    pass


class State(Model):
    """What a service could do from one moment on."""

    state: Literal["down", "degraded", "partial", "restored", "normal"] = Field(
        description="down 멈춤, degraded 느리거나 일부 실패, partial 일부 기능, restored 복구, normal 영향 없음"
    )
    since: From = Field(description="언제부터(확인된 시각)")
    text: Sentence | None = Field(None, description="무엇이 되고 안 됐나")
    quality: Literal["good", "medium", "weak", "as_of", "contested"] = Field(
        description="good 여러 출처나 공식, medium 보도, weak 개인 기록뿐, as_of 그 시점의 상태일 뿐, contested 출처가 갈림"
    )
    sources: Sources


class Service(Entry):
    """A service or one function of it, and its states in order of time."""

    entity: ClassVar[str] = "service"
    place: ClassVar[str] = "incident/services/#sv-{id}"

    name: Line = Field(description="서비스나 기능의 이름")
    group: Line = Field(description="서비스를 묶는 이름. 보기: 메신저")
    states: tuple[State, ...] = Field((), description="상태가 바뀐 때, 이른 것부터")
    not_affected: Text | None = Field(None, description="멈추지 않은 것과 그 까닭")
    note: Text | None = Field(None, description="읽을 때 알아 둘 것")
    sources: Sources


class Reading(Moment):
    """A value at one moment; where sources differ, from `low` to `high`."""

    low: float = Field(description="값(다투면 가장 작은 값)")
    high: float = Field(description="값(다투면 가장 큰 값)")
    label: Label | None = Field(None, description="그림에 적는 값, 24자 안. 없으면 수와 단위. 보기: 90% 이상")
    text: Sentence | None = Field(None, description="무엇을 센 값인가, 누가 셌나")
    sources: Sources


class Curve(Entry):
    """How one quantity came back, as dated readings; nothing is drawn between two that no source gives."""

    entity: ClassVar[str] = "curve"
    place: ClassVar[str] = "incident/services/#cu-{id}"

    label: Line = Field(description="무슨 양인가. 보기: 데이터센터의 전력")
    unit: Line = Field(description="단위. 보기: %")
    full: float = Field(gt=0, description="다 돌아왔을 때의 값. 보기: 100")
    readings: tuple[Reading, ...] = Field(min_length=1, description="시각마다의 값, 이른 것부터")
    sources: Sources
