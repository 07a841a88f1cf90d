"""`new` as an editor meets it: at a real terminal, and in the file it leaves."""

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from builder.catalog import Catalog
from builder.document import parse_document
from builder.models.base import Entry
from builder.models.incident import Event
from builder.problems import Problem, ProblemsFound
from builder.reading import load_catalog
from builder.scaffold.drafts import KINDS, draft, problems_of, target_of
from builder.scaffold.questions import assemble, questions
from test_door import NEW
from toy import TOY, door, files, toy_project
from toy import problems_of as all_problems

SOURCE = [
    "publisher=새 신문", "title=제목", "date=2031-05", "date_basis=printed", "url=https://news.example.org/1", "kind=press",
    "grade=C", "seen=whole", "accessed=2032-03-01",
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


def terminal(root: Path, arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """Runs the door at a terminal of its own and types an answer at each "> "; returns its status and the screen."""
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "scripts/sessions.py", *arguments],
        cwd=root, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    os.close(theirs)
    screen, waiting = b"", list(answers)
    while select.select([ours], [], [], 60)[0]:
        try:
            told = os.read(ours, 4096)
        except OSError:  # the other side is closed
            break
        if not told:
            break
        screen += told
        if screen.endswith(b"> "):
            os.write(ours, (waiting.pop(0) + "\n").encode() if waiting else b"\x04")
    os.close(ours)
    return program.wait(60), screen.decode()


TALK = {
    "kind": ["tehc", "tech"],
    "title": ["", "새: 발표 #1"],
    "date": ["2031-02-30", "2031-11-02"],
    "start": ["9시 반", "09:30"],
    "speakers.person": ["gu-reun", "gu-reum, sae-byeok", "gu-reum, sae-byeok"],
    "sources": ["program", "programme"],
}


def test_a_terminal_asks_and_asks_again(root: Path) -> None:
    status, screen = terminal(
        root, ["new", "programme/new-talk"], [a for told in TALK.values() for a in told]
    )
    assert status == 0, screen
    for said in (
        "kind — keynote 기조연설", "(keynote, tech, preview)", "! kind: 정해진 낱말이 아닙니다 (찾은 값: 'tehc'). 'tech' 인가요?",
        "! title: 비어 있습니다", "! date: 달력에 없는 날짜입니다", "! start: 시각의 모양이 아닙니다", "없는 person의 id입니다: gu-reun. 'gu-reum' 인가요?",
        "! 없는 source의 id입니다: program. 'programme' 인가요?", "sessions/programme/new-talk.yml:2 에 new-talk 를 적었습니다",
        "다음: sessions.py new person/sae-byeok (아직 없는 기록입니다)",
    ):  # fmt: skip
        assert said in screen, screen
    assert screen.count("\r\n> ") + screen.count("\n> ") >= sum(map(len, TALK.values())) - 1
    assert [p.message for p in all_problems(root)] == [
        "person: 없는 person의 id입니다 (찾은 값: 'sae-byeok'). id를 고치거나 sessions/references/people/sae-byeok.yml 에 먼저 적어 주세요"
    ]
    assert (
        door(root, "new", "person/sae-byeok", "--set", "name=새벽", "--set", "sources=programme").returncode
        == 0
    )
    assert all_problems(root) == []


def test_a_rule_of_the_whole_is_asked_again_too(root: Path) -> None:
    """A source needs an address or a reason for none; an event's time must be as exact as is said."""
    answers = ["새 신문", "제목", "2031-05", "unknown", "", "", "press", "C", "whole", "2032-03-01"]
    status, screen = terminal(
        root, ["new", "source/new-news"], [*answers, "https://news.example.org/1", "", "2031-05", "printed"]
    )
    assert status == 0, screen
    assert "! no_link: url과 no_link 가운데 꼭 하나가" in screen
    assert "sources에 new-news 를 적어 주세요" in screen
    wrong = ["2031-05-04T10:00+09:00", "day", "library", "outage", "문을 열었다.", "city-news"]
    status, screen = terminal(root, ["new", "event/new-event"], [*wrong, "hour"])
    assert status == 0, screen
    assert "! precision: 시각이 이보다 작은" in screen
    assert [p.message[:20] for p in all_problems(root)] == ["아무 기록도 인용하지 않는 출처입니다"]


def test_a_terminal_that_is_left_writes_nothing(root: Path) -> None:
    before = files(root / "sessions")
    status, screen = terminal(root, ["new", "programme/new-talk"], ["tech", "제목"])
    assert status == 2
    assert "그만두었습니다. 아무것도 쓰지 않았습니다" in screen
    assert "Traceback" not in screen
    assert files(root / "sessions") == before


@pytest.mark.parametrize(
    ("target", "answers", "said"),
    [
        ("programme/x", ["titel=제목"], "titel: 모르는 항목입니다. 'title' 인가요?"),
        ("programme/x", ["speakers.persn=kim"], "'person' 인가요?"),
        ("programme/x", ["id=y"], "모르는 항목입니다"),
        ("program/x", [], "'programme' 인가요?"),
        ("session/x", [], "세션의 폴더: keynotes, programme, retrospective"),
        ("figure/x", [], "종류: event, cause"),
        ("programme/" + "x" * 81, [], "ASCII 소문자"),
        ("programme/x\n", [], "ASCII 소문자"),
        ("programme/../../x", [], "ASCII 소문자"),
        ("programme/new-talk", ["date=2031-11-03", *NEW["programme/new-talk"]], ""),
        ("programme/x", [*NEW["programme/new-talk"], "date=2031-11-03"], "행사 날짜가 아닙니다"),
        ("programme/x", [*NEW["programme/new-talk"], "title=a\u202eb"], "U+202E"),
        ("source/x", SOURCE[:4] + SOURCE[5:], "url과 no_link 가운데 꼭 하나가"),
        ("event/leak-begins", NEW["event/new-event"], "이미 있는 id입니다(sessions/incident/timeline/the-day.yml)"),
    ],
)  # fmt: skip
def test_flags_are_checked_as_a_whole(target: str, answers: list[str], said: str, root: Path) -> None:
    before = files(root)
    done = door(root, "new", target, *(part for answer in answers for part in ("--set", answer)))
    if said:
        assert done.returncode in (1, 2), done.stdout
        assert said in done.stdout + done.stderr
        assert files(root) == before
    else:
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("at", "into", "file", "after"),
    [
        ("2031-05-04T10:00+09:00", None, "the-day", "loans-stop"),
        ("2031-05-04T01:00+00:00", None, "the-day", "loans-stop"),
        ("2000-01-01T00:00+09:00", None, "the-day", None),
        ("2032-02-11T00:00+09:00", None, "afterwards", "panel-moved"),
        ("2031-05-04T10:00+09:00", "afterwards", "afterwards", None),
        ("2031-05-04T10:00+09:00", "other-day", "other-day", None),
    ],
)
def test_an_event_goes_where_its_time_is(
    at: str, into: str | None, file: str, after: str | None, root: Path
) -> None:
    path = root / f"sessions/incident/timeline/{file}.yml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    answers = [f"at={at}" if answer.startswith("at=") else answer for answer in NEW["event/new-event"]]
    done = door(
        root,
        "new",
        "event/new-event",
        *(part for a in answers for part in ("--set", a)),
        *(("--in", into) if into else ()),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all_problems(root) == []
    text = path.read_text(encoding="utf-8")
    ids = re.findall(r"- id: (\S+)", text)
    assert ids[ids.index("new-event") - 1 if after else ids.index("new-event")] == (after or "new-event")
    kept = iter(text.splitlines())
    assert all(line in kept for line in before.splitlines())  # every old line, in its order
    assert f"{file}.yml:{text[: text.index('- id: new-event')].count(chr(10)) + 1} 에" in done.stdout


def test_a_list_that_only_a_person_can_edit_is_left_alone(root: Path) -> None:
    path = root / "sessions/incident/timeline/afterwards.yml"
    event = "{id: a, at: 2031-01-01T00:00+09:00, precision: day, lane: city, phase: after, text: 글, sources: [city-news]}"
    path.write_text(f"events: [{event}]\n", encoding="utf-8")
    before = files(root)
    done = door(
        root,
        "new",
        "event/new-event",
        "--in",
        "afterwards",
        *(part for a in NEW["event/new-event"] for part in ("--set", a)),
    )
    assert done.returncode == 1
    assert "afterwards.yml:1:1: events: 한 줄에 하나씩 적은 목록이 아니어서" in done.stdout
    assert files(root) == before


# Any value of a field, by its name, from the toy conference.
SAMPLES = {
    "date": "2031-11-02", "accessed": "2032-03-01", "last_checked": "2032-03-01", "since": "2031-05", "at": "12:30", "until": "2040-01-01T00:00+09:00",
    "company": "naru", "tracks": "[water]", "cause": "single-panel", "causes": "[single-panel]", "measures": "[move-panel]", "services": "[loans]",
    "terms": "[panel]", "events": "[leak-begins]", "sources": "[city-news]", "known_then_sources": "[city-news]", "derived_from": "[city-report]",
    "not_same_as": "[gu-reum]", "replaces": "[move-panel]", "person": "gu-reum", "official_url": "https://conf.example.org/1",
    "video": "https://video.example.org/1", "slides": "https://slides.example.org/1", "archive_url": "https://archive.example.org/1", "url": "https://news.example.org/1",
    "tags": "[글]", "questions": "[글]", "basis": "printed", "status": "announced", "handle": "no.eul", "marker": "new-marker",
    "link": "official_url", "found_dead": "2032-03-01",
}  # fmt: skip
SPECIAL = {
    ("measure", "basis"): "stated",
    ("person", "company"): "나루 도서관",
    ("event", "qualifier"): "about",
    ("source", "no_link"): None,
}
BLOCK = re.compile(r"^( *)# ([a-z_]+):(.*)$")


def made(target: str, answers: list[str]) -> tuple[type[Entry], str]:
    catalog = load_catalog(TOY)
    goal = target_of(target, ["programme"])
    told = {tuple(key.split(".")): value for key, _, value in (answer.partition("=") for answer in answers)}
    drawn = draft(TOY, catalog, goal, assemble(goal.model, told), "brand-new" if goal.model is Event else "")
    assert problems_of(catalog, drawn) == []
    return goal.model, drawn.text


def blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Each optional field's comment: its name, its first line and the line after its last (from 0)."""
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if (head := BLOCK.match(line)) and not head[2].startswith("yaml"):
            end = i + 1
            while end < len(lines) and lines[end].startswith(head[1] + "#  "):
                end += 1
            yield head[2], i, end


def uncommented(kind: str, text: str, first: int, end: int) -> str:
    """The text with those lines as YAML, every empty value in them filled."""
    lines = text.splitlines()
    for i in range(first, end):
        line = lines[i].replace("# ", "", 1)
        head, colon, rest = line.partition(":")
        name = head.strip(" -")
        value = SPECIAL.get((kind, name), SAMPLES.get(name, "글"))
        if i + 1 < end and i == first:
            lines[i] = line  # the head of a record
        elif rest.startswith(("  #", " []")):
            lines[i] = f"{head}{colon} {value}  #{rest.partition('#')[2]}"
        else:
            lines[i] = line  # its default stands there
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("target", [*NEW, "source/new-source"])
def test_every_optional_field_waits_as_a_comment(target: str) -> None:
    """Taking the `# ` away and filling the value in gives a valid file, for each field of each kind."""
    model, text = made(target, NEW.get(target, SOURCE))
    optional = {name for name, field in model.model_fields.items() if not field.is_required()}
    shown = list(blocks(text))
    given = {answer.partition("=")[0] for answer in NEW.get(target, SOURCE)}
    assert optional - given <= {name for name, _, _ in shown}
    for name, first, end in shown:
        field = model.model_fields.get(name)
        if field is not None and field.description and not text.splitlines()[first].startswith(" "):
            assert f"# {field.description}" in text.splitlines()[first]
        if SPECIAL.get((model.entity, name), "") is None:
            continue
        filled = uncommented(model.entity, text, first, end)
        document = parse_document("x.yml", filled)
        data: Any = document.data["events"][0] if model is Event else {"id": "x", **document.data}
        if (model.entity, name) == ("person", "handle"):
            data |= {"joined": {"basis": "printed", "note": "글", "sources": ["city-news"]}}
        if (model.entity, name) == ("session", "dead_links"):
            data |= {"official_url": "https://conf.example.org/1"}
        entry = model.from_document(document, data)
        assert any(name in part.model_fields_set for part in parts(entry)), name
        bare = text.splitlines()
        bare[first:end] = [line.replace("# ", "", 1) for line in bare[first:end]]
        parse_shape("\n".join(bare))


def parse_shape(text: str) -> None:
    """Bare of its comment sign, and nothing filled in, it is YAML whose only fault can be an empty value."""
    problems: tuple[Problem, ...] = ()
    try:
        parse_document("x.yml", text)
    except ProblemsFound as caught:
        problems = caught.problems
    assert all("값이 비어 있습니다" in problem.message for problem in problems), problems


def parts(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from parts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def test_every_kind_has_its_questions() -> None:
    """What a kind cannot be without is asked for, and words are offered where the answer is one of a few."""
    catalog: Catalog = load_catalog(TOY)
    for model in KINDS.values():
        listed = list(questions(model))
        assert listed
        assert all(question.text for question in listed)
    words = {q.name: q.words(catalog) for q in questions(Event)}
    assert words["lane"] == ("library", "city")
    assert words["precision"][:2] == ("minute", "hour")
    assert words["text"] == ()
