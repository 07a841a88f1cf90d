"""The incident: its frame, what happened when, why, what was promised, what stopped.

Lanes, phases, questions, layers and parties are data (`Incident`), so that another incident needs no code.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from builder.models.base import Citations, Entry, Model, Moment, Sourced, Sources
from builder.models.values import (
    CauseId,
    Day,
    FigureId,
    Instant,
    Line,
    MeasureId,
    Quote,
    RefTo,
    Sentence,
    ServiceId,
    Slug,
    Text,
    Title,
    When,
)

LaneId = Annotated[Slug, RefTo("lane")]
PhaseId = Annotated[Slug, RefTo("phase")]
QuestionId = Annotated[Slug, RefTo("question")]
LayerId = Annotated[Slug, RefTo("layer")]
DiagramId = Annotated[Slug, RefTo("diagram")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=24)]
PartyId = Annotated[Slug, RefTo("party")]


class Named(Model):
    id: Slug = Field(description="id(ASCII)")
    name: Line = Field(description="이름")
    text: Line | None = Field(None, description="한 줄 설명")


class Question(Model):
    """One of the few questions under which the causes stand."""

    id: Slug = Field(description="물음의 id(ASCII)")
    title: Line = Field(description="물음. 보기: 왜 복구가 오래 걸렸나")
    short: Line = Field(description="짧은 이름. 보기: 복구")
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

    id: Slug = Field(description="구간의 id(ASCII). 보기: first-hours")
    title: Line = Field(description="구간의 이름. 보기: 첫 12시간")
    since: Instant = Field(description="구간의 처음 2022-10-15T15:00+09:00")
    until: Instant = Field(description="구간의 끝")

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


class Step(Model):
    text: Sentence = Field(description="무엇을 보게 되나")
    to: Line = Field(description="사이트 안의 주소. 보기: causes/no-control-tower/")


class Door(Model):
    """A way in for one kind of reader: a few pages in order."""

    id: Slug = Field(description="문의 id(ASCII). 보기: student")
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
    doors: tuple[Door, ...] = Field((), description="읽는 이마다의 길")
    scales: tuple[Scale, ...] = Field((), description="경과 그림의 구간, 이른 것부터")
    overview: tuple[CauseId, ...] = Field(
        (), max_length=25, description="원인 그림에 넣을 원인의 id, 25개까지"
    )
    frames: tuple[DiagramId, ...] = Field((), description="네 장면 그림의 id, 차례대로")


class Event(Entry, Moment):
    """What happened at one time, as its sources give it."""

    entity: ClassVar[str] = "event"
    place: ClassVar[str] = "incident/timeline/#e-{id}"

    until: Instant | None = Field(None, description="끝난 시각. at과 같은 정밀도로")
    lane: LaneId = Field(description="누구의 일인가(incident.yml의 lanes)")
    phase: PhaseId = Field(description="어느 국면인가(incident.yml의 phases)")
    text: Text = Field(description="무슨 일이 있었나. 한쪽의 주장이면 누구의 주장인지 넣습니다")
    sources: Sources
    marker: Slug | None = Field(
        None, description="기준이 되는 일의 이름(incident.yml이 가리킴). 보기: impact-begins"
    )
    services: tuple[ServiceId, ...] = Field((), description="관련된 서비스의 id")
    causes: tuple[CauseId, ...] = Field((), description="관련된 원인의 id")
    measures: tuple[MeasureId, ...] = Field((), description="관련된 대책의 id")
    known_then: Sentence | None = Field(None, description="그때는 어떻게 알려졌나")
    known_then_sources: Citations = Field((), description="그때 그렇게 알려졌다는 출처")
    significance: Literal["1", "2", "3"] = Field("1", description="3 꼭 볼 일, 2 중요한 일, 1 자세한 일")
    label: Label | None = Field(
        None, description="그림에 적는 짧은 이름, 24자 안. significance가 3이면 꼭 적습니다"
    )


class Asserted(Model):
    who: Line = Field(description="누가 그렇게 말했나. 보기: 과기정통부·방통위·소방청 조사(2022-12-06)")
    text: Text | None = Field(None, description="그 주체가 말한 내용(우리 말로)")
    sources: Sources


class Edge(Model):
    cause: CauseId = Field(description="이어지는 원인의 id")
    text: Text | None = Field(None, description="어떻게 이어지는가")
    sources: Citations = Field(
        (), description="이 이어짐을 말한 출처. inferred가 true일 때만 비울 수 있습니다"
    )
    inferred: bool = Field(False, description="출처가 아니라 편집자의 해석이면 true")


class View(Model):
    who: Line = Field(description="누구의 다른 설명인가")
    text: Text = Field(description="그 설명(우리 말로)")
    sources: Sources


class Cause(Entry):
    """A contributing factor; never the one root cause."""

    entity: ClassVar[str] = "cause"
    place: ClassVar[str] = "causes/{id}/"

    title: Title = Field(description="사람이 아니라 설비·시스템·조건을 주어로 한 제목")
    question: QuestionId = Field(description="어느 물음에 답하는가(incident.yml의 questions)")
    layer: LayerId = Field(description="어느 층의 일인가(incident.yml의 layers)")
    kind: Literal[
        "trigger", "condition", "barrier_missing", "barrier_failed", "barrier_held", "delay", "effect"
    ] = Field(
        description="trigger 방아쇠, condition 조건, barrier_missing 없던 방벽, barrier_failed 듣지 않은 방벽, "
        "barrier_held 제 몫을 한 방벽, delay 늦춘 것, effect 그 결과"
    )
    summary: Sentence = Field(description="한 줄 설명(누가 밝혔는지 포함)")
    mechanism: Text = Field(description="어떻게 그렇게 되었나")
    sources: Sources
    asserted_by: tuple[Asserted, ...] = Field(min_length=1, description="누가 그렇게 말했나")
    leads_to: tuple[Edge, ...] = Field((), description="이 요인이 이어진 다음 요인")
    certainty: Literal["found", "stated", "reported", "contested", "unknown"] = Field(
        description="found 정부 조사로 밝힘, stated 당사자가 설명, reported 보도나 참석자가 전함, contested 말이 갈림, unknown 밝혀지지 않음"
    )
    other_views: tuple[View, ...] = Field((), description="다른 설명")

    @property
    def asks_for_measure(self) -> bool:
        """Not so for what a factor led to, nor for what worked."""
        return self.kind not in ("effect", "barrier_held")


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
    date: When = Field(description="언제 내놓았나")
    by: Line = Field(description="누가 내놓았나. 보기: 이채영(카카오 기술부문장)")
    text: Text = Field(description="무엇을 하겠다고(하라고) 했나, 우리 말로")
    as_stated: Quote | None = Field(None, description="출처의 표현 그대로, 120자 안")
    sources: Sources


class Answers(Model):
    """A cause that a measure answers, and whether a source says so."""

    cause: CauseId = Field(description="원인의 id")
    basis: Literal["stated", "inferred"] = Field(
        description="stated 출처가 이어 말함, inferred 편집자의 해석"
    )
    sources: Citations = Field((), description="stated일 때 그 출처")


class Evidence(Model):
    """One dated finding about what became of a measure."""

    date: When = Field(description="근거의 날짜")
    status: Status = Field(description=_STATUS)
    note: Text = Field(description="무엇이 확인되나. 누가 말했는지 넣습니다")
    sources: Citations = Field((), description="출처. no_evidence일 때만 비울 수 있습니다")
    independent: bool = Field(False, description="약속한 쪽이 아닌 제3자의 확인이면 true")


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
    status: Status = Field(description="지금까지 확인된 근거의 등급. " + _STATUS)
    status_note: Sentence | None = Field(None, description="등급을 읽을 때 알아 둘 것")
    last_checked: Day = Field(description="자료를 마지막으로 찾아본 날")
    replaces: tuple[MeasureId, ...] = Field((), description="이 대책이 대신하는 앞 대책의 id")

    @property
    def last_evidence(self) -> Evidence | None:
        """The newest finding that a source shows; a search that found nothing is none."""
        return next((evidence for evidence in reversed(self.evidence) if evidence.sources), None)


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
    group: Line = Field(description="묶음. 보기: 카카오톡")
    states: tuple[State, ...] = Field((), description="상태가 바뀐 때, 이른 것부터")
    not_affected: Text | None = Field(None, description="멈추지 않은 것과 그 까닭")
    note: Text | None = Field(None, description="읽을 때 알아 둘 것")
    sources: Sources


class Box(Model):
    """A part of a diagram on its grid: column and row count from 0."""

    id: Slug = Field(description="칸의 id(이 그림 안에서)")
    label: Label = Field(description="칸에 적는 말, 24자 안")
    col: int = Field(ge=0, le=11, description="왼쪽에서 몇째 칸(0부터)")
    row: int = Field(ge=0, le=11, description="위에서 몇째 줄(0부터)")
    state: Literal["on", "off", "standby", "damaged", "plain"] = Field(
        "plain", description="on 작동, off 멈춤, standby 대기, damaged 손상, plain 상태 없음"
    )


class Group(Model):
    """A room or a site: a frame around part of the grid."""

    label: Label = Field(description="테두리의 이름, 24자 안")
    col: int = Field(ge=0, le=11, description="왼쪽 위 칸의 열")
    row: int = Field(ge=0, le=11, description="왼쪽 위 칸의 줄")
    cols: int = Field(1, ge=1, le=12, description="가로로 몇 칸")
    rows: int = Field(1, ge=1, le=12, description="세로로 몇 줄")

    def holds(self, box: Box) -> bool:
        return 0 <= box.col - self.col < self.cols and 0 <= box.row - self.row < self.rows


class Arrow(Model):
    start: Slug = Field(description="어느 칸에서(칸의 id)")
    end: Slug = Field(description="어느 칸으로(칸의 id)")
    label: Label | None = Field(None, description="화살표의 말, 24자 안")
    broken: bool = Field(False, description="이어지지 않았으면 true")


class Diagram(Entry):
    """A drawing of what a source says: boxes on a grid, rooms around them, arrows between them."""

    entity: ClassVar[str] = "diagram"
    place: ClassVar[str] = "incident/diagrams/#g-{id}"

    title: Line = Field(description="그림의 제목")
    caption: Text = Field(description="누가 그렇게 설명했나, 그림을 글로")
    sources: Sources
    groups: tuple[Group, ...] = Field((), description="방이나 장소의 테두리")
    boxes: tuple[Box, ...] = Field(min_length=1, description="칸")
    arrows: tuple[Arrow, ...] = Field((), description="화살표")


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

    label: Line = Field(description="무슨 양인가. 보기: 판교 데이터센터의 전력")
    unit: Line = Field(description="단위. 보기: %")
    full: float = Field(gt=0, description="다 돌아왔을 때의 값. 보기: 100")
    readings: tuple[Reading, ...] = Field(min_length=1, description="시각마다의 값, 이른 것부터")
    sources: Sources


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
    operator: Line = Field(description="누구의 시설이나 서비스")
    text: Text = Field(description="무슨 일이었나, 두세 문장")
    sources: Sources
    factors: tuple[Factor, ...] = Field(
        min_length=1, description="같은 요인으로 견준 것. 출처가 없으면 적지 않습니다"
    )
