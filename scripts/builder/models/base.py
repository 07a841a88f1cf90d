"""What every model shares: how strings become values, how pydantic's errors become Korean problems, what an id may be.

A value is refused here only for its own shape. Whether an id leads anywhere is a question across files (checks.py).
"""

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, Union, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from builder.document import Document, Loc
from builder.problems import Problem, ProblemsFound, found, near

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


class PartialDate(NamedTuple):
    """A date as exact as its source: `2022-12-07`, `2024-01` or `2016`; an unknown part is 0, so that dates sort.

    >>> PartialDate.read("2024-01")
    PartialDate(year=2024, month=1, day=0)
    >>> str(PartialDate.read("2022-12-07"))
    '2022-12-07'
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def read(cls, text: object) -> "PartialDate":
        """Raises ValueError for any other form and for a day that no calendar has (ISO 8601 calendar dates)."""
        shape = (
            re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
            if isinstance(text, str)
            else None
        )
        if not shape:
            raise ValueError("날짜는 '2022-12-07', '2024-01', '2016' 가운데 한 모양으로 적어 주세요")
        year, month, day = (int(part or 0) for part in shape.groups())
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError("달력에 없는 날짜입니다. 달과 날을 확인해 주세요") from None
        if shape[2] == "00" or shape[3] == "00":
            raise ValueError("달력에 없는 날짜입니다. 모르는 달과 날은 아예 적지 말아 주세요")
        return cls(year, month, day)

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])


def _day(text: object) -> date:
    read = PartialDate.read(text)
    if not read.day:
        raise ValueError("날까지 적어 주세요. 보기: 2022-12-07")
    return read.first


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
        raise ValueError("시각은 24시간제 '11:00' 모양으로 적어 주세요")
    return text


def _instant(text: object) -> datetime:
    if not isinstance(text, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", text, re.ASCII
    ):
        raise ValueError("시각은 시간대까지 '2022-10-15T15:19+09:00' 모양으로 적어 주세요")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("달력이나 시계에 없는 시각입니다. 날짜와 시각을 확인해 주세요") from None


def _url(text: str) -> str:
    """An outer address: http or https, a named host, ASCII, nothing that a browser reads differently (WHATWG URL)."""
    if not re.fullmatch(r"https?://[!#-;=?-\[\]_a-z~]+", text, re.ASCII):
        raise ValueError("주소는 http:// 나 https:// 로 시작하고 ASCII로만 적어 주세요(한글은 %로 바꿔 적기)")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("주소의 모양이 맞지 않습니다. 브라우저의 주소를 그대로 옮겨 주세요") from None
    if "@" in parts.netloc or not re.fullmatch(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+", host):
        raise ValueError("주소의 호스트는 이름이어야 합니다(IP 주소나 사용자 이름은 쓸 수 없음)")
    return text


def _no_break(text: str) -> str:
    if "\n" in text:
        raise ValueError("한 줄로 적어 주세요")
    return text


@dataclass(frozen=True)
class RefTo:
    """Marks an id as leading to an entry of `entity` ("source", "cause", "track", ...)."""

    entity: str


FIGURE_MARK = re.compile(rf"\[=({SLUG})\]", re.ASCII)


def _without_figure(text: str) -> str:
    if "[=" in text:
        raise ValueError("이 항목에는 수치 표시([=id])를 쓸 수 없습니다. 설명 항목에 적어 주세요")
    return text


class OwnWords:
    """Marks what the editors wrote themselves, as against titles, names and quotations: the rules of writing hold there.

    A number stands in it as `[=figure-id]` and is printed from the figure's own record.
    """


Slug = Annotated[str, StringConstraints(pattern=rf"^{SLUG}$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_no_break)]
Quote = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_no_break)]
Title = Annotated[Line, AfterValidator(_without_figure), OwnWords()]
Sentence = Annotated[Line, OwnWords()]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), OwnWords()]
Url = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_url)]
Day = Annotated[date, BeforeValidator(_day)]
When = Annotated[
    PartialDate,
    PlainValidator(PartialDate.read),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}),
]
Clock = Annotated[str, AfterValidator(_clock)]
Instant = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$"}),
]

SourceId = Annotated[Slug, RefTo("source")]
PersonId = Annotated[Slug, RefTo("person")]
SessionId = Annotated[Slug, RefTo("session")]
EventId = Annotated[Slug, RefTo("event")]
CauseId = Annotated[Slug, RefTo("cause")]
MeasureId = Annotated[Slug, RefTo("measure")]
ServiceId = Annotated[Slug, RefTo("service")]
FigureId = Annotated[Slug, RefTo("figure")]
TermId = Annotated[Slug, RefTo("term")]
RecordRef = Annotated[str, StringConstraints(pattern=rf"^[a-z]+/{SLUG}$", max_length=100), RefTo("record")]


class Model(BaseModel):
    """A frozen record; an unknown key is an error. `entity` names the kind of a whole record."""

    entity: ClassVar[str]

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def from_document(cls, document: Document, data: object, loc: Loc = (), **given: str) -> Self:
        """Makes the model from the part `data` of a document that stands at `loc`.

        `given` are values the file must not repeat, as an id that is the file's name.
        Raises ProblemsFound with every fault of that part, each at its line.
        """
        if isinstance(data, dict):
            for key in given.keys() & data.keys():
                message = f"{key}: 파일 이름이 곧 {key}입니다 {found(data[key])}. 이 줄을 지워 주세요"
                raise ProblemsFound([document.problem((*loc, key), message, of_key=True)])
            data = {**data, **given}
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ProblemsFound(
                _problem(cls, document, loc, dict(fault)) for fault in error.errors()
            ) from None


class Entry(Model):
    """A record with an id and so an address of its own.

    `place` is the address below the site's root: "causes/{id}/" is a page, "glossary/#t-{id}" a place on one.
    """

    place: ClassVar[str]

    id: Slug = Field(description="ASCII 소문자와 숫자를 '-'로 이은 이름. 한번 공개하면 바꾸지 않습니다")

    @property
    def address(self) -> str:
        return self.place.format(id=self.id)

    @property
    def key(self) -> tuple[str, str]:
        return self.entity, self.id


class Citation(Model):
    """One source of one statement. In YAML a bare id is enough: `sources: [hani-20221123]`."""

    id: SourceId = Field(description="출처의 id(references/sources/의 파일 이름)")
    locator: Line | None = Field(None, description="출처 안의 자리. 영상은 12:30, 문서는 p. 3")
    value: Line | None = Field(None, description="이 출처가 말하는 값이 본문과 다를 때 그 값")


def _citation(raw: object) -> object:
    return {"id": raw} if isinstance(raw, str) else raw


Citations = tuple[Annotated[Citation, BeforeValidator(_citation)], ...]
Sources = Annotated[
    Citations, Field(min_length=1, description="출처의 id 목록. 자리나 값이 다르면 {id, locator, value}")
]


class Sourced(Model):
    """A statement and where it comes from."""

    text: Text = Field(description="우리 말로 옮긴 서술")
    sources: Sources


Precision = Literal["minute", "hour", "part_of_day", "day", "month", "year"]
Qualifier = Literal["exact", "about", "as_of", "not_before", "not_after", "claimed"]


class Moment(Model):
    """A point in time as its sources give it: one stored value, everything else is computed from it.

    `at: 2022-10-15T15:19+09:00`, `precision: minute`; a day is its first minute with `precision: day`.
    """

    at: Instant = Field(
        description="시간대가 붙은 시각 2022-10-15T15:19+09:00. 날만 알면 00:00으로 적고 precision을 day로"
    )
    precision: Precision = Field(description="어디까지 아는가: minute, hour, part_of_day, day, month, year")
    qualifier: Qualifier = Field(
        "exact",
        description="exact 단정, about 무렵, as_of 그 시점의 상태, not_before/not_after 그 뒤/앞, claimed 한쪽의 주장",
    )
    as_stated: Quote | None = Field(None, description="출처의 표현 그대로, 120자 안")

    def _finer_than_said(self) -> str | None:
        at = self.at
        rest = {
            "day": (at.hour, at.minute),
            "month": (at.day - 1, at.hour, at.minute),
            "year": (at.month - 1, at.day - 1, at.hour, at.minute),
            "hour": (at.minute,),
        }.get(self.precision, ())
        return (
            f"precision이 {self.precision}이면 그보다 잘은 자리는 처음 값(1월, 1일, 00:00)으로 적어 주세요"
            if any(rest)
            else None
        )

    @model_validator(mode="after")
    def _as_exact_as_said(self) -> Self:
        if fault := self._finer_than_said():
            raise ValueError(fault)
        return self

    @property
    def utc(self) -> datetime:
        return self.at.astimezone(UTC)

    @property
    def last(self) -> datetime:
        """The end of what `precision` leaves open, for comparing: 16 Oct as a day ends where the 17th begins."""
        spans = {"minute": 0, "hour": 60, "part_of_day": 12 * 60, "day": 24 * 60}
        if self.precision in spans:
            return self.at + timedelta(minutes=spans[self.precision])
        return self.at + timedelta(days=31 if self.precision == "month" else 366)


def references(model: Model) -> Iterator[tuple[Loc, str, str]]:
    """Every id in the model that must lead somewhere, as (place, entity, id): RefTo fields, figures in the text."""
    for loc, marks, value in _values(model, ()):
        if not isinstance(value, str):
            continue
        for mark in marks:
            if isinstance(mark, RefTo) and mark.entity == "record":
                entity, _, name = value.partition("/")
                yield loc, entity, name
            elif isinstance(mark, RefTo):
                yield loc, mark.entity, value
            elif isinstance(mark, OwnWords):
                yield from ((loc, "figure", shown[1]) for shown in FIGURE_MARK.finditer(value))


def own_words(model: Model) -> Iterator[tuple[Loc, str]]:
    """Every text of the editors' own in the model, as (place, text)."""
    for loc, marks, value in _values(model, ()):
        if isinstance(value, str) and any(isinstance(mark, OwnWords) for mark in marks):
            yield loc, value


