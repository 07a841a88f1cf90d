"""Contributed text on a page: only the small Markdown comes through, whatever is tried; times say what is known."""

from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from selectolax.lexbor import LexborHTMLParser

from attacks import Text, texts
from builder.models.base import Model, Moment
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.measures import Answers, Evidence, Measure
from builder.models.references import Correction, Discrepancy, Source
from builder.models.services import State
from builder.models.values import PartialDate
from builder.views.text import calendar, elapsed, machine, plain, prose, weekday, when
from builder.words import words_of

ALLOWED = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a"}
ATTACKS = [
    *(attack.text for attack in texts()),
    "[글]( \x01javascript:go())",
    "[글](<java\tscript:go()>)",
    "[글][1]\n\n[1]: javascript:go()",
    "글\n{: #__config onclick=go() }",
    "# 제목\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "```mermaid\ngraph\n```",
    "*글 <b>**글*</b>**",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_prose_lets_only_the_small_markdown_through(text: str) -> None:
    tree = LexborHTMLParser(f"<main>{prose(text)}</main>")
    for node in tree.css("main *"):
        assert node.tag in ALLOWED
        assert node.tag == "a" or not node.attributes
        assert node.attributes.keys() <= {"href", "rel"}
    for node in tree.css("a"):
        assert (node.attributes["href"] or "").startswith(("https://", "http://", "mailto:")), prose(text)
    assert "<!--" not in prose(text)


@pytest.mark.parametrize("attack", texts(), ids=lambda attack: attack.id)
def test_prose_shows_what_it_refuses(attack: Text) -> None:
    main = LexborHTMLParser(f"<main>{prose(attack.text)}</main>").css_first("main")
    assert main
    assert " ".join(main.text().split()) == " ".join(attack.shown.split())


def test_prose_makes_the_small_markdown() -> None:
    made = prose(
        '**굵게** *기울여* `<값>` [글](https://example.org/?a=1&b=2 "제목")\n\n- 하나\n- 둘\n\n1. 첫째\n2. 둘째'
    )
    for part in (
        "<strong>굵게</strong> <em>기울여</em> <code>&lt;값&gt;</code>",
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener">글</a>',
        "<ul>\n<li>하나</li>\n<li>둘</li>\n</ul>",
        "<ol>\n<li>첫째</li>\n<li>둘째</li>\n</ol>",
    ):
        assert part in made
    assert plain("**굵게** `<값>` [글](https://example.org/)\n\n- 하나") == "굵게 <값> 글 하나"


@pytest.fixture(scope="module")
def words() -> Any:
    return words_of("ko")


def moment(text: str, precision: Any, qualifier: Any = "exact") -> Moment:
    return Moment.model_validate({"at": text, "precision": precision, "qualifier": qualifier})


@pytest.mark.parametrize(
    ("at", "precision", "qualifier", "shown", "stamp"),
    [
        ("2031-05-03T14:10+09:00", "minute", "exact", "2031년 5월 3일 14:10", "2031-05-03T14:10+09:00"),
        ("2031-05-03T14:10+09:00", "minute", "about", "2031년 5월 3일 14:10 무렵", "2031-05-03T14:10+09:00"),
        ("2031-05-03T00:05+09:00", "part_of_day", "exact", "2031년 5월 3일 새벽", "2031-05-03"),
        ("2031-05-03T20:00+09:00", "part_of_day", "not_after", "2031년 5월 3일 저녁까지", "2031-05-03"),
        ("2031-05-03T00:00+09:00", "day", "as_of", "2031년 5월 3일 기준", "2031-05-03"),
        ("2031-05-01T00:00+09:00", "month", "not_before", "2031년 5월 이후", "2031-05"),
        ("2031-01-01T00:00+09:00", "year", "claimed", "2031년(한쪽의 주장)", "2031"),
    ],
)
def test_a_moment_is_no_more_exact_than_known(
    at: str, precision: str, qualifier: str, shown: str, stamp: str, words: Any
) -> None:
    assert when(moment(at, precision, qualifier), words) == shown
    assert machine(moment(at, precision, qualifier)) == stamp


@pytest.mark.parametrize(
    ("at", "precision", "qualifier", "shown"),
    [
        ("2031-05-03T14:10+09:00", "minute", "exact", "3 May 2031, 14:10"),
        ("2031-05-03T14:10+09:00", "minute", "about", "about 3 May 2031, 14:10"),
        ("2031-05-03T00:05+09:00", "part_of_day", "exact", "3 May 2031, the small hours"),
        ("2031-05-03T00:00+09:00", "day", "as_of", "as of 3 May 2031"),
        ("2031-05-01T00:00+09:00", "month", "not_before", "not before May 2031"),
        ("2031-01-01T00:00+09:00", "year", "exact", "2031"),
    ],
)
def test_a_moment_is_said_in_english(at: str, precision: str, qualifier: str, shown: str) -> None:
    assert when(moment(at, precision, qualifier), words_of("en")) == shown


def test_an_hour_is_said_as_an_hour(words: Any) -> None:
    said = when(moment("2031-05-03T15:00+09:00", "hour"), words)
    assert said.startswith("2031년 5월 3일 ")
    assert "15" in said
    assert said != when(moment("2031-05-03T15:00+09:00", "minute"), words)


START = datetime(2031, 5, 3, 14, 31, tzinfo=timezone(timedelta(hours=9)))


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(), "T+0분"),
        (timedelta(minutes=-11), "T−11분"),
        (timedelta(minutes=59), "T+59분"),
        (timedelta(hours=1), "T+1시간 0분"),
        (timedelta(hours=-25), "T−1일 1시간 0분"),
        (timedelta(days=4, hours=13, minutes=30), "T+4일 13시간 30분"),
    ],
)
def test_elapsed(gap: timedelta, said: str, words: Any) -> None:
    assert elapsed((START + gap).astimezone(timezone(timedelta(hours=-5))), START, words) == said


def test_dates_are_as_exact_as_their_source(words: Any) -> None:
    shown = {"2031-05-03": "2031년 5월 3일", "2031-05": "2031년 5월", "2031": "2031년"}
    for text, said in shown.items():
        assert calendar(PartialDate.read(text), words) == said
        assert str(PartialDate.read(text)) == text
    assert weekday(START.date(), words) == "2031년 5월 3일(토)"
    order = [PartialDate.read(text) for text in ("2030-12-31", "2031", "2031-05", "2031-05-03")]
    assert sorted(order) == order


WORDS: dict[str, tuple[type[Model], str]] = {
    "session_kind": (Session, "kind"),
    "cause_kind": (Cause, "kind"),
    "certainty": (Cause, "certainty"),
    "status": (Measure, "status"),
    "status_long": (Evidence, "status"),
    "measure_kind": (Measure, "kind"),
    "basis": (Answers, "basis"),
    "state": (State, "state"),
    "quality": (State, "quality"),
    "grade": (Source, "grade"),
    "source_kind": (Source, "kind"),
    "seen": (Source, "seen"),
    "date_basis": (Source, "date_basis"),
    "qualifier": (Moment, "qualifier"),
    "discrepancy_kind": (Discrepancy, "kind"),
    "correction_kind": (Correction, "kind"),
}


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_records_has_a_word_on_the_page(name: str, words: Any) -> None:
    model, field = WORDS[name]
    assert list(words[name]) == list(get_args(model.model_fields[field].annotation))
