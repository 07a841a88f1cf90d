"""Whatever strangers hand in, every reader of ours gives what was meant, or problems that name a place and a mend."""

import copy
import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from builder.catalog import Catalog
from builder.document import MAX_SCALAR, parse_document, with_plain_lines
from builder.intake.body import read_answers, read_issue
from builder.intake.forms import FORMS, Form
from builder.intake.issue import made_of
from builder.intake.plan import plan_import
from builder.intake.table import COLUMNS
from builder.mend import DATES, mend
from builder.problems import NotUnderstood, ProblemsFound
from builder.reading import load_catalog
from builder.scaffold.records import files_of
from builder.scaffold.text import file_text, record_lines, yaml_of
from builder.shelves import SHELVES, Shelf
from commands.intake import prepared, read
from strategies import LETTERS, MARKED, PLAIN, SLUGS, TOY_IDS, WILD, broken, lines, record, written
from test_properties import Shelves, stands
from toy import ROOT, TOY

T = TypeVar("T")
EXPORT = json.loads((ROOT / "tests/intake/schedule.json").read_text("utf-8"))
TABLE = (ROOT / "tests/intake/talks.csv").read_text("utf-8-sig")
CATALOG = load_catalog(TOY)
DAY = "2032-03-10"


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Shelves:
    return Shelves(tmp_path_factory.mktemp("strangers") / "toy")


def answered(work: Callable[[], T]) -> T | None:
    """What it gives; nothing where it says, in order, what is wrong."""
    try:
        return work()
    except (ProblemsFound, NotUnderstood) as refused:
        told = refused
    for problem in told.problems if isinstance(told, ProblemsFound) else ():
        assert min(problem.line, problem.column) >= 1
        assert str(problem).isprintable()
        assert re.search(r"[가-힣].*\. .*주세요", problem.message), problem
    assert re.search("[가-힣]", str(told))
    return None


@given(st.text() | st.builds("{}\n\n{}".format, SLUGS, st.text()))
@example("causes/x/ # 글\n#\n \n../\n")
def test_a_ledger_of_any_text_gives_problems_at_their_places(shelves: Shelves, text: str) -> None:
    with shelves.holding({"sessions/addresses.txt": text}):
        found = shelves.read()
        for problem in found if isinstance(found, list) else ():
            stands(problem, shelves.root)


def answers_to(form: Form) -> st.SearchStrategy[dict[str, str]]:
    """An answer to each question: one of the toy's ids, what fits many questions, or any text."""
    ids = st.sampled_from([name for names in TOY_IDS.values() for name in names])
    fits = ids | SLUGS | lines() | st.sampled_from(
        ["2031-11-02", "09:30", "tech", "press", "whole", "ko", "event/leak-begins", "https://rain.example.org/1", "fact", "_No response_"]
    )  # fmt: skip
    return st.fixed_dictionaries(
        {ask.id: fits | st.text(LETTERS | st.just("\n"), max_size=60) for ask in form.asks}
    )


@given(st.data())
def test_an_issue_of_any_text_becomes_files_that_pass_or_problems(
    shelves: Shelves, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(FORMS))
    answers = data.draw(answers_to(form))
    body = "".join(f"### {ask.label}\n\n{answers[ask.id]}\n\n" for ask in form.asks)
    if data.draw(st.integers(0, 3)) == 0:
        body = data.draw(broken(body))
    text = data.draw(st.sampled_from([body, json.dumps({"body": body, "number": 7})]))

    def work() -> dict[str, bytes]:
        issue = read_issue(text)
        made = made_of(CATALOG, issue, *read_answers(issue), DAY)
        return files_of(shelves.root, made.records, "programme")

    files = answered(work)
    event(f"{form.name}: {'files' if files else 'problems'}")
    with shelves.holding({path: content.decode() for path, content in (files or {}).items()}):
        found = shelves.read()
        # A source that nothing cites yet is told to the maintainer as the next step.
        assert isinstance(found, Catalog) or all("아무 기록도" in problem.message for problem in found), found


@given(st.text() | broken(json.dumps({"body": "### 제목\n\n글", "number": 1})))
@example('{"body": 1, "number": "x"}')
@example('{"body": "a", "number": 1e999}')
@example("[" * 9_000)
@example('{"body":' + "[" * 9_000)
def test_no_text_is_too_odd_for_an_issue(text: str) -> None:
    answered(lambda: read_answers(read_issue(text)))


def imported(root: Path, name: str, text: str) -> dict[str, bytes] | None:
    """What `import` would write, of a file with that text."""
    (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))

    def work() -> dict[str, bytes]:
        plan = plan_import(CATALOG, read(str(root / name), {}), "programme", extend=True)
        return prepared(root, CATALOG, plan, [], "programme")

    try:
        return answered(work)
    finally:
        (root / name).unlink()


def passes(shelves: Shelves, files: dict[str, bytes] | None) -> None:
    event("files" if files else "problems" if files is None else "nothing new")
    with shelves.holding({path: content.decode() for path, content in (files or {}).items()}):
        found = shelves.read()
        assert isinstance(found, Catalog), found


