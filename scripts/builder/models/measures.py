"""What was promised, demanded or enacted so that it does not happen again, and what became of it."""

from typing import ClassVar, Literal

from pydantic import Field

from builder.models.base import Citations, Entry, Model, Sources
from builder.models.incident import LayerId, PartyId
from builder.models.values import CauseId, Day, Flag, Line, MeasureId, Quote, Sentence, Text, Title, When

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
    "announced 발표됨, progress_stated 당사자가 진행 중이라 밝힘, done_stated 당사자가 마쳤다고 밝힘, "
    "done_reported 제3자가 마쳤다고 전함, partly 일부만 확인, changed 바뀜, not_pursued 추진하지 않음, "
    "no_evidence 찾아봤으나 근거를 찾지 못함"
)


class Promise(Model):
    date: When = Field(description="언제 내놓았나, 아는 만큼 2022-12-07이나 2022-12")
    by: Line = Field(description="누가 내놓았나. 보기: 김하나(기술 담당 임원)")
    text: Text = Field(description="무엇을 하겠다고(하라고) 했나, 우리 말로")
    as_stated: Quote | None = Field(None, description="출처의 표현 그대로, 120자 안")
    sources: Sources


class Answers(Model):
    """A cause that a measure answers, and whether a source says so."""

    cause: CauseId = Field(description="원인의 id")
    basis: Literal["stated", "inferred"] = Field(
        description="stated 출처가 이어 말함, inferred 편집자의 해석"
    )
    sources: Citations = Field((), description="basis가 stated일 때 그 출처")


class Evidence(Model):
    """One dated finding about what became of a measure."""

    date: When = Field(description="근거가 나온 날. no_evidence면 찾아본 날")
    status: Status = Field(description=_STATUS)
    note: Text = Field(description="무엇이 확인되나. 누가 말했는지 넣습니다")
    sources: Citations = Field((), description="출처. no_evidence일 때만 비울 수 있습니다")
    independent: Flag = Field(False, description="약속한 쪽이 아닌 제3자의 확인이면 true")


class Measure(Entry):
    """Something promised, demanded or enacted so that it does not happen again."""

    entity: ClassVar[str] = "measure"
    place: ClassVar[str] = "measures/{id}/"

    issuer: PartyId = Field(description="내놓은 주체(incident.yml의 parties)")
    owner: PartyId = Field(description="이행을 맡은 주체(incident.yml의 parties)")
    kind: Literal["commitment", "corrective_demand", "law", "guideline", "oversight"] = Field(
        description="commitment 약속, corrective_demand 시정 요구, law 법령, guideline 지침, oversight 점검과 훈련"
    )
    title: Title = Field(description="대책의 이름")
    layer: LayerId = Field(description="어느 층의 대책인가(incident.yml의 layers)")
    promised: tuple[Promise, ...] = Field(
        min_length=1, description="언제 누가 무엇을 내놓았나. 거듭 말했으면 여러 줄"
    )
    due: Line | None = Field(None, description="기한(출처에 있을 때만)")
    causes: tuple[Answers, ...] = Field((), description="어느 원인에 답하나")
    evidence: tuple[Evidence, ...] = Field((), description="그 뒤 확인된 것, 이른 것부터")
    status: Status = Field(
        description="지금까지 확인된 근거의 등급. 낱말의 뜻은 evidence의 status와 같고, announced가 아니면 같은 등급의 근거가 있어야 합니다"
    )
    status_note: Sentence | None = Field(None, description="등급을 읽을 때 알아 둘 것")
    last_checked: Day = Field(description="자료를 마지막으로 찾아본 날. 보기: 2026-11-22")
    replaces: tuple[MeasureId, ...] = Field((), description="이 대책이 대신하는 앞 대책의 id")

    @property
    def last_evidence(self) -> Evidence | None:
        """The newest finding that a source shows; a search that found nothing is none."""
        return next((evidence for evidence in reversed(self.evidence) if evidence.sources), None)
