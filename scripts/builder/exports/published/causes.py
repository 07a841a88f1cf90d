"""Why, and what was promised so that it does not happen again, as published."""

from typing import ClassVar, Literal

from pydantic import Field

from builder.exports.published.base import (
    CauseId,
    Citations,
    Date,
    LayerId,
    MeasureId,
    PartyId,
    Prose,
    Published,
    QuestionId,
    Record,
    When,
)

Status = Literal[
    "announced",
    "progress_stated",
    "done_stated",
    "done_reported",
    "partly",
    "changed",
    "not_pursued",
    "no_evidence",
]
_STATUS = (
    "확인된 근거의 등급: announced 발표됨, progress_stated 당사자가 진행 중이라 밝힘, done_stated 당사자가 마쳤다고 밝힘, "
    "done_reported 제3자가 마쳤다고 전함, partly 일부만 확인, changed 바뀜, not_pursued 추진하지 않음, "
    "no_evidence 찾아봤으나 근거를 찾지 못함(하지 않았다는 뜻이 아님)"
)


class Asserted(Published):
    who: str = Field(description="누가 그렇게 말했나")
    text: Prose | None = Field(description="그 주체가 말한 내용")
    sources: Citations


class Edge(Published):
    cause: CauseId = Field(description="이어진 원인의 id")
    text: Prose | None = Field(description="어떻게 이어지는가")
    inferred: bool = Field(description="출처가 아니라 편집자의 해석이면 true")
    sources: Citations


class View(Published):
    who: str = Field(description="누구의 다른 설명인가")
    text: Prose = Field(description="그 설명")
    sources: Citations


class Cause(Record):
    """원인(요인)"""

    entity: ClassVar[str] = "cause"

    title: Prose = Field(description="제목")
    question: QuestionId = Field(description="어느 물음에 답하는가")
    layer: LayerId = Field(description="어느 층의 일인가")
    kind: Literal[
        "trigger", "condition", "barrier_missing", "barrier_failed", "barrier_held", "delay", "effect"
    ] = Field(
        description="trigger 방아쇠, condition 조건, barrier_missing 없던 방벽, barrier_failed 듣지 않은 방벽, "
        "barrier_held 제 몫을 한 방벽, delay 늦춘 것, effect 그 결과"
    )
    certainty: Literal["found", "stated", "reported", "contested", "unknown"] = Field(
        description="found 정부 조사로 밝힘, stated 당사자가 설명, reported 보도나 참석자가 전함, contested 말이 갈림, "
        "unknown 밝혀지지 않음"
    )
    summary: Prose = Field(description="한 줄 설명")
    mechanism: Prose = Field(description="어떻게 그렇게 되었나")
    asserted_by: tuple[Asserted, ...] = Field(description="누가 그렇게 말했나")
    leads_to: tuple[Edge, ...] = Field(description="이 요인이 이어진 다음 요인")
    other_views: tuple[View, ...] = Field(description="다른 설명")
    sources: Citations


class Promise(Published):
    date: When = Field(description="언제 내놓았나")
    by: str = Field(description="누가 내놓았나")
    text: Prose = Field(description="무엇을 하겠다고(하라고) 했나")
    as_stated: str | None = Field(description="출처의 표현 그대로")
    sources: Citations


class Answers(Published):
    cause: CauseId = Field(description="답하는 원인의 id")
    basis: Literal["stated", "inferred"] = Field(
        description="stated 출처가 이어 말함, inferred 편집자의 해석"
    )
    sources: Citations


class Evidence(Published):
    date: When = Field(description="근거의 날짜")
    status: Status = Field(description=_STATUS)
    note: Prose = Field(description="무엇이 확인되나")
    independent: bool = Field(description="약속한 쪽이 아닌 제3자의 확인이면 true")
    sources: Citations


class Measure(Record):
    """대책"""

    entity: ClassVar[str] = "measure"

    issuer: PartyId = Field(description="내놓은 주체")
    owner: PartyId = Field(description="이행을 맡은 주체")
    kind: Literal["commitment", "corrective_demand", "law", "guideline", "oversight"] = Field(
        description="commitment 약속, corrective_demand 시정 요구, law 법령, guideline 지침, oversight 점검과 훈련"
    )
    title: Prose = Field(description="대책의 이름")
    layer: LayerId = Field(description="어느 층의 대책인가")
    due: str | None = Field(description="기한")
    status: Status = Field(description=_STATUS)
    status_note: Prose | None = Field(description="등급을 읽을 때 알아 둘 것")
    last_checked: Date = Field(description="자료를 마지막으로 찾아본 날")
    promised: tuple[Promise, ...] = Field(description="언제 누가 무엇을 내놓았나")
    causes: tuple[Answers, ...] = Field(description="어느 원인에 답하나")
    evidence: tuple[Evidence, ...] = Field(description="그 뒤 확인된 것, 이른 것부터")
    replaces: tuple[MeasureId, ...] = Field(description="대신하는 앞 대책의 id")
