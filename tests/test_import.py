"""`import`: an export and a table become files once, never over an editor's hand, and never in halves."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from attacks import texts
from builder.files import write_files
from builder.intake.plan import plan_import
from builder.models.conference import Person, Session
from builder.problems import NotUnderstood, ProblemsFound
from builder.reading import load_catalog
from commands.intake import read
from toy import ROOT, TOY, door, files, problems_of, toy_project

EXPORT = ROOT / "tests" / "intake" / "schedule.json"
TABLE = ROOT / "tests" / "intake" / "talks.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


def take(root: Path, file: Path, *flags: str) -> tuple[int, str]:
    """Runs `import` and returns its status and all it said; the file is named as it lies beside the project."""
    shutil.copy(file, root / file.name)
    done = door(root, "import", file.name, *flags)
    (root / file.name).unlink()
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def place(text: str, value: str) -> tuple[int, int]:
    before = text[: text.index(value)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_what_the_conference_does_not_know_is_told_once_with_the_line_to_add(root: Path) -> None:
    before = files(root)
    status, said = take(root, EXPORT, "--source", "export")
    text = EXPORT.read_text(encoding="utf-8")
    track, day = place(text, '"Security",\n        "url"'), place(text, '"2031-11-03T00:30')
    assert status == 1
    assert said.splitlines()[:2] == [
        f"schedule.json:{track[0]}:{track[1]}: track: conference.yml에 없는 이름입니다 (찾은 값: 'Security'). "
        "conference.yml의 tracks에 '- {id: security, name: Security}' 를 더해 주세요. --conference 를 붙이면 적어 줍니다",
        f"schedule.json:{day[0]}:{day[1]}: date: 행사 날짜가 아닙니다 (찾은 값: '2031-11-03'). "
        "conference.yml의 days에 '- {date: 2031-11-03, title: …}' 를 더해 주세요. --conference 를 붙이면 적어 줍니다",
    ]
    assert files(root) == before


def test_an_export_becomes_files_that_pass_the_check(root: Path) -> None:
    before = files(root / "sessions")
    status, said = take(root, EXPORT, "--source", "export", "--conference", "--kind", "Keynote=preview")
    assert status == 0, said
    assert problems_of(root) == []
    catalog, after = load_catalog(root), files(root / "sessions")
    assert [path for path in before if before[path] != after[path]] == ["conference.yml"]
    new = {
        name: catalog.of(Session)[name]
        for name in catalog.of(Session)
        if f"programme/{name}.yml" in after.keys() - before.keys()
    }
    assert {name: (str(s.date), s.start, s.kind, s.tracks, [g.person for g in s.speakers]) for name, s in new.items()} == {
        "pipe-and-panel": ("2031-11-01", "13:00", "tech", ("water",), ["han-bit", "chloe-gross-dari"]),
        "session-8": ("2031-11-01", "14:00", "preview", ("security",), ["min-su-aaaa1111"]),
        "lightning-talks-9": ("2031-11-01", "15:00", "tech", ("security",), ["min-su-bbbb2222"]),
        "lightning-talks-11": ("2031-11-02", "15:00", "tech", ("books",), ["jan-nowakk", "jan-nowak"]),
        "night-shift": ("2031-11-03", "00:30", "tech", ("books",), ["p-77"]),
    }  # fmt: skip
    pipe, night = new["pipe-and-panel"], new["night-shift"]
    assert pipe.title == '배관과 분전반: "함께" 보기'
    assert pipe.video == "https://www.youtube.com/watch?v=naru7&t=1"
    assert pipe.slides == "https://conf.example.org/system/attachments/7/pipe.pdf?1566"
    assert (night.official_url, night.title) == (None, "밤에 남은 사람들")
    people = catalog.of(Person)
    assert (people["jan-nowak"].name, people["jan-nowakk"].not_same_as) == ("Jan Nowak", ("jan-nowak",))
    assert people["min-su-bbbb2222"].not_same_as == ("min-su-aaaa1111",)
    assert b"b>" not in b"".join(after[path] for path in after.keys() - before.keys())
    for told in (
        "건너뛴 순서 1: 차 마시는 때",
        "abstract 6, description 6",
        "쓸 수 없는 주소 1",
        "min-su-bbbb2222 / min-su-aaaa1111",
    ):
        assert told in said


def test_a_second_import_changes_nothing(root: Path) -> None:
    take(root, EXPORT, "--source", "export", "--conference")
    before = files(root)
    status, said = take(root, EXPORT, "--source", "export", "--conference", "--title", "다른 제목")
    assert status == 0
    assert said.startswith(
        "새 세션 0개, 새 발표자 0명을 만들었습니다. 이미 있는 세션 5개는 그대로 두었습니다."
    )
    assert "다른 것" not in said
    assert files(root) == before


def test_an_export_that_changed_overwrites_no_hand(root: Path, tmp_path: Path) -> None:
    take(root, EXPORT, "--source", "export", "--conference")
    mended = root / "sessions/programme/pipe-and-panel.yml"
    text = (
        mended.read_text(encoding="utf-8")
        .replace('"함께"', "나란히")
        .replace("start: '13:00'", "start: 13:00  # 확인함")
    )
    mended.write_text(text + "summary: 배관과 분전반을 나란히 두고 보았다.\n", encoding="utf-8")
    person = "name: 노을\nhandle: no.eul\njoined: {basis: printed, note: 글, sources: [export]}\nsources: [export]\n"
    (root / "sessions/references/people/p-77.yml").write_text(person, encoding="utf-8")
    before = files(root)
    export = json.loads(EXPORT.read_text(encoding="utf-8"))
    again = {
        "id": 30,
        "url": "https://conf.example.org/2031/events/30.html",
        "slug": "naru2031-30-new",
        "title": "새 발표",
    }
    first, second = (day["rooms"] for day in export["schedule"]["conference"]["days"])
    first["큰 방"][0] |= {"slug": "naru2031-7-other_words", "date": "2031-11-01T13:30:00+09:00"}
    del first["큰 방"][1]
    second["작은 방"].append(first["큰 방"][0] | again)
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(export), encoding="utf-8")
    status, said = take(root, changed, "--source", "export")
    assert status == 0, said
    after = files(root)
    assert after.keys() - before.keys() == {"sessions/programme/new.yml"}
    assert {path for path in before if after.get(path) != before[path]} == set()
    assert "내보낸 자료와 다른 것 2건(고치지 않았습니다):" in said
    assert (
        "sessions/programme/pipe-and-panel.yml:3:8: title: 내보낸 자료와 다릅니다 (찾은 값: '배관과 분전반: 나란히 보기')"
        in said
    )
    assert (
        "sessions/programme/pipe-and-panel.yml:5:8: start: 내보낸 자료와 다릅니다 (찾은 값: '13:00'). 내보낸 자료는 '13:30'입니다(changed.json:1:"
        in said
    )
    assert "내보낸 자료에는 없는 세션 1: sessions/programme/session-8.yml" in said
    assert problems_of(root) == []


def test_a_conference_can_begin_with_an_import(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    conference = (root / "sessions/conference.yml").read_text(encoding="utf-8")
    shutil.rmtree(root / "sessions")
    (root / "sessions").mkdir()
    lines = conference[: conference.index("featured:")] + "sources: [export]\n"
    (root / "sessions/conference.yml").write_text(lines, encoding="utf-8")
    status, said = take(root, EXPORT, "--source", "export", "--conference", "--into", "talks", "--dry-run")
    assert status == 0
    assert list(files(root / "sessions")) == ["conference.yml"]
    assert "쓰지 않았습니다" in said
    status, said = take(
        root,
        EXPORT,
        "--source",
        "export",
        "--conference",
        "--into",
        "talks",
        "--date",
        "2031-10",
        "--lang",
        "en",
    )
    assert status == 0, said
    assert problems_of(root) == []
    assert len(load_catalog(root).of(Session)) == 5
    text = (root / "sessions/conference.yml").read_text(encoding="utf-8")
    assert text == lines.replace(
        "    title: 둘째 날\n", "    title: 둘째 날\n  - date: 2031-11-03\n    title: 2031-11-03\n"
    ).replace("    name: 대출과 반납\n", "    name: 대출과 반납\n  - id: security\n    name: Security\n")
    assert "date: 2031-10\ndate_basis: printed\n" in (
        root / "sessions/references/sources/export.yml"
    ).read_text(encoding="utf-8")


def test_a_table_of_a_spreadsheet(root: Path) -> None:
    status, said = take(root, TABLE, "--source", "programme")
    assert status == 0, said
    assert problems_of(root) == []
    sessions = load_catalog(root).of(Session)
    pipes, rain = sessions["pipes-panels-rain"], sessions["rain-again"]
    assert (pipes.title, pipes.start, pipes.tracks, pipes.tags) == (
        'Pipes, "panels" & rain',
        "09:30",
        ("water", "books"),
        ("누수", "C++"),
    )
    assert [guest.person for guest in pipes.speakers] == ["han-bit", "hana-kim", "obrien"]
    assert (pipes.company, pipes.official_url) == ("naru", "https://conf.example.org/2031/21")
    assert (rain.kind, rain.start, rain.title) == ("keynote", "10:00", "다시 오는 비 둘째 줄")
    assert "옮기지 않은 항목(글은 베끼지 않습니다. 우리 말로 새로 적어 주세요) 1: 방 1" in said
    before = files(root)
    assert take(root, TABLE, "--source", "programme")[0] == 0
    assert files(root) == before


def test_every_fault_of_a_table_is_told_at_once(root: Path, tmp_path: Path) -> None:
    before = files(root)
    table = tmp_path / "bad.csv"
    table.write_text(
        "title;date;start;speakers;id;company;video\n"
        "한글 제목;2031-11-01;09:00;구름;;;\n"
        "A;2031-02-30;25:00;구름;../x;;\n"
        "B;2031-11-01;09:00;;b;나루;ftp://x\n"
        "C;2031-12-25;09:00;김하나;c;;\n"
        "D;2031-12-25;09:00;Bad Id=김둘;d;;\n",
        encoding="utf-8",
    )
    status, said = take(root, table, "--source", "programme")
    assert status == 1
    told = [line.split(":")[1:4] for line in said.splitlines() if line.startswith("bad.csv:")]
    assert [(int(line), int(column), name.strip()) for line, column, name in told] == [
        (2, 1, "id"), (3, 3, "date"), (3, 14, "start"), (3, 23, "id"), (4, 1, "speakers"), (4, 23, "company"),
        (4, 26, "video"), (5, 3, "date"), (5, 20, "speakers"), (6, 20, "id"), (6, 20, "person"),
    ]  # fmt: skip
    assert files(root) == before


BYTES: dict[str, tuple[str, bytes, str]] = {
    "cp949": (
        "x.csv",
        "title,date,start,speakers\n다리,2031-11-01,09:00,구름\n".encode("cp949"),
        "x.csv:2:1: UTF-8이 아닌 글자입니다",
    ),
    "no column": (
        "x.csv",
        b"titel,date,start,speakers\n",
        "x.csv:1:1: title: 이 열이 없습니다. 'titel' 인가요?",
    ),
    "twice a column": (
        "x.csv",
        b"title,date,start,speakers,date\n",
        "x.csv:1:27: date: 같은 이름의 열이 두 번",
    ),
    "open quote": (
        "x.csv",
        b'title,date,start,speakers\n"A,2031-11-01,09:00,b\n',
        "x.csv:2:1: CSV: 따옴표가 닫히지",
    ),
    "empty table": ("x.csv", b"", "x.csv:1:1: date: 이 열이 없습니다"),
    "comma": (
        "x.json",
        b'{"schedule": {"conference": {"days": [1,]}}}',
        "x.json:1:40: JSON 문법: 마지막 값 뒤에 쉼표",
    ),
    "cut": ("x.json", b'{"schedule": {"conf', "x.json:1:15: JSON 문법: 값이 있어야"),
    "twice a key": (
        "x.json",
        b'{"a": 1,\n "a": 2}',
        "x.json:2:2: JSON 문법: 같은 항목이 두 번 있습니다 (찾은 값: 'a')",
    ),
    "deep": ("x.json", b'{"a":' + b"[" * 100_000, "x.json:1:30: JSON 문법: 너무 깊습니다"),
    "long number": ("x.json", b'{"a": ' + b"9" * 10_000 + b"}", "x.json:1:1: 발표 일정의 모양이 아닙니다"),
    "another format": (
        "x.json",
        b'{"schedule": {"2024-11-02": {"510": {}}}}',
        "x.json:1:1: 발표 일정의 모양이 아닙니다",
    ),
    "a list": ("x.json", b"[]", "x.json:1:1: JSON 문법: '{'로 시작하는"),
    "rooms": (
        "x.json",
        b'{"schedule": {"conference": {"days": [\n{"rooms": []},\n{"rooms": {"a": [3]}}]}}}',
        "x.json:2:1: rooms: 방마다의",
    ),
    "another file": ("x.xml", b"<schedule/>", "이름이 .json이나 .csv로 끝나는 파일을"),
}


@pytest.mark.parametrize("case", BYTES)
def test_what_cannot_be_read_is_told_at_its_place(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, content, wanted = BYTES[case]
    (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    with pytest.raises((ProblemsFound, NotUnderstood)) as caught:
        plan_import(load_catalog(TOY), read(name, {}), "programme")
    assert str(caught.value).startswith(wanted), str(caught.value)[:300]


HOSTILE = [
    "a: b\nkind: keynote\n# x", "- [a, b]: {c}", "&anchor *alias !!tag", "'\"\\", "no", "2031-11-01", "{{ x }}", "::error::x", "%0A::add-mask::x",
    "| literal", "> folded", "@x `y`", "#", "---", "x\u202eb\u200b\x00\x1b[2J", "\ud83d", "<script>alert(1)</script>", "[=talks]",
    "=cmd|'/c calc'!A1", "~", " ", *(attack.text for attack in texts()),
]  # fmt: skip


def test_hostile_texts_become_words_and_nothing_else(root: Path, tmp_path: Path) -> None:
    """Every title and name comes back as it looked, no file stands outside its folder, no line of the log is data's."""
    events = [
        {"id": i, "url": f"https://conf.example.org/{i}", "date": "2031-11-01T09:00:00+09:00", "slug": f"../../{text}", "title": f"x{text}y",
         "track": "Security",
         "persons": [{"id": i, "public_name": f"n{text}"}], "type": text, "links": [{"url": text, "title": text}], text: text}
        for i, text in enumerate(HOSTILE, 1)
    ]  # fmt: skip
    nobody = [{"id": 99, "title": text, "persons": []} for text in HOSTILE]
    day = {"date": "2031-11-01", "rooms": {"../x": [*events, *nobody]}}
    export = tmp_path / "hostile.json"
    export.write_text(
        json.dumps({"schedule": {"conference": {"title": HOSTILE[0], "days": [day]}}}), encoding="utf-8"
    )
    before = files(tmp_path)
    status, said = take(
        root, export, "--source", "evil", "--conference", "--url", "https://conf.example.org/evil"
    )
    assert status == 0, said
    assert problems_of(root) == []
    assert not [line for line in said.splitlines() if line.startswith(("::", "%"))]
    here = root.relative_to(tmp_path).as_posix()
    new = files(tmp_path).keys() - before.keys()
    assert all(
        path.startswith((f"{here}/sessions/programme/", f"{here}/sessions/references/")) for path in new
    ), new
    sessions = {s.official_url: s for s in load_catalog(root).of(Session).values()}
    people = load_catalog(root).of(Person)
    for event, text in zip(events, HOSTILE, strict=True):
        session = sessions[f"https://conf.example.org/{event['id']}"]
        bare = "".join(c for c in text if c.isprintable() or c == "\n")
        assert session.title == " ".join(f"x{bare}y".split())
        assert people[session.speakers[0].person].name == " ".join(f"n{bare}".split())


