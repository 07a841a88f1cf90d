"""Makes files for sessions/ out of the models: values that fit a field, whole records, and what people write instead.

A new field is covered as soon as the model and the toy site have it; only a new form of value needs a line in FORMED.
"""

import copy
import string
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
import yaml
from hypothesis import strategies as st
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from builder.document import Loc, read_document, without_unwanted
from builder.models.values import Form, OwnWords, RefTo
from builder.reading import load_catalog, shelved
from builder.shelves import SHELVES, Shelf, path_on
from toy import TOY

Data = Any  # strings, lists and mappings of them
Ids = Mapping[str, list[str]]

# What some format or reader takes for more than text.
MARKED = (
    "</script><script>go()</script>", "<b>굵게</b>", "&amp;lt;", "{{ x }} {% raw %}", "{: #__config onclick=go() }",
    '--8<-- ".git/config"', "*[HTML]: x", "[^1]: x", "[1]: https://example.org", "```", "# 제목", "- 하나", "1. 하나",
    "| a | b |", "> 말", "!!! note", "=1+1", "\\", "%0A::error::", "]]>", "null", "~", "007", "2031-11-01", "1:30",
    "yes", "가: 나", "가 #나", "'", '"', "`", "@", "!tag", "*x", "&x", "[a", "{a", "- ", "?x", ": ", "🇰🇷 👍🏽", "e\u0301",
)  # fmt: skip
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Cf", "Zl", "Zp"))
PLAIN = st.text("가나다라마바사 아자차카타파하abcXYZ059,%{}$@=^?'\"<>/;", max_size=30)
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)
START = datetime(2031, 5, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 300_000).map(lambda minutes: START + timedelta(minutes=minutes))
HOSTS = st.sampled_from(
    ["example.org", "conf.example.org:8080", "xn--9n2bp8q.example.org", "a_b.example.com"]
)
PATHS = st.text("abc/?&=%20;:@!$'()*+,~[]#-_.", max_size=20)


def instants() -> st.SearchStrategy[str]:
    zones = st.sampled_from([timezone(timedelta(hours=9)), UTC, timezone(timedelta(hours=-3, minutes=-30))])
    return st.builds(lambda at, zone: at.replace(tzinfo=zone).isoformat("T", "minutes"), MOMENTS, zones)


def days() -> st.SearchStrategy[str]:
    return st.sampled_from(["2031-11-01", "2031-11-02"]) | MOMENTS.map(lambda at: at.date().isoformat())


# The name of a form -> values of it.
FORMED: Mapping[str, st.SearchStrategy[str]] = {
    "id": SLUGS,
    "짧은 이름": SLUGS.map("naru-{}".format),
    "종류/id": st.builds("{}/{}".format, st.sampled_from(["event", "cause", "figure"]), SLUGS),
    "언어": st.sampled_from(["ko", "en", "ja"]),
    "주소": st.builds("{}://{}/{}".format, st.sampled_from(["http", "https"]), HOSTS, PATHS),
    "사이트 안의 주소": st.builds("causes/{}/".format, SLUGS),
    "날": days(),
    "날짜": days() | st.sampled_from(["2031", "2031-05", "2030-12"]),
    "때": st.times().map(lambda at: at.strftime("%H:%M")),
    "영상의 자리": st.sampled_from(["0:00", "12:30", "1:02:30"]),
    "시간대": st.sampled_from(["Asia/Seoul", "UTC", "America/Argentina/Buenos_Aires"]),
    "시각": instants(),
}


def lines(longest: int = 60) -> st.SearchStrategy[str]:
    """A line of plain text, with whatever a format may stumble over; as the reader leaves it."""
    odd = st.text(LETTERS, min_size=1, max_size=min(longest, 40))
    marked = st.sampled_from(MARKED).filter(lambda text: len(text) <= longest)
    return (odd | marked | st.builds("{} {}".format, marked, PLAIN)).map(
        lambda text: without_unwanted(text)[:longest].strip() or "글"
    )


