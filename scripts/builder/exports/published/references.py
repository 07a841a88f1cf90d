"""What statements rest on, as published: sources, figures, where sources differ, terms, corrections."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from builder.exports.press import Press
from builder.exports.published.base import (
    Citations,
    Date,
    EventId,
    FigureId,
    Prose,
    Published,
    Record,
    SourceId,
    Statement,
    TermId,
    TopicId,
    When,
)
from builder.models import references as given
from builder.models.incident import Event


class Source(Record):
    """출처"""

    entity: ClassVar[str] = "source"

    publisher: str = Field(description="펴낸 곳")
    title: str = Field(description="제목. title_basis가 described이면 편집자의 설명")
    title_basis: Literal["printed", "described"] = Field(
        description="printed 제목 그대로, described 편집자의 설명"
    )
    author: str | None = Field(description="글쓴이")
    date: When | None = Field(description="펴낸 날")
    date_basis: Literal["printed", "inferred", "unknown"] = Field(
        description="printed 적혀 있음, inferred 주소나 내용으로 짐작, unknown 모름"
    )
    url: str | None = Field(description="원문 주소")
    archive_url: str | None = Field(description="보존된 사본의 주소")
    found_dead: Date | None = Field(description="원문의 주소가 열리지 않는 것을 확인한 날")
    no_link: str | None = Field(description="주소를 싣지 않는 까닭")
    kind: Literal[
        "official", "government", "law", "talk", "press", "paper", "analysis", "blog", "programme_data"
    ] = Field(
        description="official 당사자, government 정부, law 법령, talk 발표 영상·자료, press 언론, paper 논문, "
        "analysis 전문가·로펌 글, blog 개인 글, programme_data 행사 자료 사본"
    )
    grade: Literal["A", "B", "C", "D"] = Field(
        description="A 공식 원문, B 공식 글의 사본·전재, C 언론·전문가, D 개인 기록"
    )
    lang: str = Field(description="글의 언어, ISO 639-1")
    seen: Literal["whole", "opening"] = Field(description="whole 전부 봄, opening 앞부분만 봄")
    accessed: Date = Field(description="확인한 날")
    derived_from: tuple[SourceId, ...] = Field(description="이 글이 옮긴 다른 출처의 id")
    note: Prose | None = Field(description="읽을 때 알아 둘 것")


class Span(Published):
    since: EventId = Field(description="시작하는 경과의 id")
    until: EventId = Field(description="끝나는 경과의 id")
    minutes: int = Field(description="그 사이의 분(셈한 값)")

    @classmethod
    def computed(cls, record: given.Span, press: Press) -> Mapping[str, object]:
        events = press.catalog.of(Event)
        return {"minutes": (events[record.until].at - events[record.since].at) // timedelta(minutes=1)}


class Derived(Published):
    formula: str = Field(description="셈법")
    parts: tuple[FigureId, ...] = Field(description="셈에 쓴 수치의 id")


class Figure(Record):
    """수치"""

    entity: ClassVar[str] = "figure"

    label: str = Field(description="무슨 수치인가")
    topic: TopicId | None = Field(description="어느 갈래의 수치인가")
    value: str | None = Field(description="적힌 값 그대로. span이 있으면 null")
    printed: str = Field(description="화면에 적는 값: 어림과 단위까지(셈한 값)")
    bound: Literal["exact", "about", "over", "at_least", "at_most"] = Field(
        description="exact 그 값, about 약, over 넘게, at_least 이상, at_most 이하"
    )
    unit: str | None = Field(description="단위")
    span: Span | None = Field(description="두 경과 사이의 시간이면 그 둘")
    as_of: When = Field(description="언제의 값인가")
    definition: Prose = Field(description="무엇을 어떻게 센 값인가, 누가 셌나")
    denominator: str | None = Field(description="무엇에 견준 값인가")
    derived: Derived | None = Field(description="편집자가 셈한 값이면 그 셈법")
    sources: Citations

    @classmethod
    def computed(cls, record: given.Figure, press: Press) -> Mapping[str, object]:
        return {**super().computed(record, press), "printed": press.desk.printed(record)}


class Position(Published):
    value: str = Field(description="이 출처들이 말하는 값")
    meaning: Prose | None = Field(description="무엇을 가리킨 값인가")
    sources: Citations


class Shown(Published):
    value: str = Field(description="이 기록이 보이는 값")
    reason: Prose = Field(description="왜 그렇게 보이는가")


class Discrepancy(Record):
    """출처 간 차이"""

    entity: ClassVar[str] = "discrepancy"

    question: Prose = Field(description="무엇이 다른가, 물음으로")
    kind: Literal["definition", "rounding", "later_update", "conflict", "slip"] = Field(
        description="definition 세는 법이 다름, rounding 어림, later_update 나중에 바뀜, conflict 서로 맞지 않음, slip 잘못 적음"
    )
    about: tuple[str, ...] = Field(description="이 차이가 걸린 기록, event/id 꼴")
    positions: tuple[Position, ...] = Field(description="출처마다의 값")
    shown: Shown = Field(description="이 기록이 보이는 값과 까닭")


class Term(Record):
    """용어"""

    entity: ClassVar[str] = "term"

    ko: str = Field(description="우리말 이름")
    en: str = Field(description="영어 이름")
    also: tuple[str, ...] = Field(description="이 말을 찾는 사람이 적을 법한 다른 말(뜻이 같다는 말은 아님)")
    short: Prose = Field(description="한 줄 뜻")
    long: Prose | None = Field(description="더 자세한 설명")
    not_same_as: tuple[TermId, ...] = Field(description="헷갈리기 쉽지만 다른 말의 id")
    source_usage: tuple[Statement, ...] = Field(description="출처들이 이 말을 어떻게 썼나")
    sources: Citations


class Correction(Record):
    """정정"""

    entity: ClassVar[str] = "correction"

    date: Date = Field(description="고친 날")
    kind: Literal["fact", "source", "wording", "withdrawn"] = Field(
        description="fact 사실, source 출처, wording 표현, withdrawn 내림"
    )
    records: tuple[str, ...] = Field(description="고친 기록, event/id 꼴")
    before: Prose = Field(description="고치기 전")
    after: Prose = Field(description="고친 뒤")
    why: Prose = Field(description="왜 고쳤나")
