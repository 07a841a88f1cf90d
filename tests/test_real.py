"""The real records: nothing to mend, all of the conference there, and as its programme gives it."""

import csv
from collections import Counter

import pytest

from builder.catalog import Catalog
from builder.models.conference import Session
from builder.reading import load_catalog
from toy import ROOT, problems_of

PROGRAMME = ROOT.parent / "shared" / "facts" / "programme.tsv"
RETROSPECTIVE = {
    "our-social-mission",
    "outage-cause-analysis",
    "technical-improvements",
    "future-investment",
    "datacenter-redundancy",
    "infrastructure-redundancy",
    "data-redundancy",
    "service-platform-redundancy",
    "application-redundancy",
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT)


def test_nothing_is_to_mend() -> None:
    problems = problems_of(ROOT)
    assert not problems, "\n".join(map(str, problems))


def test_the_nine_talks_stand_first_with_their_videos(catalog: Catalog) -> None:
    assert {session.id for session in catalog.featured} == RETROSPECTIVE
    for session in catalog.featured:
        assert (session.video or "").startswith("https://youtu.be/"), session.id
        assert session.summary, session.id
        assert session.points, session.id


def test_all_125_sessions_are_there(catalog: Catalog) -> None:
    kinds = Counter(session.kind for session in catalog.of(Session).values())
    assert kinds == {"tech": 106, "keynote": 8, "preview": 11}


@pytest.mark.skipif(not PROGRAMME.is_file(), reason="the programme's table is not beside this clone")
def test_sessions_are_as_the_programme_gives_them(catalog: Catalog) -> None:
    sessions = {session.official_url: session for session in catalog.of(Session).values()}
    with PROGRAMME.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == len(sessions)
    for row in rows:
        made = sessions[row["page"]]
        assert made.title == row["title"].strip(), made.id
        assert (str(made.date), made.start, made.kind) == (row["date"], row["start_kst"], row["type"]), (
            made.id
        )
        assert (made.video or "", made.slides or "") == (row["video"], row["slides"]), made.id
        assert sorted(made.tracks) == sorted(filter(None, row["tracks"].split(", "))), made.id