def value(hint: Any, ids: Ids, *marks: object) -> st.SearchStrategy[Data]:
    """What fits an annotation: `tuple[CauseId, ...]` -> lists of ids that there are."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return value(parts[0], ids, *parts[1:], *marks)
    if origin in (Union, UnionType):
        return value(next(part for part in parts if part is not NoneType), ids, *marks)
    if origin is tuple:
        least = max((m.min_length for m in flat(marks) if isinstance(m, annotated_types.MinLen)), default=0)
        return st.lists(value(parts[0], ids), min_size=least, max_size=least + 1)
    if origin is Literal:
        return st.sampled_from([*parts])
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return record(hint, ids)
    return simple(hint, ids, flat(marks))


def flat(marks: tuple[object, ...]) -> list[Any]:
    """The marks, those among them that a Field holds too."""
    return [part for m in marks for part in (m.metadata if isinstance(m, FieldInfo) else [m])]


def simple(hint: Any, ids: Ids, marks: list[Any]) -> st.SearchStrategy[str]:
    if hint is bool:
        return st.sampled_from(["true", "false"])
    if hint in (int, float):
        least = next((int(str(m.ge)) for m in marks if isinstance(m, annotated_types.Ge)), 1)
        most = next((int(str(m.le)) for m in marks if isinstance(m, annotated_types.Le)), least + 9)
        return st.integers(least, most).map(str)
    for mark in marks:
        if isinstance(mark, RefTo):
            known = ids.get(mark.entity) or (["event/" + name for name in ids["event"]])
            return st.sampled_from(known)
    formed = [FORMED[m.name] for m in marks if isinstance(m, Form) and m.name in FORMED]
    if formed:
        return formed[-1]
    assert hint is str, f"say in FORMED how a value of {hint} with {marks} is made"
    longest = min((m.max_length or 60 for m in marks if isinstance(m, StringConstraints)), default=60)
    if any(isinstance(m, OwnWords) for m in marks):
        return PLAIN.map(lambda text: f"가{text}"[:longest].strip())
    return lines(min(longest, 60))


def fields(model: type[BaseModel]) -> dict[str, Any]:
    """The annotation of each field that a file may have, constraints and all."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {name: Annotated[hints[name], field] for name, field in model.model_fields.items()}


@st.composite
def record(draw: st.DrawFn, model: type[BaseModel], ids: Ids) -> dict[str, Data]:
    """A record with all it must have and some of what it may have."""
    return {
        name: draw(value(hint, ids))
        for name, hint in fields(model).items()
        if model.model_fields[name].is_required() or draw(st.integers(0, 3)) == 0
    }


@dataclass(frozen=True)
class Leaf:
    """A value of the toy site: its file, its place there, what its field wants; whether it may be left out."""

    path: str
    loc: Loc
    hint: Any
    optional: bool


def leaves(path: str, model: type[BaseModel], data: Data, loc: Loc) -> Iterator[Leaf]:
    for name, hint in fields(model).items():
        if name in data:
            yield Leaf(path, (*loc, name), hint, not model.model_fields[name].is_required())
            inner = next(iter(models_of(hint)), None)
            items = enumerate(data[name]) if isinstance(data[name], list) else [(None, data[name])]
            for i, item in items:
                at = (*loc, name) if i is None else (*loc, name, i)
                if inner and isinstance(item, dict):
                    yield from leaves(path, inner, item, at)


