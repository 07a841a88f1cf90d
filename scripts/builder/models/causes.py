"""Why: contributing factors, who asserts them, how one led to another; other incidents read by the same factors."""

from typing import ClassVar, Literal

from pydantic import Field

from builder.models.base import Citations, Entry, Model, Sources
from builder.models.incident import LayerId, QuestionId
from builder.models.values import CauseId, Flag, Line, Sentence, Text, Title, When


class Asserted(Model):
    who: Line = Field(description="누가 그렇게 말했나. 보기: 소방 당국의 조사(2022-12-06)")
    text: Text | None = Field(None, description="그 주체가 말한 내용(우리 말로)")
    sources: Sources


class Edge(Model):
    cause: CauseId = Field(description="이어지는 원인의 id")
    text: Text | None = Field(None, description="어떻게 이어지는가")
    sources: Citations = Field(
        (), description="이 이어짐을 말한 출처. inferred가 true일 때만 비울 수 있습니다"
    )
    inferred: Flag = Field(False, description="출처가 아니라 편집자의 해석이면 true")


class View(Model):
    who: Line = Field(description="누구의 다른 설명인가")
    text: Text = Field(description="그 설명(우리 말로)")
    sources: Sources


class Cause(Entry):
    """A contributing factor; never the one root cause."""

    entity: ClassVar[str] = "cause"
    place: ClassVar[str] = "causes/{id}/"

    title: Title = Field(description="사람이 아니라 설비·시스템·조건을 주어로 한 제목")
    question: QuestionId = Field(description="어느 물음에 답하나(incident.yml의 questions)")
    layer: LayerId = Field(description="어느 층의 일인가(incident.yml의 layers). 설비, 자료, 조직 따위")
    kind: Literal[
        "trigger", "condition", "barrier_missing", "barrier_failed", "barrier_held", "delay", "effect"
    ] = Field(
        description="trigger 방아쇠, condition 조건, barrier_missing 없던 방벽, barrier_failed 듣지 않은 방벽, "
        "barrier_held 제 몫을 한 방벽, delay 늦춘 것, effect 그 결과"
    )
    certainty: Literal["found", "stated", "reported", "contested", "unknown"] = Field(
        description="found 정부 조사로 밝힘, stated 당사자가 설명, reported 보도나 참석자가 전함, contested 말이 갈림, unknown 밝혀지지 않음"
    )
    summary: Sentence = Field(description="한 줄 설명. 누가 밝혔는지 넣습니다")
    mechanism: Text = Field(description="어떻게 그렇게 되었나")
    sources: Sources
    asserted_by: tuple[Asserted, ...] = Field(min_length=1, description="누가 그렇게 말했나")
    leads_to: tuple[Edge, ...] = Field((), description="이 원인이 무엇으로 이어졌나")
    other_views: tuple[View, ...] = Field((), description="이와 다른 설명과 누구의 말인지")

    @property
    def asks_for_measure(self) -> bool:
        """Not so for what a factor led to, nor for what worked."""
        return self.kind not in ("effect", "barrier_held")


class Factor(Model):
    cause: CauseId = Field(description="이 사건의 원인 가운데 견줄 것의 id")
    text: Text = Field(description="그 사건에서는 어땠나")
    sources: Sources


class Comparison(Entry):
    """Another incident, read by the same factors."""

    entity: ClassVar[str] = "comparison"
    place: ClassVar[str] = "incident/comparison/#k-{id}"

    name: Line = Field(description="사건의 이름")
    date: When = Field(description="일어난 날")
    operator: Line = Field(description="누구의 시설이나 서비스였나")
    text: Text = Field(description="무슨 일이었나, 두세 문장")
    sources: Sources
    factors: tuple[Factor, ...] = Field(
        min_length=1, description="같은 요인으로 견준 것. 출처가 없으면 적지 않습니다"
    )
