"""What statements rest on: sources, figures, where sources differ, terms, corrections."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from builder.models.base import Entry, Model, Sourced, Sources
from builder.models.values import (
    Day,
    EventId,
    FigureId,
    Language,
    Line,
    Misfit,
    RecordRef,
    RefTo,
    Sentence,
    Slug,
    SourceId,
    TermId,
    Text,
    Title,
    Url,
    When,
)

TopicId = Annotated[Slug, RefTo("topic")]


class Source(Entry):
    """One page that somebody published. Copies and mirrors are never linked."""

    entity: ClassVar[str] = "source"
    place: ClassVar[str] = "sources/{id}/"

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["url"]}, {"required": ["no_link"]}],
            "if": {"properties": {"date_basis": {"const": "unknown"}}, "required": ["date_basis"]},
            "then": {"properties": {"date": False}},
            "else": {"required": ["date"]},
            "dependentRequired": {"found_dead": ["url"]},
        }
    )

    publisher: Line = Field(description="펴낸 곳")
    title: Line = Field(
        description="제목 그대로. 제목을 보지 못했으면 내용을 짧게 적고 title_basis를 described로"
    )
    title_basis: Literal["printed", "described"] = Field(
        "printed", description="printed 제목 그대로, described 편집자의 설명"
    )
    author: Line | None = Field(None, description="글쓴이(적혀 있을 때만)")
    date: When | None = Field(
        None,
        description="펴낸 날, 아는 만큼 2022-12-07이나 2022-12. 모르면 줄을 지우고 date_basis를 unknown으로",
    )
    date_basis: Literal["printed", "inferred", "unknown"] = Field(
        description="printed 적혀 있음, inferred 주소나 내용으로 짐작, unknown 모름"
    )
    url: Url | None = Field(None, description="원문의 주소. 복제된 사이트의 주소는 적지 않습니다")
    archive_url: Url | None = Field(None, description="보존된 사본의 주소(공인된 보존소만)")
    found_dead: Day | None = Field(
        None,
        description="원문의 주소가 열리지 않는 것을 확인한 날. url은 지우지 않고, 사본이 있으면 archive_url에",
    )
    no_link: Line | None = Field(None, description="주소를 싣지 않는 까닭. url이 없으면 꼭 적습니다")
    kind: Literal[
        "official", "government", "law", "talk", "press", "paper", "analysis", "blog", "programme_data"
    ] = Field(
        description="official 당사자, government 정부, law 법령, talk 발표 영상·자료, press 언론, paper 논문, "
        "analysis 전문가·로펌 글, blog 개인 글, programme_data 행사 자료 사본"
    )
    grade: Literal["A", "B", "C", "D"] = Field(
        description="A 공식 원문, B 공식 글의 사본·전재, C 언론·전문가, D 개인 기록"
    )
    lang: Language = Field("ko", description="글의 언어, ISO 639-1 두 글자. 보기: ko, en")
    seen: Literal["whole", "opening"] = Field(
        description="whole 전부 봄, opening 앞부분만 봄(나머지에 없는 말이라고 쓰지 않습니다)"
    )
    accessed: Day = Field(description="편집자가 이 출처를 확인한 날. 보기: 2026-11-22")
    derived_from: tuple[SourceId, ...] = Field(
        (), description="이 글이 옮긴 다른 출처의 id. 독립된 출처로 세지 않습니다"
    )
    note: Sentence | None = Field(None, description="읽을 때 알아 둘 것")

    @model_validator(mode="after")
    def _linked_and_dated(self) -> Self:
        """출처에는 url이나 no_link 하나만 있고, found_dead는 url이 있을 때만, date는 date_basis가 unknown이 아닐 때만 적습니다."""
        if (self.url is None) == (self.no_link is None):
            wrong = "url과 no_link 가운데 꼭 하나가 있어야 합니다"
            raise Misfit(wrong, "주소가 있으면 url만, 싣지 않으면 까닭을 no_link에만 적어 주세요", "no_link")
        if self.found_dead and self.url is None:
            wrong = "열리지 않는 주소(url)가 없습니다"
            raise Misfit(
                wrong, "url을 남겨 두거나, 이 줄을 지우고 까닭을 no_link에 적어 주세요", "found_dead"
            )
        if (self.date is None) != (self.date_basis == "unknown"):
            wrong = "date와 맞지 않습니다"
            mend = (
                "날짜를 모르면 date를 지우고 unknown으로, 알면 date를 적고 printed나 inferred로 적어 주세요"
            )
            raise Misfit(wrong, mend, "date_basis")
        return self


class Span(Model):
    """A duration that is computed from two events and never typed."""

    since: EventId = Field(description="시작하는 경과의 id")
    until: EventId = Field(description="끝나는 경과의 id")


class Derived(Model):
    formula: Line = Field(description="셈법. 보기: 기술 세션 + 기조연설 + 트랙 소개")
    parts: tuple[FigureId, ...] = Field((), description="셈에 쓴 수치의 id")


class Figure(Entry):
    """One number with everything needed to read it."""

    entity: ClassVar[str] = "figure"
    place: ClassVar[str] = "incident/figures/#f-{id}"

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["value"]}, {"required": ["span"]}]})

    label: Line = Field(description="무슨 수치인가")
    topic: TopicId | None = Field(None, description="어느 갈래의 수치인가(incident.yml의 topics)")
    value: Line | None = Field(
        None, description="값. 보기: 3만 2,000. 두 경과 사이의 시간이면 적지 않고 span을"
    )
    span: Span | None = Field(None, description="두 경과 사이의 시간이면 그 둘. 값은 셈합니다")
    bound: Literal["exact", "about", "over", "at_least", "at_most"] = Field(
        "exact", description="exact 그 값, about 약, over 넘게, at_least 이상, at_most 이하"
    )
    unit: Line | None = Field(None, description="단위. 보기: 대")
    as_of: When = Field(description="언제의 값인가, 아는 만큼 2022-10-16이나 2022-10")
    definition: Text = Field(description="무엇을 어떻게 센 값인가, 누가 셌나")
    denominator: Line | None = Field(None, description="무엇에 견준 값인가. 보기: 데이터센터의 서버 전체")
    derived: Derived | None = Field(None, description="우리가 셈한 값이면 그 셈법")
    sources: Sources

    @model_validator(mode="after")
    def _valued_once(self) -> Self:
        """수치에는 값(value)과 셈할 두 경과(span) 가운데 하나만 있습니다."""
        if (self.value is None) == (self.span is None):
            wrong = "value와 span 가운데 꼭 하나가 있어야 합니다"
            raise Misfit(wrong, "값은 value에, 두 경과 사이의 시간은 span에만 적어 주세요", "span")
        return self


class Position(Model):
    value: Line = Field(description="이 출처들이 말하는 값")
    meaning: Sentence | None = Field(None, description="무엇을 가리킨 값인가")
    sources: Sources


class Shown(Model):
    value: Line = Field(description="이 사이트가 보이는 값")
    reason: Text = Field(description="왜 그렇게 보이는가")


class Discrepancy(Entry):
    """Where sources differ: every position, the kind of difference, what the site shows and why."""

    entity: ClassVar[str] = "discrepancy"
    place: ClassVar[str] = "sources/discrepancies/#d-{id}"

    question: Title = Field(description="무엇이 다른가, 물음으로")
    kind: Literal["definition", "rounding", "later_update", "conflict", "slip"] = Field(
        description="definition 세는 법이 다름, rounding 어림, later_update 나중에 바뀜, conflict 서로 맞지 않음, slip 잘못 적음"
    )
    about: tuple[RecordRef, ...] = Field((), description="이 차이가 걸린 기록. 보기: event/fire-starts")
    positions: tuple[Position, ...] = Field(min_length=1, description="출처마다의 값")
    shown: Shown = Field(description="이 사이트가 보이는 값과 까닭")


class Term(Entry):
    """A word of the field, said plainly first."""

    entity: ClassVar[str] = "term"
    place: ClassVar[str] = "glossary/#t-{id}"

    ko: Line = Field(description="우리말 이름")
    en: Line = Field(description="영어 이름")
    also: tuple[Line, ...] = Field(
        (),
        description="이 말을 찾는 사람이 적을 법한 다른 말. 뜻이 같다는 말은 아니고, 검색에서 이 용어로 이어 줍니다",
    )
    short: Sentence = Field(description="한 줄 뜻")
    long: Text | None = Field(None, description="조금 더 자세한 설명과 이 사건에서의 쓰임")
    not_same_as: tuple[TermId, ...] = Field((), description="헷갈리기 쉽지만 다른 말의 id")
    source_usage: tuple[Sourced, ...] = Field((), description="출처들이 이 말을 어떻게 썼나")
    sources: Sources

    @property
    def words(self) -> tuple[str, ...]:
        """How texts may call it: "재해복구(DR)" with "disaster recovery (DR)" gives 재해복구, DR, disaster recovery."""
        (ko, short), (en, gloss) = (_apart(self.ko), _apart(self.en))
        return tuple(dict.fromkeys(filter(None, (ko, short, en, gloss if gloss.isupper() else ""))))


def _apart(name: str) -> tuple[str, str]:
    """A name and what stands behind it in brackets."""
    name, _, behind = name.partition("(")
    return name.strip(), behind.rstrip(") ")


class Correction(Entry):
    """One change of a published fact."""

    entity: ClassVar[str] = "correction"
    place: ClassVar[str] = "sources/corrections/#co-{id}"

    date: Day = Field(description="고친 날. 보기: 2026-11-22")
    kind: Literal["fact", "source", "wording", "withdrawn"] = Field(
        description="fact 사실을 고침, source 출처를 고침, wording 표현을 고침, withdrawn 내림"
    )
    records: tuple[RecordRef, ...] = Field(min_length=1, description="고친 기록. 보기: event/fire-starts")
    before: Text = Field(description="고치기 전")
    after: Text = Field(description="고친 뒤")
    why: Text = Field(description="왜 고쳤나")