@st.composite
def exported(draw: st.DrawFn) -> str:
    """The export with other values in some places, of whatever shape."""
    data = copy.deepcopy(EXPORT)
    for _ in range(draw(st.integers(1, 4))):
        at: Any = data
        while True:
            keys = [*at] if isinstance(at, dict) else [*range(len(at))]
            key = draw(st.sampled_from(keys))
            if isinstance(at[key], dict | list) and at[key] and draw(st.integers(0, 9)):
                at = at[key]
            else:
                break
        numbers = st.integers() | st.floats() | st.booleans() | st.none()
        at[key] = draw(lines() | numbers | WILD)
    text = json.dumps(data, ensure_ascii=draw(st.booleans()))
    return draw(broken(text)) if draw(st.integers(0, 4)) == 0 else text


@given(exported())
@example("[" * 90_000)
@example('{"schedule": ' + "9" * 5_000 + "}")
@example('{"a": NaN}')
def test_an_export_of_any_shape_becomes_files_that_pass_or_problems(shelves: Shelves, text: str) -> None:
    passes(shelves, imported(shelves.root, "schedule.json", text))


CELLS = st.sampled_from(
    ["2031-11-01", "9:30", "10:00:00", "a;b", "x=하나", "tech", "water", "https://x.example.org/1", ""]
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table with the columns it must have, most of the time, and cells of all kinds."""
    columns = draw(st.permutations(COLUMNS)) + draw(st.lists(st.text(LETTERS, max_size=5), max_size=1))
    out = io.StringIO()
    rows = csv.writer(out, delimiter=draw(st.sampled_from([",", ",", ";", "\t"])))
    rows.writerow(columns)
    usual = {
        "title": lines(),
        "date": st.just("2031-11-01"),
        "start": st.just("9:30"),
        "speakers": lines(),
        "kind": st.just("tech"),
    }
    for _ in range(draw(st.integers(0, 3))):
        odd = draw(st.sampled_from([*columns, ""]))
        rows.writerow(
            [draw(CELLS | lines() if name == odd else usual.get(name, st.just(""))) for name in columns]
        )
    text = out.getvalue()
    return draw(broken(text)) if draw(st.integers(0, 4)) == 0 else text


@given(tables() | broken(TABLE))
@example(TABLE.replace("나루 도서관", "나루\ufdd0도서관\ua9c8"))
@example(TABLE.replace("title", "!title"))
def test_a_table_of_any_text_becomes_files_that_pass_or_problems(shelves: Shelves, text: str) -> None:
    passes(shelves, imported(shelves.root, "talks.csv", text))


@st.composite
def on_a_shelf(draw: st.DrawFn) -> tuple[Shelf, str]:
    """A file for a shelf as somebody wrote it, with remarks and blanks where they may stand."""
    shelf = draw(st.sampled_from(SHELVES))
    data = draw(record(shelf.model, TOY_IDS))
    text = draw(written({shelf.many: [data]} if shelf.many else data))
    for _ in range(draw(st.integers(0, 3))):
        rows = text.split("\n")
        row = draw(st.integers(0, len(rows) - 1))
        rows[row] += draw(st.sampled_from(["  ", " # 글", "\n", "\n# 글", "\r", "\t"]))
        text = "\n".join(rows)
    return shelf, draw(broken(text)) if draw(st.integers(0, 4)) == 0 else text


def same_but_dates(before: str, after: str, kinds: tuple[str, ...]) -> bool:
    said, says = (parse_document("", with_plain_lines(text)).data for text in (before, after))
    return said == says or DATES in kinds


@given(on_a_shelf())
def test_a_mended_file_says_the_same_and_needs_no_more(case: tuple[Shelf, str]) -> None:
    shelf, text = case
    mended = mend(text, shelf.model, shelf.many)
    again = mend(mended.text, shelf.model, shelf.many)
    assert (again.text, again.kinds) == (mended.text, ())
    event(", ".join(mended.kinds) or "nothing")
    if mended.kinds and "탭" not in mended.kinds:
        assert same_but_dates(text, mended.text, mended.kinds)


@given(st.dictionaries(SLUGS, lines(longest=200) | PLAIN.filter(bool) | st.sampled_from(MARKED), min_size=1))
@example({"a": "가" * MAX_SCALAR})
def test_what_the_scaffold_writes_is_read_back_equal(data: dict[str, str]) -> None:
    assert parse_document("", f"{yaml_of(data)}\n").data == data


@given(st.data())
def test_a_record_that_is_written_is_read_back_equal(data: st.DataObject) -> None:
    shelf = data.draw(st.sampled_from(SHELVES))
    said = data.draw(record(shelf.model, TOY_IDS))
    for hints in (False, True):
        text = file_text(TOY, shelf, "sessions/a/b.yml", record_lines(shelf.model, said, hints=hints))
        assert parse_document("", text).data == said
