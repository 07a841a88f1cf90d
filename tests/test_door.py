"""The door's other ways: new files that pass the check, and schemas that follow the models."""

import subprocess
from pathlib import Path

import pytest

from builder.exports.schema import to_schemas
from toy import ROOT, door, files, problems_of, toy_project

NEW = {
    "programme/new-talk": [
        "kind=tech",
        "title=새: 발표 #1",
        "date=2031-11-02",
        "start=09:30",
        "speakers.person=gu-reum",
        "sources=programme",
    ],
    "event/new-event": [
        "at=2031-05-04T10:00+09:00",
        "precision=minute",
        "lane=library",
        "phase=outage",
        "text=열었다: <문>",
        "sources=city-news, city-report",
    ],
    "cause/new-cause": [
        "title=물길",
        "question=stop",
        "layer=building",
        "kind=condition",
        "summary=물길",
        "mechanism=물길",
        "sources=city-news",
        "asserted_by.who=나루시",
        "asserted_by.sources=city-news",
        "certainty=found",
    ],
    "measure/new-measure": [
        "issuer=library",
        "owner=library",
        "kind=commitment",
        "title=막기",
        "layer=building",
        "promised.date=2031-05",
        "promised.by=나루",
        "promised.text=막는다",
        "promised.sources=city-news",
        "status=announced",
        "last_checked=2032-03-01",
    ],
    "person/new-person": [
        "name=노을",
        "sources=programme",
    ],
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_project(tmp_path_factory.mktemp("door"))


def new(root: Path, target: str, answers: list[str]) -> subprocess.CompletedProcess[str]:
    return door(root, "new", target, *(part for answer in answers for part in ("--set", answer)))


@pytest.mark.parametrize("target", NEW)
def test_a_new_file_passes_the_check(target: str, root: Path) -> None:
    before = files(root / "sessions")
    done = new(root, target, NEW[target])
    assert done.returncode == 0, done.stdout + done.stderr
    after = files(root / "sessions")
    ((made, text),) = after.items() - before.items()
    assert (
        made in before
        if target.startswith("event/")
        else text.startswith(b"# yaml-language-server: $schema=../")
    )
    assert f"sessions/{made}:" in done.stdout
    assert problems_of(root) == []
    again = new(root, target, NEW[target])
    assert again.returncode == 1
    assert "이미 있는" in again.stdout
    assert files(root / "sessions") == after


@pytest.mark.parametrize(
    ("target", "answers", "said"),
    [
        ("programme/bad", [*NEW["programme/new-talk"][:-1], "sources=Bad Id"], "찾은 값: 'Bad Id'"),
        ("programme/bad", [*NEW["programme/new-talk"], "date=2031-02-30"], "달력에 없는 날짜입니다"),
        ("programme/bad", NEW["programme/new-talk"][1:], "--set kind="),
        ("programme/Bad Name", NEW["programme/new-talk"], "찾은 값: 'programme/Bad Name'"),
        ("incident/bad", NEW["programme/new-talk"], "폴더/id"),
        ("../bad", NEW["programme/new-talk"], ""),
        ("nowhere", [], "폴더/id"),
    ],
)
def test_a_faulty_answer_leaves_nothing(target: str, answers: list[str], said: str, root: Path) -> None:
    before = files(root)
    done = new(root, target, answers)
    assert done.returncode in (1, 2)
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert files(root) == before


def test_schemas_follow_the_models() -> None:
    assert {name: text.decode() for name, text in files(ROOT / "schemas").items()} == to_schemas(), (
        "sessions.py schema"
    )
