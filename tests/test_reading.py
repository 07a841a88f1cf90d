"""Files that cannot carry a comment: each is read to the exact (line, column, message), and none stops the others."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.document import MAX_SCALAR, Document, parse_document, read_text
from builder.problems import Problem, ProblemsFound
from builder.reading import load_catalog
from toy import ROOT, TOY, door, hold_to, problems_of, toy_project, whole

PERSON = b"name: \xeb\x85\xb8\xec\x9d\x84\nsources: [programme]\n"  # name: 노을
Expected = list[tuple[int, int, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(TOY / "sessions", tmp_path / "sessions")
    return tmp_path


BYTES: dict[str, tuple[bytes, Expected]] = {
    "empty": (b"", [(1, 1, "파일이 비어 있습니다")]),
    "only a comment": (b"# nothing\n", [(1, 1, "파일이 비어 있습니다")]),
    "not UTF-8": (
        PERSON + b"handle: ab\xb3\xeb\xc0\xbb\n",
        [(3, 11, "UTF-8이 아닌 글자입니다 (찾은 값: '0xb3')")],
    ),
    "UTF-16": (PERSON.decode().encode("utf-16"), [(1, 1, "UTF-8이 아닌 글자입니다")]),
    "cut in a character": (PERSON[:8], [(1, 7, "UTF-8이 아닌 글자입니다")]),
    "byte order mark": (b"\xef\xbb\xbf" + PERSON, []),
    "byte order mark inside": (PERSON + b"\xef\xbb\xbfhandle: a\n", [(3, 1, "U+FEFF")]),
    "CRLF": (PERSON.replace(b"\n", b"\r\n"), []),
    "CR": (PERSON.replace(b"\n", b"\r"), []),
    "tab": (PERSON + b"handle:\tab\n", [(3, 8, "탭 글자가 있습니다")]),
    "NUL": (b"name: a\0b\nsources: [programme]\n", [(1, 8, "U+0000")]),
    "escape": (b"name: a\x1b[2Jb\nsources: [programme]\n", [(1, 8, "U+001B")]),
    "C1 control": ("name: a\u0085b\nsources: [programme]\n".encode(), [(1, 8, "U+0085")]),
    "zero width": ("name: 노\u200b을\n# \u2066\n".encode(), [(1, 8, "U+200B"), (2, 3, "U+2066")]),
    "right to left": ("name: \u202e을노\n".encode(), [(1, 7, "U+202E")]),
    "Hangul filler": ("name: \u3164\n".encode(), [(1, 7, "U+3164")]),
    "tag character": ("name: 노을\U000e0041\n".encode(), [(1, 9, "U+E0041")]),
    "open quote": (b'name: "a\nsources: [programme]\n', [(1, 7, "따옴표나 괄호가 닫히지 않았습니다")]),
    "open bracket": (b"name: a\nsources: [programme\n", [(2, 10, "따옴표나 괄호가 닫히지 않았습니다")]),
    "brackets": (b"name: " + b"[" * 60_000 + b"]" * 60_000, [(1, 18, "너무 깊이 들여 썼습니다")]),
    "braces": (b"name: " + b"{a: " * 30_000, [(1, 51, "너무 깊이 들여 썼습니다")]),
    "dashes": (b"- " * 60_000, [(1, 25, "너무 깊이 들여 썼습니다")]),
    "long value": (
        b"name: a\nname_en: " + b"b" * 8_001 + b"\n",
        [(2, 10, "값이 너무 깁니다 (찾은 길이: 8001자)")],
    ),
    "huge": (b"# " + b"a" * 256 * 1024, [(1, 1, "파일이 너무 큽니다 (찾은 값: '262146 바이트')")]),
    "a word": (b"name\n", [(1, 1, "'항목: 값' 모양이 아닙니다 (찾은 값: 'name')")]),
    "fault after CRLF": (
        PERSON.replace(b"\n", b"\r\n") + b'handle: "a\r\n',
        [(3, 9, "따옴표나 괄호가 닫히지")],
    ),
    "fault after a blank line": (b"\n\tname: a\n", [(2, 1, "탭 글자가 있습니다")]),
    "not UTF-8 after a byte order mark": (b"\xef\xbb\xbfname: \xff\n", [(1, 7, "UTF-8이 아닌 글자입니다")]),
    "not UTF-8 twice": (b"# \xeb\x85\xb8\nname: \xff\xff\n", [(2, 7, "UTF-8이 아닌 글자입니다")]),
    "as big as may be": (PERSON + b"#" * (256 * 1024 - len(PERSON) - 1) + b"\n", []),
    "key with a line break": (PERSON + b'"a\\nb": c\n', [(3, 1, "모르는 항목입니다")]),
}


@pytest.mark.parametrize("case", BYTES)
def test_bytes(case: str, root: Path) -> None:
    content, wanted = BYTES[case]
    path = "sessions/references/people/bad.yml"
    (root / path).write_bytes(content)
    found = problems_of(root)
    assert [(p.path, p.line, p.column) for p in found] == [
        (path, line, column) for line, column, _ in wanted
    ], found
    for problem, (_, _, said) in zip(found, wanted, strict=True):
        assert said in problem.message
        assert "\n" not in problem.message


def test_messages_are_as_blessed(root: Path, request: pytest.FixtureRequest) -> None:
    told = []
    for case, (content, _) in BYTES.items():
        (root / "sessions/references/people/bad.yml").write_bytes(content)
        told += [f"{case}: {whole(problem)}" for problem in problems_of(root)]
    hold_to(ROOT / "tests/golden_reading.txt", told, bless=request.config.getoption("--bless"))


def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as caught:
        read_text(tmp_path, "none.yml")
    said = "파일을 읽을 수 없습니다 (찾은 값: '파일이 없습니다'). 권한을 살펴 주세요"
    assert caught.value.problems == (Problem("none.yml", 1, 1, said),)


def test_what_may_not_stand_beside_the_pages_by_hand_is_told(tmp_path: Path) -> None:
    """In docs/ a page is text, anything else a plain file; a link leads nowhere else, and what is hidden is not looked at."""
    root = toy_project(tmp_path)
    docs = root / "docs"
    whole_pages = load_catalog(root).handwritten
    (docs / "assets" / "drawing.png").write_bytes(b"\x89PNG\xff")
    for hidden in (docs / ".hidden", docs / "about" / ".hidden.md"):
        hidden.symlink_to("nowhere")
    (docs / ".kept").mkdir()
    (docs / ".kept" / "way.md").write_bytes(b"\xff")
    (docs / "z-long.md").write_bytes(b"# a\n" + b"a" * (16 * 256 * 1024 - 4))
    assert sorted(load_catalog(root).handwritten) == sorted([*whole_pages, "z-long.md"])
    assert problems_of(root) == []
    (docs / "z-long.md").write_bytes(b"# a\n" + b"a" * (16 * 256 * 1024 - 3))
    (docs / "assets" / "a-link.png").symlink_to("nowhere")
    (docs / "assets" / "folder").symlink_to(root)
    (docs / "a-page.md").mkdir()
    (docs / "a-page.md" / "within.md").write_bytes(b"# \xea\xb0\x80\n\n\xea\xb0\x80\xff\n")
    os.mkfifo(docs / "a-pipe.png")
    os.mkfifo(docs / "b-pipe.md")
    told = [(problem.path, problem.line, problem.column, problem.message) for problem in problems_of(root)]
    assert told == [
        ("docs/a-page.md", 1, 1, "파일의 이름인데 폴더입니다. 파일로 바꾸거나 지워 주세요"),
        (
            "docs/a-page.md/within.md",
            3,
            2,
            "UTF-8이 아닌 글자입니다 (찾은 값: '0xff'). 파일을 UTF-8로 저장해 주세요",
        ),
        ("docs/a-pipe.png", 1, 1, "보통 파일이 아닙니다(링크나 장치). 파일을 직접 넣어 주세요"),
        ("docs/assets/a-link.png", 1, 1, "링크는 쓸 수 없습니다. 파일을 직접 넣어 주세요"),
        ("docs/assets/folder", 1, 1, "링크는 쓸 수 없습니다. 파일을 직접 넣어 주세요"),
        ("docs/b-pipe.md", 1, 1, "보통 파일이 아닙니다(링크나 장치). 파일을 직접 넣어 주세요"),
        (
            "docs/z-long.md",
            1,
            1,
            "파일이 너무 큽니다 (찾은 값: '4194305 바이트'). 4194304 바이트 아래로 나눠 주세요",
        ),
    ]


def test_a_project_of_no_conference_is_told_what_it_needs_first(root: Path) -> None:
    """Once: not where the file is there and is faulty."""
    conference = root / "sessions" / "conference.yml"
    mend = "행사의 이름과 날짜를 적은 conference.yml을 만들어 주세요"
    conference.unlink()
    first, *rest = problems_of(root)
    assert str(first) == f"sessions/conference.yml:1:1: 파일이 없습니다. {mend}"
    assert rest == []
    conference.write_bytes(b"name: [")
    assert [problem.path for problem in problems_of(root)] == ["sessions/conference.yml"]
    assert mend not in str(problems_of(root)[0])


def test_a_value_may_be_as_long_as_the_bound() -> None:
    assert len(parse_document("x.yml", f"a: {'b' * MAX_SCALAR}").data["a"]) == MAX_SCALAR
    with pytest.raises(
        ProblemsFound, match=f"찾은 길이: {MAX_SCALAR + 1}자.*{MAX_SCALAR}자 안으로 줄여 주세요"
    ):
        parse_document("x.yml", f"a: {'b' * (MAX_SCALAR + 1)}")


def test_a_document_of_no_file_has_no_places() -> None:
    """As a record has that a command is about to write."""
    document = Document("new", {"a": "b"}, {}, {})
    assert document.problem(("a", 0, "b"), "") == Problem("new", 1, 1, "", 0)
    assert document.key_of(("a", 0)) == "a"
    assert document.key_of(()) == ""
    told = Document("told", {"a": "b"}, {("a",): (3, 4)}, {("a",): (3, 1)})
    assert told.problem(("a",), "", of_key=True) == Problem("told", 3, 1, "", 0)
    assert told.problem(("a", "c"), "") == Problem("told", 3, 4, "", 0)
    assert told.place(("a",)) == (3, 4)


WHERE = "person의 내용인데 자리가 다릅니다. sessions/references/people/"


def link(path: Path) -> None:
    path.symlink_to(TOY / "sessions/references/people/gu-reum.yml")


def link_of_a_folder(path: Path) -> None:
    path.symlink_to(TOY / "sessions/references/people")


def text(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PERSON)


def faulty(path: Path) -> None:
    path.write_bytes(b"name: [")


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def nothing(path: Path) -> None:
    path.unlink()


PLACES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "references/people/linked.yml": (link, ["링크는 쓸 수 없습니다"]),
    "references/linked": (link_of_a_folder, ["링크는 쓸 수 없습니다"]),
    "references/people/pipe.yml": (pipe, ["보통 파일이 아닙니다"]),
    "stray.yml": (text, [f"{WHERE}stray.yml 로 옮겨 주세요"]),
    "references/people/stray.yaml": (text, [f"{WHERE}stray.yml 로 옮겨 주세요"]),
    "references/people/STRAY.YML": (text, [WHERE]),
    "references/people/notes.txt": (
        text,
        ["자리에 맞지 않는 파일입니다 (찾은 값: 'notes.txt'). sessions/ 아래의"],
    ),
    "references/people/deep/stray.yml": (text, [f"{WHERE}stray.yml 로 옮겨 주세요"]),
    "references/sources/stray.yml": (text, [f"{WHERE}stray.yml 로 옮겨 주세요"]),
    "programme/stray.yml": (text, [f"{WHERE}stray.yml 로 옮겨 주세요"]),
    "references/people/faulty.yaml": (faulty, ["'sessions/references/people/faulty.yml' 인가요?"]),
    "references/glosary.yml": (faulty, ["'sessions/references/glossary.yml' 인가요?"]),
    "references/people/.hidden.yml": (text, []),
    "references/.hidden/stray.yml": (text, []),
    "references/people/folder.yml": (folder, ["파일의 이름인데 폴더입니다"]),
    "conference.yml": (nothing, ["파일이 없습니다. 행사의 이름과 날짜를 적은 conference.yml을"]),
}


@pytest.mark.parametrize("path", PLACES)
def test_places(path: str, root: Path) -> None:
    make, wanted = PLACES[path]
    make(root / "sessions" / path)
    found = problems_of(root)
    assert [(p.path, p.line, p.column) for p in found] == [(f"sessions/{path}", 1, 1) for _ in wanted], found
    assert all(said in problem.message for problem, said in zip(found, wanted, strict=True))


def test_all_problems_of_all_files_come_at_once_and_in_order(root: Path) -> None:
    people = root / "sessions/references/people"
    for number in range(20):
        (people / f"bad-{number:02}.yml").write_text(
            "name: 노을\nsources: programme\nnam: 새벽\n", encoding="utf-8"
        )
    (people / "bad-07.yml").write_text("name: [", encoding="utf-8")
    found = problems_of(root)
    assert found == sorted(found)
    assert [p.path for p in found].count("sessions/references/people/bad-07.yml") == 1
    assert {(p.path[-6:-4], p.line) for p in found if "bad-07" not in p.path} == {
        (f"{number:02}", line) for number in range(20) if number != 7 for line in (2, 3)
    }
    assert len(found) == 39


HOSTILE = """name: "%0A::error::a\\n::error file=x::b"
"k\\n::error::d": e
sources: "::add-mask::f"
"""


def test_the_runner_gets_one_command_a_problem_and_none_of_the_data(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    people = root / "sessions/references/people"
    (people / "bad.yml").write_text(HOSTILE, encoding="utf-8")
    (people / "a,b%0A\n::error::g.yml").write_text("name: 노을\n", encoding="utf-8")
    plain = door(root, "check")
    told = door(root, "check", GITHUB_ACTIONS="true")
    lines = told.stdout.splitlines()
    assert (plain.returncode, told.returncode) == (1, 1)
    assert len(lines) == len(problems_of(root)) >= 4
    assert all(line.startswith("::error file=sessions/references/people/") for line in lines)
    assert (
        "::error file=sessions/references/people/a%2Cb%250A%0A%3A%3Aerror%3A%3Ag.yml,line=1,col=1::"
        in told.stdout
    )
    assert not any(line.startswith("::") for line in (plain.stdout + plain.stderr + told.stderr).splitlines())
    assert "Traceback" not in told.stderr + plain.stderr


def test_the_root_may_be_named_from_where_one_stands(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert problems_of(Path()) == problems_of(Path("..", root.name)) == []
