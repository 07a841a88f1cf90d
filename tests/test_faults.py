"""Whatever breaks, nothing is lost: the last good site stays, a file is old or new, and an editor is told what to do.

A machine is made to fail in earnest where that is cheap: processes are killed, disks are full or can only be read, files
are pipes and sockets. At the steps of one write it is failed one by one (stumble.py).
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from apart import on_a_disk_of_its_own
from served import serving
from test_door import NEW
from test_issue import TALK, body
from toy import ENVIRONMENT, ROOT, command, door, door_started, files, toy_project

MOMENTS = 20
EXPORT = ["import", "schedule.json", "--source", "export", "--conference", "--kind", "Keynote=preview"]
WRITE = {
    "new": ["new", "programme/new-talk", *(p for a in NEW["programme/new-talk"] for p in ("--set", a))],
    "fix": ["check", "--fix"],
    "import": EXPORT,
    "from-issue": ["from-issue", "issue.md", "--into", "retrospective"],
    "forms": ["forms"],
    "schema": ["schema"],
    "ledger": ["ledger"],
}  # fmt: skip
READ = {
    "check": ["check"],
    "check-since": ["check", "--since", "HEAD"],
    "render": ["render"],
    "build": ["build"],
    "summary": ["summary", "--since", "HEAD"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


@pytest.fixture
def busy(root: Path) -> Path:
    """A project in which every command of WRITE has something to write."""
    shutil.copy(ROOT / "tests" / "intake" / "schedule.json", root)
    (root / "issue.md").write_text(body("session", TALK), encoding="utf-8")
    for path in sorted((root / "sessions" / "references" / "people").glob("*.yml")):
        path.write_bytes(path.read_bytes().replace(b"\n", b" \r\n"))
    ledger = root / "sessions" / "addresses.txt"
    ledger.write_text("".join(ledger.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), "utf-8")
    return root


def kept(root: Path) -> dict[str, bytes]:
    """Every file of a project that is not the builder's own workshop."""
    passed_over = ("build/", ".git/")
    found = {path: text for path, text in files(root).items() if not path.startswith(passed_over)}
    return {path: text for path, text in found.items() if "__pycache__" not in path}


def in_korean(said: str) -> bool:
    return "Traceback" not in said and any("가" <= char <= "힣" for char in said.splitlines()[-1])


# What an editor, a checkout or a machine can do to a project, and what is then said to whom.


def hole(path: str) -> Callable[[Path], None]:
    return lambda root: shutil.rmtree(root / path) if (root / path).is_dir() else (root / path).unlink()


def text(path: str, content: bytes) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    return write


