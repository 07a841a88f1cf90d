"""The guide for contributors: its examples pass the check, what it names exists, its tables follow the code."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from attacks import FAMILIES, attacks, families, texts
from builder.checks import CHECKS
from builder.problems import Problem, ProblemsFound
from builder.reading import load_catalog
from builder.reference.attacks import to_attacks
from builder.reference.fields import to_fields
from builder.reference.rules import Example, to_rules
from builder.shelves import SHELVES
from test_bad import BAD, place
from toy import ROOT, door, problems_of, real_project

TABLES = ROOT / "docs" / "contribute"
WIDTH = 100
# What differs between two messages that say the same.
VARIABLE = r"^\w+: |\(찾은 값: .*?\)|\d+|'[^']*' 인가요.*|쓸 수 있는.*|precision이 \w+"


def shown(file: Path, problem: Problem) -> str:
    """The line at fault; where a whole file is, its path; where the line before matters, both."""
    lines = [line.split("#!")[0].rstrip() for line in file.read_text("utf-8").splitlines()]
    if problem.message.startswith(("아무 기록도", "목차 페이지")):
        return problem.path
    at = problem.line - 1
    line = lines[at].strip()
    if "앞줄" in problem.message and not lines[at - 1].startswith("#"):
        line = f"{lines[at - 1]} ⏎ {lines[at]}"
    return line if len(line) <= WIDTH else line[:WIDTH] + "…"


def wrong_files(folder: Path) -> tuple[dict[str, Example], list[Example]]:
    """What the files of tests/bad show: an example for each check by its name, and one for each message of reading.

    The files with the fewest faults come first: theirs are the plainest examples.
    """
    checks: dict[str, Example] = {}
    mistakes: dict[str, Example] = {}
    for file in sorted(BAD, key=lambda file: file.read_text("utf-8").count("#!")):
        path = place(file, folder / file.stem)
        try:
            catalog = load_catalog(folder / file.stem)
            read = sorted(catalog.problems)
        except ProblemsFound as faults:
            catalog, read = None, list(faults.problems)
        for problem in read:
            said = re.sub(VARIABLE, "", problem.message)
            mistakes.setdefault(said, Example(shown(file, problem), problem.message))
        for check in CHECKS:
            found = sorted(p for p in check(catalog) if p.path == path) if catalog else []
            if found:
                checks.setdefault(check.__name__, Example(shown(file, found[0]), found[0].message))
    return checks, [mistakes[said] for said in sorted(mistakes)]


def test_the_tables_follow_the_code(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = {
        "fields.md": to_fields(),
        "rules.md": to_rules(*wrong_files(tmp_path)),
        "attacks.md": to_attacks(families()),
    }
    for name, text in made.items():
        if request.config.getoption("--bless"):
            (TABLES / name).write_text(text, "utf-8")
        assert (TABLES / name).read_text("utf-8") == text, f"make bless writes docs/contribute/{name} anew"


GUIDE = ROOT / "docs" / "CONTRIBUTING.md"
TEXT = GUIDE.read_text("utf-8")
Record = dict[str, Any]


def examples() -> dict[str, str]:
    """The YAML of the guide by the file it belongs to, named in the line above it."""
    return dict(re.findall(r"^`(sessions/\S+\.yml)`\n\n```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))


def read(text: str) -> Record:
    data: Record = yaml.load(text, Loader=yaml.BaseLoader)
    return data


def apply(root: Path, path: str, text: str) -> None:
    """Does what the guide tells: a new file stands as it is, of a file that is there the fields shown are changed."""
    target = root / path
    if not target.is_file() or path.startswith("sessions/retrospective/"):
        target.write_text(text, "utf-8")
        return
    there, shown = read(target.read_text("utf-8")), read(text)
    for key, value in shown.items():
        if isinstance(value, list) and "id" in value[0]:
            by_id = {item["id"]: item for item in there[key]}
            for item in value:
                by_id[item["id"]] |= item
        else:
            there[key] = value
    target.write_text(yaml.safe_dump(there, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The real records as they would be on the site before the guide's correction: later, and without its source."""
    root = real_project(tmp_path)
    timeline = root / "sessions/incident/timeline/2022-10-15.yml"
    later, times = re.subn(r"(- id: fire-starts\n    at: \S+T15:)19", r"\g<1>33", timeline.read_text("utf-8"))
    assert times == 1
    timeline.write_text(later, "utf-8")
    (root / "sessions/references/sources/hankookilbo-20221021.yml").unlink()
    for command in ("init -q", "add .", "-c user.name=t -c user.email=t@t commit -qm t"):
        subprocess.run(["git", *command.split()], cwd=root, check=True)
    return root


