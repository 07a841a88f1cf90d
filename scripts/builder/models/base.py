"""What every model shares: a frozen record read from a document, an entry with an address, evidence, a moment.

Whether an id leads anywhere is a question across files (checks.py); here a reference is only found.
"""

import re
import typing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, Union, cast, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from builder.document import Document, Loc
from builder.models.faults import models_in, to_problems
from builder.models.values import (
    FIGURE_MARK,
    SLUG,
    Instant,
    Line,
    Misfit,
    OwnWords,
    Quote,
    RefTo,
    Slug,
    SourceId,
    Text,
)
from builder.problems import ProblemsFound, say


class Reference(NamedTuple):
    """An id that must lead somewhere. `any_kind`: its kind was written too ("event/fire-starts"), not set by the field."""

    loc: Loc
    entity: str
    id: str
    any_kind: bool = False


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
                message = say(key, f"파일 이름이 곧 {key}입니다", "이 줄을 지워 주세요", data[key])
                raise ProblemsFound([document.problem((*loc, key), message, of_key=True)])
            data = {**data, **given}
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ProblemsFound(to_problems(cls, document, loc, error)) from None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every id in it that leads to another record: RefTo fields, and the figures in its texts."""
        return tuple(found for value in _values(self, ()) for found in _named(*value))

    @cached_property
    def own_words(self) -> tuple[tuple[Loc, str], ...]:
        """Every text of the editors' own, as (place, text)."""
        marked = ((loc, marks, value) for loc, marks, value in _values(self, ()) if isinstance(value, str))
        return tuple(
            (loc, text) for loc, marks, text in marked if any(isinstance(m, OwnWords) for m in marks)
        )

    @cached_property
    def citations(self) -> "tuple[tuple[Loc, Citation], ...]":
        """Every citation with its place."""
        return tuple((loc, value) for loc, _, value in _values(self, ()) if isinstance(value, Citation))


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

    model_config = ConfigDict(title="출처와 그 안의 자리")

    id: SourceId = Field(description="출처의 id(references/sources/의 파일 이름)")
    locator: Line | None = Field(
        None, description="출처 안의 자리. 발표는 12:30이나 슬라이드 5, 보도는 3번째 문단, 그 밖은 p. 3"
    )
    value: Line | None = Field(None, description="이 출처만 본문과 다른 값을 말할 때 그 값")


def _citation(raw: object) -> object:
    return {"id": raw} if isinstance(raw, str) else raw


Citations = tuple[
    Annotated[Citation, BeforeValidator(_citation, json_schema_input_type=SourceId | Citation)], ...
]
Sources = Annotated[
    Citations,
    Field(
        min_length=1, description="이 말의 출처. id만 적거나, 자리나 다른 값이 있으면 {id, locator, value}로"
    ),
]


class Sourced(Model):
    """A statement and where it comes from."""

    text: Text = Field(description="우리 말로 옮긴 서술")
    sources: Sources


Precision = Literal["minute", "hour", "part_of_day", "day", "month", "year"]
Qualifier = Literal["exact", "about", "as_of", "not_before", "not_after", "claimed"]


# How a moment ends where its precision leaves the rest open.
_FIRST_OF = {"hour": ":00", "day": "T00:00", "month": "-01T00:00", "year": "-01-01T00:00"}