def citations(model: Model) -> Iterator[tuple[Loc, Citation]]:
    """Every citation in the model with its place."""
    for loc, _, value in _values(model, ()):
        if isinstance(value, Citation):
            yield loc, value


def _values(model: Model, loc: Loc) -> Iterator[tuple[Loc, tuple[object, ...], object]]:
    """Every value in the model, the parts of lists and of inner models among them, with the marks of its field."""
    for name, marks in _marks(type(model)):
        value = getattr(model, name)
        is_list = type(value) is tuple
        for key, item in enumerate(value) if is_list else ((0, value),):
            at = (*loc, name, key) if is_list else (*loc, name)
            yield at, marks, item
            if isinstance(item, Model):
                yield from _values(item, at)


@cache
def _marks(model: type[Model]) -> tuple[tuple[str, tuple[object, ...]], ...]:
    hints = typing.get_type_hints(model, include_extras=True)
    return tuple((name, tuple(_flat(hints[name]))) for name in model.model_fields)


def _flat(hint: Any) -> Iterator[object]:
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        yield from marks
        yield from _flat(inner)
    elif get_origin(hint) in (tuple, Union, UnionType):
        for part in get_args(hint):
            yield from _flat(part)


_SAID = {
    "missing": "꼭 있어야 합니다. 이 항목을 적어 주세요",
    "string_type": "글자여야 합니다. 한 값으로 적어 주세요",
    "tuple_type": "목록이어야 합니다. '- 값'을 줄마다 적어 주세요",
    "model_type": "'항목: 값' 묶음이어야 합니다. 들여 써서 항목마다 적어 주세요",
    "model_attributes_type": "'항목: 값' 묶음이어야 합니다. 들여 써서 항목마다 적어 주세요",
    "bool_parsing": "true나 false로 적어 주세요",
    "bool_type": "true나 false로 적어 주세요",
    "float_parsing": "숫자로 적어 주세요",
    "greater_than": "더 큰 수여야 합니다",
    "greater_than_equal": "더 큰 수여야 합니다",
    "less_than_equal": "더 작은 수여야 합니다",
    "int_parsing": "숫자로 적어 주세요",
    "int_type": "숫자로 적어 주세요",
    "string_pattern_mismatch": "ASCII 소문자와 숫자를 '-'로 이어 적어 주세요. 보기: full-power-cut",
}