def test_the_examples_pass_the_check(clone: Path) -> None:
    told = examples()
    assert len(told) == 6
    for path, text in told.items():
        apply(clone, path, text)
    done = door(clone, "check", "--since", "HEAD")
    assert done.returncode == 0, done.stdout
    (clone / "sessions/references/corrections.yml").unlink()
    done = door(clone, "check", "--since", "HEAD")
    assert done.returncode == 1
    assert "records: [event/fire-starts]" in done.stdout


def test_the_message_shown_is_the_one_that_comes(clone: Path) -> None:
    path = "sessions/retrospective/data-redundancy.yml"
    apply(clone, path, examples()[path].replace("summary:", "sumary:"))
    (told,) = re.findall(r"^```text\n(.*?)\n```", TEXT, re.MULTILINE | re.DOTALL)
    assert told in map(str, problems_of(clone))


def commands() -> dict[str, set[str]]:
    """Every command of the door that the pages name, with the flags they show."""
    named: dict[str, set[str]] = {}
    for page in (*ROOT.glob("docs/**/*.md"), *ROOT.glob(".github/**/*.md"), ROOT / "README.md"):
        for line in re.findall(r"scripts/sessions\.py (.+?)(?:`|$)", page.read_text("utf-8"), re.MULTILINE):
            named.setdefault(line.split()[0], set()).update(re.findall(r"--[a-z-]+", line))
    return named


def test_every_command_and_target_named_exists() -> None:
    assert {"new", "check", "schema"} <= commands().keys()
    for command, flags in commands().items():
        told = door(ROOT, command, "--help").stdout
        assert told, command
        assert [flag for flag in flags if flag not in told] == [], command
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`", TEXT + (ROOT / "README.md").read_text("utf-8")))
    assert {"serve", "check", "test", "lint", "bless"} <= named <= targets


def test_the_guide_names_every_form() -> None:
    forms = [read(path.read_text("utf-8")) for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")]
    names = [form["name"] for form in forms if "name" in form]
    assert len(names) == 3
    assert [name for name in names if f"‘{name}’" not in TEXT] == []


def test_every_place_and_every_part_named_exists() -> None:
    table = re.findall(r"^\| `sessions/(\S+)`", TEXT, re.MULTILINE)
    assert sorted(table) == sorted(shelf.pattern for shelf in SHELVES)
    paths = re.findall(r"`((?:docs|tests|scripts|sessions)/[\w./-]*)`", TEXT)
    code = TEXT.split('id="code"')[1]
    rooms = [
        room
        for row in re.findall(r"^\| (`.*?) \|", code, re.MULTILINE)
        for room in re.findall(r"`(.*?)`", row)
    ]
    assert "tree.py" in rooms
    places = [ROOT / path for path in paths] + [ROOT / "scripts/builder" / room for room in rooms]
    new = {
        ROOT / "sessions/references/corrections.yml",
        ROOT / "sessions/redirects.yml",
    }  # to be made, it says
    assert [place for place in places if not place.exists() and place not in new] == []


@pytest.mark.parametrize(
    "page", [GUIDE, *sorted(TABLES.glob("*.md")), ROOT / "README.md"], ids=lambda p: p.name
)
def test_every_link_works_on_github_too(page: Path) -> None:
    """On the site the gate reads them."""
    text = re.sub(r"(`+)[^`\n]*?\1", "", page.read_text("utf-8"))  # less what is code
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", text)
    assert len(links) > 1
    for path, anchor in links:
        target = page.parent / path if path else page
        assert target.is_file(), path
        assert not anchor or f'<a id="{anchor}"></a>' in target.read_text("utf-8"), f"{path}#{anchor}"


def test_the_table_of_attacks_shows_each_as_it_is(built: Path) -> None:
    page = LexborHTMLParser((built / "site/contribute/attacks/index.html").read_text("utf-8"))
    rows = [[cell.text().strip() for cell in row.css("td")] for row in page.css("article tbody tr")]
    shown = [row[1] for row in rows if row[2].startswith("적은 그대로 보임")]
    assert shown == [text.text for family in FAMILIES for text in texts() if text.family == family]
    assert len([row for row in rows if row[2].startswith("거절: ")]) == len(attacks())


def test_a_page_of_docs_gets_its_head_from_what_it_shows(built: Path) -> None:
    page = (built / "site/contribute/index.html").read_text("utf-8")
    assert "<title>참여 &lt;길&gt; - 나루 도서관 멈춤 기록</title>" in page
    assert '<meta name="description" content="고치는 법입니다. 기록에 대하여를 먼저 봅니다.">' in page
    assert '<h2 id="first">먼저' in page
    assert "<code>docs/CONTRIBUTING.md</code>" in page
    assert "<title>이 기록에 대하여 -" in (built / "site/about/index.html").read_text("utf-8")