class Moment(Model):
    """A point in time as its sources give it: one stored value, everything else is computed from it.

    `at: 2022-10-15T15:19+09:00`, `precision: minute`; a day is its first minute with `precision: day`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                {
                    "if": {"properties": {"precision": {"const": precision}}, "required": ["precision"]},
                    "then": {"properties": {"at": {"pattern": f"{rest}[+-]"}}},
                }
                for precision, rest in _FIRST_OF.items()
            ]
        }
    )

    at: Instant = Field(
        description="일이 있은 시각, 시간대까지 2022-10-15T15:19+09:00. 날만 알면 00:00으로 적고 precision을 day로"
    )
    precision: Precision = Field(
        description="어디까지 아는가: minute 분, hour 시, part_of_day 아침·저녁 같은 때, day 날, month 달, year 해"
    )
    qualifier: Qualifier = Field(
        "exact",
        description="exact 단정, about 무렵, as_of 그 시점의 상태, not_before 그 뒤, not_after 그 앞, claimed 한쪽의 주장",
    )
    as_stated: Quote | None = Field(None, description="출처의 표현 그대로, 120자 안")

    @model_validator(mode="after")
    def _as_exact_as_said(self) -> Self:
        """시각(at)은 precision보다 작은 단위까지 적지 않습니다. 모르는 단위는 처음 값(1월, 1일, 00:00)으로 둡니다."""
        written = self.at.isoformat("T", "minutes")[: len("2022-10-15T15:19")]
        if not written.endswith(_FIRST_OF.get(self.precision, "")):
            mend = "모르는 단위를 처음 값(1월, 1일, 00:00)으로 적거나 precision을 고쳐 주세요"
            raise Misfit("시각이 이보다 작은 단위까지 적혀 있습니다", mend, "precision")
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


def references_in(model: type[Model], data: object, loc: Loc = ()) -> Iterator[Reference]:
    """Every id that leads to another record, in what a file says of one that could not be made; what is no id is passed over."""
    said: Any = _citation(data) if model is Citation else data
    for name, marks, inner in _marks(model) if isinstance(said, dict) else ():
        value = said.get(name)
        for key, item in enumerate(value) if isinstance(value, list) else ((None, value),):
            at = (*loc, name) if key is None else (*loc, name, key)
            yield from (found for found in _named(at, marks, item) if re.fullmatch(SLUG, found.id))
            if inner:
                yield from references_in(inner, item, at)


def _named(loc: Loc, marks: tuple[object, ...], value: object) -> Iterator[Reference]:
    if not isinstance(value, str):
        return
    for mark in marks:
        if isinstance(mark, RefTo) and mark.entity == "record":
            entity, _, name = value.partition("/")
            yield Reference(loc, entity, name, any_kind=True)
        elif isinstance(mark, RefTo):
            yield Reference(loc, mark.entity, value)
        elif isinstance(mark, OwnWords):
            yield from (Reference(loc, "figure", shown[1]) for shown in FIGURE_MARK.finditer(value))


def _values(model: Model, loc: Loc) -> Iterator[tuple[Loc, tuple[object, ...], object]]:
    """Every marked value and inner model in the model, the parts of lists among them, with the marks of its field."""
    for name, marks, _ in _marks(type(model)):
        value = getattr(model, name)
        is_list = type(value) is tuple
        for key, item in enumerate(value) if is_list else ((0, value),):
            at = (*loc, name, key) if is_list else (*loc, name)
            yield at, marks, item
            if isinstance(item, Model):
                yield from _values(item, at)


@cache
def _marks(model: type[Model]) -> tuple[tuple[str, tuple[object, ...], type[Model] | None], ...]:
    """The fields that hold something to find: with our marks on them, or with a model inside."""
    hints = typing.get_type_hints(model, include_extras=True)
    inner = {name: next(iter(models_in(hints[name])), None) for name in model.model_fields}
    marks = {
        name: tuple(m for m in marks_in(hints[name]) if isinstance(m, RefTo | OwnWords)) for name in inner
    }
    fields = ((name, marks[name], cast("type[Model] | None", inner[name])) for name in inner)
    return tuple(field for field in fields if field[1] or field[2])


def marks_in(hint: Any) -> Iterator[object]:
    """What an annotation says of a value beyond its type: `tuple[CauseId, ...]` -> its constraints, RefTo("cause")."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        yield from marks
        yield from marks_in(inner)
    elif get_origin(hint) in (tuple, Union, UnionType):
        for part in get_args(hint):
            yield from marks_in(part)
