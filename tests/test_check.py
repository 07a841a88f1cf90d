"""What an editor sees of a fault: its line, a mark under the value, other forms of the same; and what `--fix` mends."""

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from builder.document import parse_document, read_document
from builder.mend import KINDS, mend
from builder.models.causes import Cause
from builder.models.conference import Person, Session
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Figure, Source
from builder.problems import Problem
from builder.quoting import quoted
from builder.reading import shelved
from toy import ROOT, TOY, door, files, problems_of, toy_project

TEN = """\
kind: keynot
title: 물이 샌 날
date: 2031.11.2
start: 25:00
speakers:
  - {person: gu-reumm, company: narru}
tracks: water
video: youtu.be/x
sumary: 물이 샜다.
points:
  - {text: 물이 샜다고 말했다., sources: [programe], cause: x}
sources: [programme]
"""
MARKED = [
    (1, "keynot"),
    (3, "2031.11.2"),
    (4, "25:00"),
    (6, "gu-reumm"),
    (6, "narru"),
    (7, "water"),
    (8, "youtu.be/x"),
    (9, "sumary"),
    (11, "programe"),
    (11, "cause"),
]
BAD = "sessions/programme/bad.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


def columns(text: str) -> int:
    """Columns of a terminal, for text without combining marks."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def under(line: str, start: int, width: int) -> str:
    """What stands above a mark of `width` columns that begins at column `start`."""
    ends = [columns(line[: i + 1]) for i in range(len(line))]
    return "".join(char for char, end in zip(line, ends, strict=True) if start < end <= start + width)


def marks(printed: str) -> list[tuple[int, int, str]]:
    """Line, column and what is marked, of every problem that is quoted."""
    shape = r"^\S+?:(\d+):(\d+): .*\n( *\d+ \| )(.*)\n( *\| )( *)(\^~*)$"
    found = re.findall(shape, printed, re.MULTILINE)
    assert all(len(gutter) == len(bar) for _, _, gutter, _, bar, _, _ in found)
    return [
        (int(line), int(column), under(text, len(before), len(mark)))
        for line, column, _, text, _, before, mark in found
    ]


def test_ten_mistakes_are_each_marked_under_their_value(root: Path) -> None:
    (root / BAD).write_text(TEN, encoding="utf-8")
    done = door(root, "check", COLUMNS="100")
    assert done.returncode == 1
    assert [(line, marked) for line, _, marked in marks(done.stdout)] == MARKED
    lines = TEN.split("\n")
    for line, column, marked in marks(done.stdout):
        assert lines[line - 1][column - 1 :].startswith(marked)
    assert "고칠 것 10건" in done.stderr
    assert door(root, "render", COLUMNS="100").stdout == done.stdout
    assert not (root / "build" / "docs").exists()


def test_the_same_in_other_forms(root: Path) -> None:
    (root / BAD).write_text(TEN, encoding="utf-8")
    found = problems_of(root)
    done = door(root, "check", "--format", "json", GITHUB_ACTIONS="true")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [problem.to_dict() for problem in found]
    assert [TEN.split("\n")[p["line"] - 1][p["column"] - 1 : p["end_column"] - 1] for p in json.loads(done.stdout)] == [
        marked for _, marked in MARKED
    ]  # fmt: skip
    told = door(root, "check", "--format", "github")
    assert told.stdout.splitlines() == [problem.to_annotation() for problem in found]
    assert f"::error file={BAD},line=11,col=35,endColumn=43::sources: 없는 source의 id" in told.stdout
    text = door(root, "check", "--format", "text", GITHUB_ACTIONS="true")
    assert len(marks(text.stdout)) == len(found)
    assert door(root, "check", "--format", "xml").returncode == 2


def test_a_program_reads_an_empty_list_where_nothing_is_wrong(root: Path) -> None:
    done = door(root, "check", "--format", "json", "--gaps", "--fix")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "고칠 것이 없습니다" in done.stderr
    assert "고칠 것이 없습니다" in door(root, "check").stdout


@pytest.mark.parametrize("command", [["--help"], ["check", "--help"]])
def test_the_help_tells_what_an_exit_status_means(command: list[str], root: Path) -> None:
    said = door(root, *command).stdout
    assert re.search(r"exit status\): 0 .*1 .*2 ", said)


def test_nothing_of_the_data_commands_the_terminal_or_the_runner(root: Path) -> None:
    (root / BAD).write_text('kind: "::error::a"\n::error::b: c\n', encoding="utf-8")
    people = root / "sessions/references/people"
    (people / "ansi.yml").write_text("name: 노을\x1b[31m\u202e\u3164\n", encoding="utf-8")
    (people / "secret.yml").symlink_to("/etc/passwd")
    done = door(root, "check")
    printed = done.stdout + done.stderr
    assert not [line for line in printed.splitlines() if line.startswith("::")]
    assert not {"\x1b", "\u202e", "\u3164"} & set(printed)
    assert "노을\\u001b[31m\\u202e\\u3164" in done.stdout
    assert "root:" not in printed
    assert "링크는 쓸 수 없습니다" in printed


def test_the_check_loads_nothing_that_makes_pages() -> None:
    """What keeps it quick: of the door's rooms only those of the command asked for are loaded."""
    command = [sys.executable, "-X", "importtime", "scripts/sessions.py", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "builder.checks" in loaded
    assert not {"builder.views", "builder.exports", "builder.gate", "jinja2", "preview", "sqlite3"} & loaded


LONG = "가나다라 " * 40
HERE = Problem("x.yml", 2, len(LONG) + 1, "", 5)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_long_line_is_cut_around_the_place(width: int) -> None:
    text = f"\n{LONG}<여기!>{LONG}\n"
    line, mark = quoted(HERE, text, width).split("\n")
    assert columns(line) <= width
    assert columns(line) > width - 4
    assert (line[8], line[-1]) == ("…", "…")
    assert under(line, mark.index("^"), len(mark.strip(" |"))) == "<여기!>"


def test_what_is_not_there_is_not_quoted() -> None:
    assert quoted(Problem("x.yml", 1, 1, "the file as a whole"), "a: b\n") == ""
    assert quoted(Problem("x.yml", 9, 1, "a line that is gone", 1), "a: b\n") == ""
    assert quoted(Problem("x.yml", 1, 9, "behind the end", 3), "a: b\n") == "    1 | a: b\n      |     ^"


PERSON = "name: 노을\nsources: [programme]\n"
# before, after, kinds: what is mended in a file of this model, and no other byte of it
MENDS: dict[str, tuple[type[Person | Session | Source | Cause | Measure], str, str, tuple[str, ...]]] = {
    "nothing": (Person, PERSON, PERSON, ()),
    "line ends": (Person, "\ufeff" + PERSON.replace("\n", "\r\n"), PERSON, ("줄바꿈 문자",)),
    "no last line end": (Person, PERSON[:-1], PERSON, ("파일 끝 줄바꿈",)),
    "empty lines at the end": (Person, PERSON + "\n\n", PERSON, ("파일 끝 줄바꿈",)),
    "trailing spaces": (
        Person,
        "name: 노을  \n# 확인 \n \nsources:  \n  - programme \n",
        "name: 노을\n# 확인\n\nsources:\n  - programme\n",
        ("줄 끝 빈칸",),
    ),
    "spaces that belong to a text": (
        Cause,
        "mechanism: >- \n  물이  \n  샜다.  \n",
        "mechanism: >-\n  물이  \n  샜다.  \n",
        ("줄 끝 빈칸",),
    ),
    "tabs that only part": (
        Person,
        "name:\t노을\t# 확인\t함\nsources: [programme,\tcity-news]\n",
        "name: 노을 # 확인 함\nsources: [programme, city-news]\n",
        ("탭",),
    ),
    "order, with the comments above and beside": (
        Person,
        "# yaml-language-server: $schema=x\n# 누구에게서 왔나\nsources: [programme] # 하나뿐\n\n# 적힌 그대로\n"
        "handle: no.eul\n# 앞의 것\n\n# 이름\nname: 노을\n# 끝\n",
        "# yaml-language-server: $schema=x\n# 이름\nname: 노을\n# 적힌 그대로\nhandle: no.eul\n# 앞의 것\n\n"
        "# 누구에게서 왔나\nsources: [programme] # 하나뿐\n\n# 끝\n",
        ("항목 순서",),
    ),
    "order of records in a list": (
        Session,
        "points:\n  - sources: [a]\n    # 왜\n    text: >-\n      한 줄\n\n      두 줄\n    # 아직\n"
        "  # 둘째\n  - at: '00:10'\n    text: b\n",
        "points:\n  # 왜\n  - text: >-\n      한 줄\n\n      두 줄\n    # 아직\n    sources: [a]\n"
        "  # 둘째\n  - text: b\n    at: '00:10'\n",
        ("항목 순서",),
    ),
    "order in braces": (
        Cause,
        "sources:\n- {value: '}, x', id: a, locator: p. 3} # 셋\n- b\n",
        "sources:\n- {id: a, locator: p. 3, value: '}, x'} # 셋\n- b\n",
        ("항목 순서",),
    ),
    "order at three depths": (
        Measure,
        "causes:\n  - basis: stated\n    cause: c\n    sources: [{locator: p. 1, id: a}]\nissuer: x\n",
        "issuer: x\ncauses:\n  - cause: c\n    basis: stated\n    sources: [{id: a, locator: p. 1}]\n",
        ("항목 순서",),
    ),
    "an unknown key stays behind the one before it": (
        Person,
        "sources: [a]\nnote: x\nname: y\n",
        "name: y\nsources: [a]\nnote: x\n",
        ("항목 순서",),
    ),
    "dates": (
        Source,
        "date: 2022년 12월\naccessed: '2022. 12. 7.' # 수요일\n",
        "date: 2022-12\naccessed: '2022-12-07' # 수요일\n",
        ("날짜와 시각의 모양",),
    ),
    "a time": (Session, "start: 9:30\n", "start: 09:30\n", ("날짜와 시각의 모양",)),
    "quotes": (
        Source,
        "publisher: no\ntitle: 1.10\nauthor: 007\nno_link: 0x1F\nlang: no\nnote: ~x\n",
        'publisher: "no"\ntitle: "1.10"\nauthor: "007"\nno_link: "0x1F"\nlang: "no"\nnote: ~x\n',
        ("따옴표",),
    ),
    "quotes of a time": (Session, "start: 10:30\n", 'start: "10:30"\n', ("따옴표",)),
    "everything": (
        Session,
        "date: 2031/11/2 \r\nstart:\t10:30\r\ntitle: 물\r\nkind: tech",
        'kind: tech\ntitle: 물\ndate: 2031-11-02\nstart: "10:30"\n',
        KINDS,
    ),
}  # fmt: skip
LEFT: dict[str, tuple[type[Person | Session | Source | Cause | Measure], str]] = {
    "what others read as it is": (Source, "title: 127\ndate: 2022\naccessed: 2022-12-07\nnote: 3.5\n"),
    "true and numbers where they are meant": (Cause, "leads_to:\n  - cause: x\n    inferred: true\n"),
    "a day no calendar has": (Source, "accessed: 2022.2.30\n"),
    "which is the day": (Source, "accessed: 7.12.2022\n"),
    "a date where letters are meant": (Session, "title: 2022.12.7\n"),
    "a tab inside a value": (Person, "name: 노\t을  \nsources: [a]\n"),
    "no YAML": (Person, "sources: [a\nname: b  \n"),
    "twice the same key": (Person, "sources: [a]\nname: b  \nname: c\n"),
    "an anchor": (Person, "sources: &a [a]  \nname: b\n"),
    "keys that are asked for": (Person, "? sources\n: [a]\n? name\n: b\n"),
    "comments among braces": (Cause, "sources:\n  - {value: a, # 값\n     id: b}\n"),
    "nothing": (Person, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", MENDS)
def test_what_is_mechanical_is_mended(case: str) -> None:
    model, before, after, kinds = MENDS[case]
    made = mend(before, model)
    assert made.text == after
    assert made.kinds == kinds
    assert mend(after, model).kinds == ()


@pytest.mark.parametrize("case", LEFT)
def test_what_is_not_mechanical_is_left(case: str) -> None:
    model, text = LEFT[case]
    assert mend(text, model).text == text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2022.10.15 15:19 KST", "2022-10-15T15:19+09:00"),
        ("2022-10-15 15:19:00+0900", "2022-10-15T15:19+09:00"),
        ("2022-10-15T6:19Z", "2022-10-15T06:19+00:00"),
        ("2022-10-15 15:19", "2022-10-15 15:19"),  # the zone is not known
        ("2022-10-15T15:19:30+09:00", "2022-10-15T15:19:30+09:00"),  # nor may the seconds be lost
    ],
)
def test_a_moment_is_mended_where_nothing_is_guessed(said: str, meant: str) -> None:
    text = "events:\n  - id: a\n    at: {}\n    precision: minute\n"
    assert mend(text.format(said), Event, "events").text == text.format(meant)


def test_a_mend_that_would_change_what_is_said_is_not_made() -> None:
    """The last text keeps its empty lines; moved up, it would take those of another place."""
    text = "why: x\nbefore: |+\n  a\n\n\n"
    assert parse_document("", text).data["before"] == "a\n\n\n"
    assert mend(text, Figure).text == text


def test_fix_mends_the_files_and_then_says_what_is_left(root: Path) -> None:
    door(root, "check", "--fix")  # what was out of order in the toy's own files
    (root / BAD).write_bytes(TEN.replace("\n", "\r\n").encode())
    broken = root / "sessions/references/people/broken.yml"
    broken.write_bytes(b"sources: [a\r\nname: b  ")
    before = files(root)
    done = door(root, "check", "--fix")
    assert done.returncode == 1
    assert done.stdout.startswith(
        f"{BAD}: 고쳤습니다(줄바꿈 문자, 날짜와 시각의 모양, 따옴표)\n저절로 고친 파일 1개\n"
    )
    after = files(root)
    assert {path for path in after if after[path] != before.get(path)} == {BAD}
    assert (len(marks(done.stdout)), "고칠 것 10건" in done.stderr) == (
        10,
        True,
    )  # one more file, one date less
    assert "date: 2031-11-02\n" in after[BAD].decode()
    assert door(root, "check", "--fix").stdout.startswith("저절로 고친 파일 0개\n")
    assert files(root) == after


@pytest.mark.parametrize("project", [ROOT, TOY], ids=["real", "toy"])
def test_a_mended_record_says_the_same_and_needs_no_more(project: Path) -> None:
    for path, shelf in shelved(project):
        mended = mend((project / path).read_bytes().decode(), shelf.model, shelf.many)
        assert parse_document(path, mended.text).data == read_document(project, path).data, path
        assert mend(mended.text, shelf.model, shelf.many).kinds == (), path


def test_keys_in_any_order_are_put_back() -> None:
    """Every real file with its keys reversed gives the same as it is, to the byte."""
    for path, shelf in shelved(ROOT):
        text = (ROOT / path).read_bytes().decode()
        head, *keys = re.split(r"(?m)^(?=[a-z])", text)
        mixed = head + "".join(reversed(keys))
        assert mixed != text or shelf.many
        assert mend(mixed, shelf.model, shelf.many).text == mend(text, shelf.model, shelf.many).text, path