def then(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        for step in steps:
            step(root)

    return make


def folder(path: str) -> Callable[[Path], None]:
    return then(lambda root: (root / path).unlink(missing_ok=True), lambda root: (root / path).mkdir())


def dangling(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).symlink_to("nowhere")


def pipe(path: str) -> Callable[[Path], None]:
    return lambda root: os.mkfifo(root / path)


def socket_at(path: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        before = Path.cwd()
        os.chdir((root / path).parent)  # the address of a socket has 107 bytes at most
        with socket.socket(socket.AF_UNIX) as made:
            made.bind((root / path).name)
        os.chdir(before)

    return make


def nothing(_: Path) -> None:
    return None


TALK_FILE = "sessions/programme/x-talk.yml"
NO_GIT = {"PATH": "/nonexistent"}
ALL = (*READ, *WRITE)
RECORDS = ("check", "build", "new", "import", "ledger", "fix")  # the last mends the other files
BUILDS = ("render", "build")
FAULTS: dict[str, tuple[Callable[[Path], None], tuple[str, ...], int, str, dict[str, str]]] = {
    "a folder for a file": (folder("sessions/conference.yml"), RECORDS, 1, "파일의 이름인데 폴더입니다", {}),
    "a link to nowhere": (dangling(TALK_FILE), ("check", "build", "fix"), 1, "링크는 쓸 수 없습니다", {}),
    "a pipe": (pipe(TALK_FILE), ("check", "build", "fix"), 1, "보통 파일이 아닙니다", {}),
    "a socket": (socket_at(TALK_FILE), ("check", "build", "fix"), 1, "보통 파일이 아닙니다", {}),
    "no UTF-8": (text(TALK_FILE, b"title: \xff\n"), ("check", "build", "fix"), 1, "UTF-8이 아닌 글자입니다", {}),
    "no sessions": (hole("sessions"), RECORDS, 1, "conference.yml을 만들어 주세요", {}),
    "a file for the records' folder": (then(hole("sessions"), text("sessions", b"")), RECORDS, 1, "conference.yml", {}),
    "a page: a pipe": (pipe("docs/way.md"), ("check", "build"), 1, "docs/way.md:1:1: 보통 파일이 아닙니다", {}),
    "an asset: a pipe": (pipe("docs/assets/way.png"), ("check", "build"), 1, "docs/assets/way.png:1:1: 보통 파일이 아닙니다", {}),
    "a page: a folder": (folder("docs/way.md"), ("check", "build"), 1, "docs/way.md:1:1: 파일의 이름인데 폴더입니다", {}),
    "a page: a link": (dangling("docs/way.md"), ("check", "build"), 1, "docs/way.md:1:1: 링크는 쓸 수 없습니다", {}),
    "an asset: a link": (dangling("docs/assets/way.png"), ("check", "build"), 1, "docs/assets/way.png:1:1: 링크는 쓸 수 없습니다", {}),
    "assets: a link": (lambda root: (root / "docs/ways").symlink_to(root), ("check", "build"), 1, "docs/ways:1:1: 링크는 쓸 수 없습니다", {}),
    "a page: no UTF-8": (text("docs/way.md", b"# \xff\n"), ("check", "build"), 1, "docs/way.md:1:3: UTF-8이 아닌 글자입니다", {}),
    "no template": (hole("scripts/builder/templates/session.md.jinja"), BUILDS, 2, "session.md.jinja", {}),
    "no words": (hole("scripts/builder/templates/words/ko.yml"), BUILDS, 1, "ko.yml:1:1: 파일을 읽을 수 없습니다", {}),
    "no font": (hole("scripts/builder/cards/font/NotoSansCJKkr-Bold-cards.otf"), BUILDS, 2, "NotoSansCJKkr-Bold-cards.otf", {}),
    "no theme": (lambda root: shutil.rmtree(root.parents[1] / "theme"), ("build",), 2, "사이트를 만들지 못했습니다", {}),
    "no file of the theme": (lambda root: (root.parents[1] / "theme/main.html").unlink(), ("build",), 2, "사이트를 만들지 못했습니다", {}),
    "no configuration": (hole("mkdocs.yml"), ("build",), 2, "사이트를 만들지 못했습니다", {}),
    "a faulty configuration": (text("mkdocs.yml", b"nav: ["), ("build",), 2, "사이트를 만들지 못했습니다", {}),
    "no engine": (text("lib/mkdocs/__init__.py", b"raise ImportError('gone')"), ("build",), 2, "사이트를 만들지 못했습니다", {"PYTHONPATH": "lib"}),
    "no packages": (text("lib/pydantic/__init__.py", b"import gone_package"), ALL, 2, "gone_package", {"PYTHONPATH": "lib"}),
    "no git": (nothing, ("check-since", "summary"), 2, "git", NO_GIT),
    "no repository": (nothing, ("check-since", "summary"), 2, "git에서 'HEAD'", {}),
    "no time": (nothing, ("build", "import", "from-issue"), 2, "SOURCE_DATE_EPOCH", {"SOURCE_DATE_EPOCH": "soon"}),
    "a time beyond all days": (nothing, ("build",), 2, "SOURCE_DATE_EPOCH", {"SOURCE_DATE_EPOCH": "9" * 19}),
    "a file for the workshop": (text("build", b""), BUILDS, 2, "build: ", {}),
    "a file for the schemas": (text("schemas", b""), ("schema",), 2, "아무것도 바꾸지 않았습니다", {}),
    "a folder for the ledger": (folder("sessions/addresses.txt"), ("check", "ledger"), 1, "파일의 이름인데 폴더입니다", {}),
    "an export: a folder": (folder("schedule.json"), ("import",), 1, "보통 파일이 아닙니다", {}),
    "an export: none": (hole("schedule.json"), ("import",), 1, "파일이 없습니다", {}),
    "an issue: a pipe": (then(hole("issue.md"), pipe("issue.md")), ("from-issue",), 1, "보통 파일이 아닙니다", {}),
    "an issue: no UTF-8": (text("issue.md", b"\xff"), ("from-issue",), 1, "UTF-8이 아닌 글자입니다", {}),
    "a plan of somebody's": (text(".writing/plan.json", b'{"files": {"../../../x": "1"}, "folders": 3}'), ("check",), 0, "고칠 것이 없습니다", {}),
    "a plan that is none": (text(".writing/plan.json", b"[]"), ("check",), 0, "고칠 것이 없습니다", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_nobody_is_left_with_a_traceback(name: str, busy: Path) -> None:
    make, commands, status, told, environment = FAULTS[name]
    shutil.copytree(ROOT / "tests" / "golden", busy / "site")  # any last site
    make(busy)
    before = kept(busy)
    for each in commands:
        arguments = (WRITE | READ)[each]
        done = subprocess.run(
            command(arguments), cwd=busy, env=ENVIRONMENT | environment, capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert (done.returncode, told in said) == (status, True), f"{each}: {done.returncode}\n{said}"
        assert in_korean(said), f"{each}:\n{said}"
        if each != "fix":  # it mends the others
            assert {p: t for p, t in kept(busy).items() if ".writing" not in p} == {
                p: t for p, t in before.items() if ".writing" not in p
            }, each


def test_the_preview_outlives_every_fault(root: Path) -> None:
    configuration = (root / "mkdocs.yml").read_bytes()
    with serving(root) as served:
        (root / "mkdocs.yml").write_bytes(b"nav: [")
        status, said = served.get("sessions/")
        assert status == 500
        assert "mkdocs.yml을 읽지 못했습니다" in said
        assert "Traceback" not in said
        (root / "mkdocs.yml").write_bytes(configuration)
        os.mkfifo(root / "docs/way.png")
        shutil.rmtree(root / "sessions/incident")
        assert "docs/way.png:1:1: 보통 파일이 아닙니다" in served.page("sessions/")
        assert served.get("way.png")[0] != 500
    assert "Traceback" not in "".join(served.log)


def test_a_reader_that_went_away_is_no_fault(root: Path) -> None:
    (root / "sessions/conference.yml").unlink()
    script = f'"{sys.executable}" scripts/sessions.py check | true; exec "{sys.executable}" scripts/sessions.py check > /dev/full'
    done = subprocess.run(["sh", "-c", script], cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "디스크가 가득 찼습니다" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_build_may_end_at_any_moment(rebuilt: Path) -> None:
    """At twenty moments, by kill or Ctrl+C, alone or with its engine: the site is the old one or the new one, whole."""
    root, moments = rebuilt, random.Random(8)
    old = files(root / "site")
    change = root / "sessions/references/corrections.yml"
    change.write_text(change.read_text(encoding="utf-8").replace("14시 20분", "14시 30분"), encoding="utf-8")
    begun = time.monotonic()
    assert door(root, "build").returncode == 0
    whole, new = time.monotonic() - begun, files(root / "site")
    assert old != new
    for turn in range(MOMENTS):
        shutil.rmtree(root / "build/docs", ignore_errors=True)  # an engine may still be at work beside it
        shutil.rmtree(root / "site")
        for path, content in old.items():
            (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
            (root / "site" / path).write_bytes(content)
        how = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[turn % 4]
        process = subprocess.Popen(
            command(["build"]), cwd=root, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        while (
            how is not signal.SIGKILL and not (root / "build/docs").exists()
        ):  # else Python itself is still starting
            time.sleep(0.01)
        time.sleep(moments.random() * whole)
        if turn % 4 == 3:  # the door alone: its engine lives on
            process.kill()
        else:
            os.killpg(process.pid, how)
        said = process.communicate()[0]
        assert process.returncode in (0, -signal.SIGKILL, 130)
        assert "Traceback" not in said, said
        assert files(root / "site") in (old, new), f"{turn}: {said}"
        assert how is signal.SIGKILL or not list((root / "build").glob("site-*")), said
    assert door(root, "build").returncode == 0
    assert files(root / "site") == new
    assert [path.name for path in (root / "build").iterdir()] == ["docs"]
    assert list((root / "build").rglob(".writing-*")) == []


def test_what_a_killed_build_left_is_put_back_and_cleared(rebuilt: Path) -> None:
    """As where the system cannot let two folders change places, and the end came between."""
    before = files(rebuilt / "site")
    (rebuilt / "site").rename(rebuilt / "build/site-abc-old")
    (rebuilt / "build/site-abc").mkdir()
    (rebuilt / "build/docs/.writing-abc").write_bytes(b"half")
    (rebuilt / "mkdocs.yml").write_bytes(b"nav: [")
    assert door(rebuilt, "build").returncode == 2
    assert files(rebuilt / "site") == before
    assert [path.name for path in (rebuilt / "build").iterdir()] == ["docs"]
    assert not (rebuilt / "build/docs/.writing-abc").exists()


def test_two_builds_at_once_take_turns(rebuilt: Path) -> None:
    before = files(rebuilt / "site")
    shutil.rmtree(rebuilt / "build")
    running = [door_started(rebuilt, "build") for _ in range(3)]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    assert "다른 build가 끝나기를 기다립니다" in "".join(said)
    assert files(rebuilt / "site") == before


# 64 KiB is full while the tree is written, 2 MiB while the engine writes.
@pytest.mark.parametrize("room", [0, 64, 2048, None])
def test_a_full_disk_and_one_that_can_only_be_read_keep_the_last_site(
    room: int | None, rebuilt: Path
) -> None:
    """`room` in KiB; none: it can only be read."""
    change = rebuilt / "sessions/references/corrections.yml"
    change.write_text(change.read_text(encoding="utf-8").replace("14시 20분", "14시 30분"), encoding="utf-8")
    script = f"""cd tests/site && "{sys.executable}" scripts/sessions.py build; echo "ended $?"
        diff -r "$FROM/tests/site/site" site && ls -A build && "{sys.executable}" scripts/sessions.py check"""
    done = on_a_disk_of_its_own(rebuilt.parents[1], room, script)
    assert "ended 2\ndocs\n" in done.stdout, done.stdout + done.stderr
    assert ("읽기만 되는 곳입니다" if room is None else "디스크가 가득 찼습니다") in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 0  # a check writes nothing


@pytest.mark.parametrize("room", [0, None])
def test_a_full_disk_and_one_that_can_only_be_read_leave_the_records(room: int | None, busy: Path) -> None:
    lines = [
        f"""python scripts/sessions.py {" ".join(f"'{a}'" for a in arguments)}; echo "{name} $?" """
        for name, arguments in WRITE.items()
    ]
    fill = "" if room is None else "cat /dev/zero > full 2>/dev/null; "
    script = f"""cd tests/site; python() {{ "{sys.executable}" "$@"; }}; {fill}{"; ".join(lines)}
        for place in sessions docs; do diff -r "$FROM/tests/site/$place" "$place" || exit 1; done; ls -A"""
    done = on_a_disk_of_its_own(busy.parents[1], room, script)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in WRITE:
        assert f"\n{name} 2\n" in f"\n{done.stdout}", done.stdout + done.stderr
    assert done.stderr.count("파일을 쓸 수 없어 아무것도 바꾸지 않았습니다") == len(WRITE)
    assert "Traceback" not in done.stderr
    assert ".writing" not in done.stdout
    assert "schemas" not in done.stdout.split("ledger 2\n")[1]


@pytest.mark.parametrize("how", ["refuse", "kill"])
@pytest.mark.parametrize("name", WRITE)
def test_a_command_writes_all_or_nothing(name: str, how: str, busy: Path) -> None:
    """At each of its steps in turn the machine refuses, or the process ends; the next command then finds all or nothing."""
    before = {path: content for path, content in kept(busy).items() if path.startswith("sessions/")}
    tried = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "stumble.py"), str(busy), how, *WRITE[name]],
        cwd=busy, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert tried.returncode == 0, tried.stderr
    *stumbled, last = [json.loads(line) for line in tried.stdout.splitlines()]
    assert len([told for told in stumbled if told["status"]]) > 4
    assert last["status"] == 0, last["said"]
    none = stumbled[0]["after"]
    assert sorted(path for path in none if path.startswith("sessions/")) == sorted(before)
    assert last["after"] != none
    for at, told in enumerate(stumbled, 1):
        if how == "refuse":
            assert told["left"] == (last["after"] if told["status"] == 0 else none), (
                f"step {at}: {told['said']}"
            )
            assert told["status"] == 0 or "디스크가 가득 찼습니다" in told["said"]
        else:
            assert told["after"] in (none, last["after"]), f"step {at}"
            assert told["checked"] == last["checked"], f"step {at}"
