"""The edges of the rules: what lies just on this side of each is no problem, what lies just beyond it is one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from pydantic import TypeAdapter, ValidationError

from builder.catalog import Catalog
from builder.checks.addresses import check_addresses_since
from builder.checks.drawings import GRID, check_curves, check_diagrams, check_scales
from builder.checks.records import check_cause_cycles, check_status
from builder.checks.writing import check_quotations, check_typed_figures, near_names
from builder.models.base import Entry, Model
from builder.models.causes import Cause, Edge
from builder.models.conference import Person
from builder.models.diagrams import Diagram
from builder.models.incident import Incident, Scale
from builder.models.measures import Measure
from builder.models.references import Figure
from builder.models.services import Curve
from builder.models.values import Code, Flag
from builder.problems import Problem

M = TypeVar("M", bound=Model)
FIGURE = "incident/figures/#f-talks"
LOST = f"공개한 주소가 없어졌습니다 (찾은 값: '{FIGURE}'). 되돌리거나, sessions/redirects.yml"
LINE = f"이 줄을 적어 주세요(new와 why가 맞는지 보고): - {{old: {FIGURE}, new: incident/figures/"


def holding(catalog: Catalog, kind: str, entries: Mapping[str, Entry]) -> Catalog:
    return replace(catalog, entries={**catalog.entries, kind: entries})


def other(model: M, **changed: Any) -> M:
    """A record like it, that has not been asked anything yet."""
    made = model.model_copy(update=changed)
    for asked in ("own_words", "references", "citations"):
        made.__dict__.pop(asked, None)
    return made


def without(catalog: Catalog, name: str) -> dict[str, Figure]:
    return {key: figure for key, figure in catalog.of(Figure).items() if key != name}


def test_a_lost_address_is_told_with_the_line_to_add(toy_catalog: Catalog) -> None:
    gone = holding(toy_catalog, "figure", without(toy_catalog, "talks"))
    told = f"{LOST}의 redirects: 아래에 {LINE}, why: 내린 까닭}}"
    assert list(check_addresses_since(toy_catalog, gone)) == [Problem("sessions/redirects.yml", 1, 1, told)]
    first = f"{LOST}을 만들어 첫 줄에 redirects: 를, 그 아래에 {LINE}, why: 내린 까닭}}"
    found = [problem.message for problem in check_addresses_since(toy_catalog, replace(gone, redirects=()))]
    assert first in found


def test_a_renamed_address_is_told_with_the_new_one(toy_catalog: Catalog) -> None:
    talks = toy_catalog.of(Figure)["talks"]
    others = {name: other(talks, id=name) for name in ("talks-all", "zzz")}
    for new in ({"zzz": others["zzz"]}, others):
        after = holding(toy_catalog, "figure", without(toy_catalog, "talks") | new)
        (problem,) = check_addresses_since(toy_catalog, after)
        heir = "talks-all" if "talks-all" in new else "zzz"
        assert problem.message == f"{LOST}의 redirects: 아래에 {LINE}#f-{heir}, why: 이름을 바꾸었다}}"


def scale(name: str, since: int, until: int) -> Scale:
    said = {"since": f"2031-05-03T{since}:00+09:00", "until": f"2031-05-03T{until}:00+09:00"}
    return Scale.model_validate({"id": name, "title": name, **said})


@pytest.mark.parametrize(
    ("first", "second", "problems"),
    [((14, 15), (15, 16), 0), ((14, 15), (13, 15), 0), ((14, 15), (14, 16), 0), ((14, 16), (15, 17), 1), ((14, 16), (15, 16), 1)],
)  # fmt: skip
def test_stretches_follow_or_hold_each_other(
    first: tuple[int, int], second: tuple[int, int], problems: int, toy_catalog: Catalog
) -> None:
    assert isinstance(toy_catalog.incident, Incident)
    scales = (scale("a", *first), scale("b", *second))
    catalog = holding(toy_catalog, "event", {})
    catalog = replace(catalog, incident=other(toy_catalog.incident, scales=scales))
    assert len(list(check_scales(catalog))) == problems


def test_a_curve_may_be_full_and_have_two_readings_at_once(toy_catalog: Catalog) -> None:
    name, curve = next(iter(toy_catalog.of(Curve).items()))
    first = curve.readings[0]
    for high, problems in ((curve.full, 0), (curve.full + 1, 1)):
        full = other(first, low=0, high=high)
        changed = holding(toy_catalog, "curve", {name: other(curve, readings=(full, full))})
        assert len(list(check_curves(changed))) == 2 * problems


@pytest.mark.parametrize(
    ("at", "size", "problems"), [(GRID - 1, 1, 0), (GRID - 1, 2, 1), (1, GRID - 1, 0), (1, GRID, 1)]
)
@pytest.mark.parametrize("way", ["col", "row"])
def test_a_frame_may_reach_the_edge(
    way: str, at: int, size: int, problems: int, toy_catalog: Catalog
) -> None:
    name, diagram = next((n, d) for n, d in toy_catalog.of(Diagram).items() if d.groups)
    across = {"col": "row", "row": "col"}[way]
    box = other(diagram.boxes[0], **{way: at, across: 0})
    frame = other(diagram.groups[0], **{way: at, f"{way}s": size, across: 0, f"{across}s": 1})
    changed = other(diagram, boxes=(box,), arrows=(), groups=(frame,))
    assert len(list(check_diagrams(holding(toy_catalog, "diagram", {name: changed})))) == problems


def test_two_proofs_may_be_of_one_day(toy_catalog: Catalog) -> None:
    measure = next(m for m in toy_catalog.of(Measure).values() if m.evidence)
    changed = other(measure, evidence=(measure.evidence[-1],) * 2)
    assert list(check_status(holding(toy_catalog, "measure", {measure.id: changed}))) == []


def test_a_code_has_four_letters() -> None:
    codes = TypeAdapter(Code)
    assert codes.validate_python("naru") == "naru"
    with pytest.raises(ValidationError):
        codes.validate_python("nar")


def test_a_flag_is_true_or_false_and_nothing_else() -> None:
    flags = TypeAdapter(Flag)
    assert (flags.validate_python("true"), flags.validate_python("false")) == (True, False)
    for text in ("yes", "no", "on", "1", "True", ""):
        with pytest.raises(ValidationError):
            flags.validate_python(text)


def test_a_cause_that_leads_nowhere_leads_in_no_circle(toy_catalog: Catalog) -> None:
    edge = Edge.model_validate({"cause": "nowhere", "inferred": "true"})
    causes = {name: other(cause, leads_to=(edge, edge)) for name, cause in toy_catalog.of(Cause).items()}
    assert list(check_cause_cycles(holding(toy_catalog, "cause", causes))) == []


def person(id: str, **said: str) -> Person:  # noqa: A002 (as in the file)
    return Person.model_validate({"id": id, "sources": ("programme",), **said})


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("indy.jones", "Indy Jones", True), ("indyjones", "indyjomes", True), ("jonesabc", "jonesabd", True),
        ("jonesab", "jonesac", False), ("김하나둘셋넷다섯", "김하나둘셋넷다셋", False), ("하나", "하나", True),
        ("abcdefgh", "abcdefghi", True), ("...", "!!!", False),
    ],
)  # fmt: skip
def test_long_latin_names_may_differ_by_a_letter_and_be_near(one: str, other: str, near: bool) -> None:
    found = [
        (p.id, field, q.id) for p, field, q in near_names([person("a", name=one), person("b", handle=other)])
    ]
    assert found == ([("b", "handle", "a")] if near else [])


def saying(catalog: Catalog, text: str, **figure: Any) -> Catalog:
    """A catalog where one cause says so, and one figure is so."""
    causes = {n: other(c, mechanism=text) for n, c in catalog.of(Cause).items() if n == "no-standby"}
    talks = other(catalog.of(Figure)["talks"], **figure)
    changed = holding(holding(catalog, "cause", causes), "figure", {"talks": talks})
    return replace(changed, conference=other(catalog.conference, text="글"), incident=None)


def values(problems: Iterator[Problem]) -> list[str]:
    return [problem.message.partition("'")[2].partition("'")[0] for problem in problems]


@pytest.mark.parametrize(("opens", "closes"), ["“”", '""', "‘’", "「」"])
def test_a_quotation_is_as_long_as_it_may_be(opens: str, closes: str, toy_catalog: Catalog) -> None:
    for length, problems in ((120, 0), (121, 1)):
        catalog = saying(toy_catalog, f"나루시는 {opens}{'가' * length}{closes}라고 했다.")
        assert len(list(check_quotations(catalog))) == problems


@pytest.mark.parametrize(
    ("value", "unit", "text", "found"),
    [
        ("120", "개", "모두 120개였다.", ["120개"]), ("120", "개", "모두 120 개였다.", ["120 개"]), ("120", None, "모두 120이었다.", ["120"]),
        ("12", "개", "모두 12개였다.", []), ("1백", "개", "모두 1백개였다.", []), ("1,2", "개", "모두 1,2개였다.", ["1,2개"]),
        ("120", "개", "모두 1120개였다.", []), ("120", None, "모두 1200이었다.", []), ("120", None, "모두 3,120이었다.", []),
        ("120", "개", "모두 121개였다.", []),
    ],
)  # fmt: skip
def test_a_figure_that_is_typed_is_found(
    value: str, unit: str | None, text: str, found: list[str], toy_catalog: Catalog
) -> None:
    catalog = saying(toy_catalog, text, value=value, unit=unit, span=None, definition=text)
    assert values(check_typed_figures(catalog)) == found