def shape(change: Callable[[dict[str, Any]], object]) -> bytes:
    export = json.loads(EXPORT.read_text(encoding="utf-8"))
    change(export["schedule"]["conference"]["days"][0]["rooms"]["큰 방"][0])
    return json.dumps(export, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda event: event.pop("title"), "title: 꼭 있어야 합니다"),
        (lambda event: event.update(title="가" * 301), "title: 너무 깁니다"),
        (lambda event: event.update(date="2031-13-01T09:00:00+09:00"), "date: 달력에 없는 날짜입니다"),
        (lambda event: event.update(date="2031-11-01", start="9 o'clock"), "start: 시각의 모양이 아닙니다"),
        (
            lambda event: event.update(persons=["x", {"public_name": "구름"}]),
            "persons: 사람의 묶음이 아닙니다",
        ),
        (lambda event: event.update(title={"en": "x"}), "title: 꼭 있어야 합니다"),
    ],
)
def test_a_faulty_talk_stops_all(
    change: Callable[[dict[str, Any]], object], said: str, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_bytes(shape(change))
    before = files(root)
    status, told = take(root, tmp_path / "x.json", "--source", "export", "--conference")
    assert status == 1
    assert said in told
    assert told.startswith("x.json:1:")
    assert files(root) == before


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--source", "Bad Id"], "id: 정해진 모양이 아닙니다 (찾은 값: 'Bad Id')"),
        (["--source", "export", "--url", "x"], "url: 쓸 수 없는 주소입니다"),
        (["--source", "export", "--into", "../x"], "ASCII 소문자"),
        (["--source", "export", "--into", "incident"], "'폴더/id'나"),
        (["--source", "export", "--into", "cause"], "--into 에는 세션의 폴더를"),
        (["--source", "export", "--kind", "x"], "--kind 는 '형식=종류'로"),
        (["--source", "export", "--kind", "lecture=tehc"], "kind: 정해진 낱말이 아닙니다 (찾은 값: 'tehc')"),
        (["--source", "table"], "--publisher, --title, --url 을(를) 적어 주세요"),
    ],
)
def test_flags_are_checked(flags: list[str], said: str, root: Path) -> None:
    before = files(root)
    status, told = take(root, TABLE if "table" in flags else EXPORT, *flags, "--conference")
    assert status in (1, 2)
    assert said in told
    assert files(root) == before