def models_of(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        yield from models_of(part)


TOY_DATA: Mapping[str, Data] = {path: read_document(TOY, path).data for path, _ in shelved(TOY)}


def toy_leaves() -> list[Leaf]:
    found: list[Leaf] = []
    for path, shelf in shelved(TOY):
        data = TOY_DATA[path]
        for loc, part in enumerate_parts(shelf, data):
            found += leaves(path, shelf.model, part, loc)
    return found


def enumerate_parts(shelf: Shelf, data: Data) -> Iterator[tuple[Loc, Data]]:
    if shelf.many:
        yield from (((shelf.many, i), item) for i, item in enumerate(data[shelf.many]))
    else:
        yield (), data


LEAVES = toy_leaves()


TOY_IDS: Ids = {kind: list(names) for kind, names in load_catalog(TOY).known.items() if names}


WILD: st.SearchStrategy[Data] = st.recursive(
    st.text(LETTERS, max_size=20) | st.sampled_from(MARKED) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(LETTERS, max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def retold(draw: st.DrawFn, ids: Ids) -> dict[str, Data]:
    """The toy's files with other values that fit their fields, and without some that need not be."""
    made: dict[str, Data] = {}
    for _ in range(draw(st.integers(1, 12))):
        leaf = draw(st.sampled_from(LEAVES))
        if leaf.loc[-1] == "id":
            continue
        if leaf.optional and draw(st.integers(0, 5)) == 0:
            change(made, leaf)
        else:
            change(made, leaf, draw(value(leaf.hint, ids)))
    return made


def marks_of(hint: Any) -> list[Any]:
    """All that an annotation of a text, or of a list of texts, says of it; nothing of what is no free text."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = marks_of(parts[0])
        return [*inner, *flat(parts[1:])] if inner else []
    if origin in (Union, UnionType, tuple):
        return marks_of(next(part for part in parts if part is not NoneType))
    return [str] if hint is str else []


FIXED = {"locator", "to"}  # lines that a rule of the whole wants in a form of its own


def reworded(odd: Sequence[str], plain: Sequence[str]) -> dict[str, Data]:
    """The toy's files with every free text another one, each unlike all others; of `plain` the editors' own words."""
    made: dict[str, Data] = {}
    for i, leaf in enumerate(LEAVES):
        marks = marks_of(leaf.hint)
        if marks and leaf.loc[-1] not in FIXED and not any(of_form(mark) for mark in marks):
            own = any(isinstance(mark, OwnWords) for mark in marks)
            word = plain[i % len(plain)] if own else odd[i % len(odd)]
            longest = min(m.max_length or 300 for m in marks if isinstance(m, StringConstraints))
            text = f"글{i}째{word}"[: longest - 3].strip() + f" {chr(ord('가') + 37 * i % 9_000)}."
            change(made, leaf, [text] if isinstance(held(leaf), list) else text)
    return made


# Markup stands in each, so that one place where it is not escaped is enough.
WORDS = st.lists(lines().map("<b>&amp;{}".format), min_size=1, max_size=9)
OWN_WORDS = st.lists(PLAIN.map("<b>{}".format), min_size=1, max_size=3)


def of_form(mark: object) -> bool:
    return isinstance(mark, RefTo) or (isinstance(mark, Form) and mark.name in FORMED)


def held(leaf: Leaf) -> Data:
    data = TOY_DATA[leaf.path]
    for key in leaf.loc:
        data = data[key]
    return data


@st.composite
def astray(draw: st.DrawFn, ids: Ids) -> dict[str, Data]:
    """The same with what no field wants: other shapes, other names, whole records that nothing leads to."""
    made = draw(retold(ids))
    for _ in range(draw(st.integers(0, 3))):
        leaf = draw(st.sampled_from(LEAVES))
        way = draw(st.sampled_from(["wild", "gone", "name"]))
        if way == "wild":
            change(made, leaf, draw(WILD))
        else:
            change(made, leaf)
        if way == "name":
            change(made, Leaf(leaf.path, (*leaf.loc[:-1], draw(st.text(max_size=12))), None, True), "값")
    shelf = draw(st.sampled_from([shelf for shelf in SHELVES if "*" in shelf.pattern]))
    if draw(st.booleans()):
        part = draw(record(shelf.model, ids))
        if not shelf.many:
            part.pop("id", None)
        name = draw(SLUGS)
        made[f"sessions/{path_on(shelf, name, 'programme')}"] = {shelf.many: [part]} if shelf.many else part
    return made


def change(files: dict[str, Data], leaf: Leaf, *new: Data) -> None:
    """Puts the new value at the leaf's place, or none; where the place is gone, nothing happens."""
    data = files.setdefault(leaf.path, copy.deepcopy(TOY_DATA[leaf.path]))
    try:
        for key in leaf.loc[:-1]:
            data = data[key]
        if new:
            data[leaf.loc[-1]] = new[0]
        else:
            del data[leaf.loc[-1]]
    except (KeyError, IndexError, TypeError):
        return


@st.composite
def written(draw: st.DrawFn, data: Data) -> str:
    """The data as YAML in one of the ways to write it."""
    return yaml.safe_dump(
        data,
        allow_unicode=draw(st.booleans()),
        default_style=draw(st.sampled_from([None, None, "'", '"', "|", ">"])),
        default_flow_style=draw(st.sampled_from([None, False, True])),
        width=draw(st.sampled_from([20, 100, 10_000])),
        indent=draw(st.integers(2, 6)),
        sort_keys=False,
        explicit_start=draw(st.booleans()),
        line_break=draw(st.sampled_from(["\n", "\r\n"])),
    )


@st.composite
def broken(draw: st.DrawFn, text: str) -> str:
    """The text with a few characters lost, put in or doubled."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        end = min(at + draw(st.integers(0, 4)), len(text))
        put = draw(
            st.sampled_from([*string.punctuation, "\n", "  ", "\t", "가", "\x00", "\u202e", "---\n"])
            | st.text(max_size=3)
        )
        text = text[:at] + put + text[end:]
    return text
