"""The questions across records, and the small ones that a record answers of itself."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from builder.catalog import Catalog, Faulty, Origin
from builder.document import Document
from builder.models.base import Moment
from builder.models.conference import Session
from builder.models.diagrams import Box, Group
from builder.models.forms import instant_form
from builder.models.incident import Scale
from builder.models.references import Source, Term
from builder.models.values import PartialDate

AT = "2031-05-03T14:00+09:00"


def talk(name: str, **changed: object) -> Session:
    said = {
        "id": name, "kind": "tech", "title": name, "date": "2031-11-01", "start": "10:00", "tracks": ("water",),
        "speakers": ({"person": "gu-reum"},), "sources": ("programme",),
    }  # fmt: skip
    return Session.model_validate(said | changed)


@pytest.fixture
def with_talks(toy_catalog: Catalog) -> Callable[..., Catalog]:
    """The toy's catalog with other talks, of which none is put first."""

    def made(*talks: Session) -> Catalog:
        conference = toy_catalog.conference.model_copy(update={"featured": ()})
        entries = {**toy_catalog.entries, "session": {talk.id: talk for talk in talks}}
        return replace(toy_catalog, conference=conference, entries=entries)

    return made


def test_talks_stand_by_day_and_hour_and_each_knows_its_neighbours(
    with_talks: Callable[..., Catalog],
) -> None:
    catalog = with_talks(
        talk("c", start="11:00"), talk("d", date="2031-11-02", start="09:00"), talk("b"), talk("a", start="09:00"),
        talk("p", kind="preview", start="08:00"),
    )  # fmt: skip
    assert [session.id for session in catalog.programme] == ["p", "a", "b", "c", "d"]
    assert [catalog.place_in_programme(session) for session in catalog.programme] == [0, 1, 2, 3, 4]
    around = {name: [s and s.id for s in pair] for name, pair in catalog.around.items()}
    assert around == {
        "a": [None, "b"], "b": ["a", "c"], "c": ["b", None], "d": [None, None], "p": [None, None],
    }  # fmt: skip
    day = date(2031, 11, 1)
    assert [session.id for session in catalog.talks_in[day, "water"]] == ["a", "b", "c"]
    assert (day, "books") not in catalog.talks_in


def test_a_talk_begins_in_the_zone_of_the_conference(with_talks: Callable[..., Catalog]) -> None:
    catalog = with_talks(talk("a"))
    assert catalog.starts_at(catalog.of(Session)["a"]).isoformat() == "2031-11-01T10:00:00+09:00"
    assert str(catalog.zone) == "Asia/Seoul"


def test_sources_that_carry_another_count_as_that_other(toy_catalog: Catalog) -> None:
    sources = toy_catalog.of(Source)
    first = sources["city-report"]
    copies = {"one": ["two", "city-report"], "two": ["one"], "three": ["two"], "alone": []}
    made = {
        name: first.model_copy(update={"id": name, "derived_from": tuple(of)}) for name, of in copies.items()
    }
    catalog = replace(toy_catalog, entries={**toy_catalog.entries, "source": {**sources, **made}})

    def roots(*names: str) -> frozenset[str]:
        session = talk("a", sources=names)
        return catalog.independent(session.sources)

    assert roots("one", "three") == {"city-report", "two"}
    assert roots("alone", "city-news") == {"alone", "city-report"}


def test_a_marker_leads_to_its_event(toy_catalog: Catalog) -> None:
    assert {name: event.id for name, event in toy_catalog.markers.items()} == {"impact-begins": "loans-stop"}


@pytest.mark.parametrize("kind", [Document, Origin, Faulty, Catalog])
def test_what_was_read_stays_as_it_is(kind: type) -> None:
    assert is_dataclass(kind)
    made = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(kind)[0].name, None)


@pytest.mark.parametrize(
    ("precision", "open_for"),
    [
        ("minute", timedelta()), ("hour", timedelta(hours=1)), ("part_of_day", timedelta(hours=12)),
        ("day", timedelta(days=1)), ("month", timedelta(days=31)), ("year", timedelta(days=366)),
    ],
)  # fmt: skip
def test_a_moment_ends_where_its_precision_does(precision: str, open_for: timedelta) -> None:
    at = {
        "day": "2031-05-03T00:00+09:00",
        "month": "2031-05-01T00:00+09:00",
        "year": "2031-01-01T00:00+09:00",
    }
    moment = Moment.model_validate({"at": at.get(precision, AT), "precision": precision})
    assert moment.last - moment.at == open_for


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2031-05-03 9:30 +0530", "2031-05-03T09:30+05:30"), ("2031-05-03T09:30+09", "2031-05-03T09:30+09:00"),
        ("2031-05-03 09:30-03:30", "2031-05-03T09:30-03:30"), ("2031-05-03 09:30 +25:00", ""),
        ("2031-05-03 24:30 KST", ""), ("2031-05 09:30 KST", ""), ("2031-02-30 09:30 KST", ""),
    ],
)  # fmt: skip
def test_a_moment_in_another_form_is_understood_where_nothing_is_guessed(said: str, meant: str) -> None:
    assert instant_form(said) == meant


def test_the_first_day_of_what_is_known() -> None:
    firsts = {text: PartialDate.read(text).first for text in ("2031", "2031-05", "2031-05-03")}
    assert firsts == {"2031": date(2031, 1, 1), "2031-05": date(2031, 5, 1), "2031-05-03": date(2031, 5, 3)}


def test_a_frame_holds_what_is_inside() -> None:
    group = Group.model_validate({"label": "방", "col": "1", "row": "2", "cols": "2", "rows": "1"})

    def at(col: int, row: int) -> Box:
        return Box.model_validate({"id": "a", "label": "칸", "col": str(col), "row": str(row)})

    held = {(col, row) for col in range(5) for row in range(5) if group.holds(at(col, row))}
    assert held == {(1, 2), (2, 2)}


def test_a_stretch_holds_its_beginning_and_not_its_end() -> None:
    scale = Scale.model_validate({"id": "a", "title": "가", "since": AT, "until": "2031-05-03T15:00+09:00"})
    assert scale.holds(datetime.fromisoformat(AT))
    assert not scale.holds(datetime.fromisoformat("2031-05-03T15:00+09:00"))


def test_the_words_of_a_term() -> None:
    said = {
        "id": "dr",
        "ko": "재해복구 (DR)",
        "en": "disaster recovery (DR)",
        "short": "되살림",
        "sources": ("x",),
    }
    assert Term.model_validate(said).words == ("재해복구", "DR", "disaster recovery")
    said |= {"ko": "예비", "en": "standby (spare)"}
    assert Term.model_validate(said).words == ("예비", "standby")