def test_a_file_that_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """The last of the files has no place to go: a folder has its name."""
    (tmp_path / "old.yml").write_bytes(b"before")
    (tmp_path / "taken").mkdir()
    before = files(tmp_path)
    content = dict.fromkeys(("new/folder/a.yml", "old.yml", "taken"), b"after")
    with pytest.raises(NotUnderstood, match="파일을 쓸 수 없어 아무것도 바꾸지 않았습니다"):
        write_files(tmp_path, content)
    assert files(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == {"old.yml", "taken"}


def test_a_full_disk_leaves_everything_as_it_was(root: Path) -> None:
    """No file may grow past a KiB: the new ones fit, conference.yml with its tracks does not."""
    before = files(root)
    shutil.copy(EXPORT, root / "x.json")
    command = f'ulimit -f 1; trap "" XFSZ; exec {sys.executable} scripts/sessions.py import x.json --source export --conference'
    (root / "sessions/conference.yml").write_bytes(before["sessions/conference.yml"] + b"# " + b"x" * 1_100)
    done = subprocess.run(
        ["bash", "-c", command], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    (root / "sessions/conference.yml").write_bytes(before["sessions/conference.yml"])
    (root / "x.json").unlink()
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert files(root) == before


def test_a_faulty_file_is_not_written_over(root: Path) -> None:
    """A file that could not be read has an id that nobody knows."""
    take(root, EXPORT, "--source", "export", "--conference")
    (root / "sessions/programme/pipe-and-panel.yml").write_text("title: [내가 고치던 것\n", encoding="utf-8")
    before = files(root)
    status, said = take(root, EXPORT, "--source", "export")
    assert status == 1
    assert "sessions/programme/pipe-and-panel.yml:1:1: 이미 있는 파일입니다" in said
    assert files(root) == before


def test_a_page_that_all_talks_share_tells_nothing(root: Path, tmp_path: Path) -> None:
    export = json.loads(EXPORT.read_text(encoding="utf-8"))
    events = export["schedule"]["conference"]["days"][0]["rooms"]["큰 방"]
    for event in events:
        event["url"] = "https://conf.example.org/2031/"
    last = events.pop(2)
    (tmp_path / "x.json").write_text(json.dumps(export), encoding="utf-8")
    assert take(root, tmp_path / "x.json", "--source", "export", "--conference")[0] == 0
    events.append(last)
    (tmp_path / "x.json").write_text(json.dumps(export), encoding="utf-8")
    status, said = take(root, tmp_path / "x.json", "--source", "export")
    assert status == 0
    assert said.startswith("새 세션 1개")
    assert "다른 것" not in said


def test_nothing_is_written_through_a_link(root: Path, tmp_path: Path) -> None:
    """A folder that a pull request made a link of would carry the files out of the tree."""
    (tmp_path / "outside").mkdir()
    (root / "sessions/talks").symlink_to(tmp_path / "outside")
    status, said = take(root, TABLE, "--source", "programme", "--into", "talks")
    assert status == 2
    assert "sessions/talks 는 링크라서" in said
    assert not list((tmp_path / "outside").iterdir())
    assert not (root / "sessions/references/people/hana-kim.yml").exists()