def _problem(model: type[Model], document: Document, loc: Loc, fault: dict[str, Any]) -> Problem:
    inner: Loc = tuple(fault["loc"])
    name = next((str(key) for key in reversed(inner) if isinstance(key, str)), "파일")
    return document.problem(
        (*loc, *inner), f"{name}: {_say(model, inner, fault)}", of_key=fault["type"] == "extra_forbidden"
    )


def _say(model: type[Model], inner: Loc, fault: dict[str, Any]) -> str:
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        return _SAID[kind]
    if kind == "extra_forbidden":
        known = _fields(model, inner[:-1])
        hint = near(str(inner[-1]), known) or f"쓸 수 있는 항목: {', '.join(known)}."
        return f"모르는 항목입니다. {hint} 이름을 고치거나 지워 주세요"
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", context["expected"])
        return f"정해진 낱말이 아닙니다 {found(value)}. {near(str(value), words)} 쓸 수 있는 값: {', '.join(words)}".replace(
            "  ", " "
        )
    if kind in ("string_too_long", "too_long"):
        return f"너무 깁니다 {found(value)}. {context['max_length']}{'자' if kind[0] == 's' else '개'} 안으로 줄여 주세요"
    if kind in ("string_too_short", "too_short"):
        return f"비어 있습니다. {context['min_length']}{'자' if kind[0] == 's' else '개'} 이상 적어 주세요"
    if kind == "value_error":
        return f"{context['error']} {found(value)}"
    return f"{_SAID.get(kind, '값의 모양이 맞지 않습니다. 값을 고쳐 주세요')} {found(value)}"


def _fields(model: type[Model], loc: Loc) -> list[str]:
    """The keys that may stand at `loc` inside the model."""
    here: Any = model
    for key in loc:
        if isinstance(key, int):
            continue
        inside = [
            part
            for part in types_in(here.model_fields[key].annotation)
            if isinstance(part, type) and issubclass(part, Model)
        ]
        here = inside[0]
    return [name for name in here.model_fields if name != "id" or loc]


def types_in(hint: Any) -> Iterator[Any]:
    """The bare types inside an annotation: `tuple[Point, ...] | None` -> Point, Ellipsis, None."""
    if get_origin(hint) is None:
        yield hint
    else:
        for part in get_args(hint):
            yield from types_in(part)
