"""What a new record has to be asked for, and what is wrong with one answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from builder.catalog import Catalog
from builder.document import Document, unwanted_in
from builder.models.base import Citation, Entry, Model, marks_in
from builder.models.causes import Cause
from builder.models.conference import Person, Session
from builder.models.faults import models_in
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Source
from builder.models.values import RefTo
from builder.problems import NotUnderstood, ProblemsFound, near
from builder.scaffold.text import is_list

Key = tuple[str, ...]

# The kinds that `new` makes a record of, and what it asks for beyond the required fields: a rule of the model wants
# one of these, or one that goes with another.
ASKED: dict[type[Entry], Key] = {
    Session: (),
    Event: (),
    Cause: (),
    Measure: (),
    Source: ("date", "url", "no_link"),
    Person: ("name", "handle"),
}
LISTED = frozenset(
    {"track", "company", "lane", "phase", "question", "layer", "party", "topic"}
)  # no files of their own


@dataclass(frozen=True)
class Question:
    """A value to ask for, by its place: ("title",), ("promised", "date"); of `many` several may stand, with commas."""

    key: Key
    field: FieldInfo
    many: bool

    @property
    def name(self) -> str:
        return ".".join(self.key)

    @property
    def text(self) -> str:
        return self.field.description or self.name

    @property
    def optional(self) -> bool:
        return not self.field.is_required()

    @property
    def entity(self) -> str | None:
        """The kind of record that the answer leads to."""
        return _leads_to(self.field)

    def words(self, catalog: Catalog) -> tuple[str, ...]:
        """The words that the answer may be, where they are a short list."""
        if get_origin(self.field.annotation) is Literal:
            return get_args(self.field.annotation)
        return tuple(catalog.known[self.entity]) if self.entity in LISTED else ()

    def faults(self, answer: str) -> list[str]:
        """What is wrong with the answer's own shape, in the words of `check`."""
        if hidden := unwanted_in("", answer):
            return [problem.message for problem in hidden]
        name, listed = self.key[-1], is_list(self.field.annotation)
        values = [parts_of(answer)] if listed else parts_of(answer) if self.many else [answer]
        one = create_model("One", __base__=Model, **{name: (self.field.annotation, self.field)})  # type: ignore[call-overload]
        faults: list[str] = []
        for value in values:
            try:
                one.from_document(Document("", {}, {}, {}), {name: value})
            except ProblemsFound as found:
                faults += [problem.message for problem in found.problems]
        return faults

    def unknown(self, answer: str, catalog: Catalog) -> dict[str, str]:
        """The ids in the answer that lead nowhere yet, each with the question that names the nearest known one."""
        if not self.entity or catalog.may_know(self.entity):
            return {}
        known = catalog.known[self.entity]
        return {name: near(name, known) for name in parts_of(answer) if name not in known}


def questions(model: type[BaseModel], key: Key = ()) -> Iterator[Question]:
    """What has to be answered, in the order of the model; of a list of records one record is asked for."""
    for name, field in model.model_fields.items():
        wanted = field.is_required() or (issubclass(model, Entry) and name in ASKED.get(model, ()))
        if not wanted or (name == "id" and not key):
            continue
        inner = models_in(field.annotation)
        if inner and Citation not in inner:
            asked = list(questions(inner[0], (*key, name)))
            several = is_list(field.annotation) and len(asked) == 1 and bool(asked[0].entity)
            yield from (replace(question, many=question.many or several) for question in asked)
        else:
            yield Question((*key, name), field, is_list(field.annotation))


def question_at(model: type[BaseModel], key: Key) -> Question:
    """The question of any field, required or not. Raises NotUnderstood for a key that the model does not have."""
    here: type[BaseModel] = model
    for i, name in enumerate(key):
        field = here.model_fields.get(name)
        inner = models_in(field.annotation) if field else []
        last = i == len(key) - 1
        leaf = not inner or Citation in inner
        if field is None or leaf != last or (name == "id" and not i):
            known = [n for n in here.model_fields if n != "id" or i]
            hint = near(name, known) or f"쓸 수 있는 항목: {', '.join(known)}"
            raise NotUnderstood(f"{'.'.join(key)}: 모르는 항목입니다. {hint}")
        if last:
            return Question(key, field, is_list(field.annotation))
        here = inner[0]
    raise NotUnderstood("항목의 이름을 적어 주세요")


def assemble(model: type[BaseModel], answers: Mapping[Key, str], at: Key = ()) -> dict[str, Any]:
    """The answers as the data of a record: {("speakers", "person"): "kim"} -> {"speakers": [{"person": "kim"}]}."""
    data: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        here = (*at, name)
        inner = models_in(field.annotation)
        if here in answers:
            data[name] = parts_of(answers[here]) if is_list(field.annotation) else answers[here]
        elif any(key[: len(here)] == here for key in answers):
            data[name] = (
                _several(inner[0], answers, here)
                if is_list(field.annotation)
                else assemble(inner[0], answers, here)
            )
    return data


def _several(model: type[BaseModel], answers: Mapping[Key, str], at: Key) -> list[dict[str, Any]]:
    """One record of a list; of one answer that names several ids, a record each: `speakers.person=kim, lee`."""
    given = [key for key in answers if key[: len(at)] == at]
    if len(given) == 1 and len(given[0]) == len(at) + 1 and question_at(model, given[0][-1:]).entity:
        return [{given[0][-1]: name} for name in parts_of(answers[given[0]])]
    return [assemble(model, answers, at)]


def _leads_to(field: FieldInfo) -> str | None:
    if Citation in models_in(field.annotation):
        return "source"
    marks = [*field.metadata, *marks_in(field.annotation)]
    return next((mark.entity for mark in marks if isinstance(mark, RefTo)), None)


def parts_of(answer: str) -> list[str]:
    return [part.strip() for part in answer.split(",") if part.strip()]
