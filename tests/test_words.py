"""The words of the interface: every language says the same things, nothing else of the site speaks, no word is idle."""

import ast
import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, get_args

import pytest

from builder.models.conference import Conference
from builder.words import EDITORS, TABLES, filled, words_of
from toy import ROOT

BUILDER = ROOT / "scripts" / "builder"
TEMPLATES = BUILDER / "templates"
THEME = ROOT / "theme"
SCRIPTS = [*sorted((ROOT / "docs" / "assets").glob("*.js")), ROOT / "docs" / "sw.js"]
LANGUAGES = get_args(Conference.model_fields["language"].annotation)
OTHERS = [language for language in LANGUAGES if language != EDITORS]
HANGUL = re.compile("[ㄱ-ㆎ가-힣]")
# What is made for editors, in their language: the pages of reference/ and differences/.
FOR_EDITORS = {
    "attacks.md.jinja",
    "fields.md.jinja",
    "rules.md.jinja",
    "summary.md.jinja",
    "summary_page.md.jinja",
}
# Tables that are asked for by what a record says, by a number or by a name that is put together.
LOOKED_UP = {
    "bound", "weekdays", "months", "short_months", "part_of_day", "qualifier", "entity", "session_kind", "cause_kind",
    "certainty", "status", "status_long", "measure_kind", "basis", "state", "quality", "grade", "source_kind", "seen",
    "date_basis", "discrepancy_kind", "correction_kind", "gap", "export", "feed", "data", "page", "chart", "zones",
    "format", "label.joined_basis", "way", "timeline",
}  # fmt: skip


def leaves(table: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with the dotted way to it."""
    if isinstance(table, Mapping):
        for name, inner in table.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(table, list):
        for i, inner in enumerate(table):
            yield from leaves(inner, f"{path}.{i}")
    else:
        yield path, table


def values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_there_is_a_table_for_each_language() -> None:
    for folder, kinds in ((TABLES, (".yml", ".js")), (THEME / "words", (".html",))):
        assert {path.name for path in folder.iterdir()} == {f"{n}{kind}" for n in LANGUAGES for kind in kinds}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_sentences_with_the_same_values(language: str) -> None:
    own, others = dict(leaves(words_of(EDITORS))), dict(leaves(words_of(language)))
    assert own.keys() == others.keys()
    patterns = {"term_endings"}
    differ = {
        path: (own[path], others[path])
        for path in own.keys() - patterns
        if values(own[path]) != values(others[path])
    }
    assert not differ
    assert not {path: said for path, said in others.items() if HANGUL.search(said)}


def test_a_number_chooses_its_word() -> None:
    for _, sentence in leaves(words_of("en")):
        for _, name, shape, _ in Formatter().parse(sentence):
            if name and shape:
                assert shape.count("|") == 1, sentence
    said = words_of("en")["count"]["people"]
    assert [filled(said, count=n).split(",")[0] for n in (1, 2)] == ["1 speaker", "2 speakers"]


def test_templates_have_no_words_of_their_own() -> None:
    for path in sorted(TEMPLATES.glob("*.jinja")):
        if path.name not in FOR_EDITORS:
            spoken = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not HANGUL.findall(spoken), path.name


def frame_words(language: str) -> dict[str, str]:
    """What the frame says, by its name; of a sentence with values the names of these too: "origin(path)"."""
    told = (THEME / "words" / f"{language}.html").read_text(encoding="utf-8")
    found = re.findall(
        r"\{% set (\w+) = \"([^\"\n]+)\" %\}|\{% macro (\w+\([^)]*\)) %\}(.+)\{% endmacro %\}", told
    )
    assert len(found) == told.count("{% set") + told.count("{% macro")
    return {one or other: said or sentence for one, said, other, sentence in found}


@pytest.mark.parametrize("language", OTHERS)
def test_the_frame_says_the_same_in_every_language(language: str) -> None:
    own, others = frame_words(EDITORS), frame_words(language)
    assert own.keys() == others.keys()
    assert not {name: said for name, said in others.items() if HANGUL.search(said)}
    for name, said in (own | others).items():
        for value in re.findall(r"\w+", name.partition("(")[2]):
            assert f"{{{{ {value} }}}}" in said, name


def test_the_frame_has_its_words_from_the_table_and_leaves_none_idle() -> None:
    files = [path for path in THEME.rglob("*.html") if path.parent.name != "words"]
    frame = "".join(re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL) for path in files)
    assert not HANGUL.findall(frame)
    assert not [name for name in frame_words(EDITORS) if f"words.{name.partition('(')[0]}" not in frame]


def test_scripts_and_styles_have_no_words_of_their_own() -> None:
    for path in (*SCRIPTS, ROOT / "docs" / "assets" / "site.css"):
        assert not HANGUL.findall(path.read_text(encoding="utf-8")), path.name


def texts(path: Any) -> Iterator[str]:
    """Every text in a module that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("room", ["views", "charts"])
def test_code_that_makes_pages_has_no_words_of_its_own(room: str) -> None:
    for path in sorted((BUILDER / room).glob("*.py")):
        assert not [text for text in texts(path) if HANGUL.search(text)], path


def test_no_word_is_idle() -> None:
    sources = [*TEMPLATES.glob("*.jinja"), *BUILDER.rglob("*.py"), *SCRIPTS]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    idle = []
    for path, _ in leaves(words_of(EDITORS)):
        parts = path.split(".")
        named = "".join(rf"\[['\"]{part}['\"]\]" for part in parts)
        if parts[0] == "script":
            named = rf"WORDS\.{re.escape(path.removeprefix('script.'))}\b"
        whole = rf"words\.{re.escape(path)}\b|(?:words)?{named}"
        # A name that is put together stands somewhere as a name: of a field, a word of a record, a key.
        name = parts[-1].removeprefix("elapsed_")
        last = rf"[\"'._]{name}\b|\b{name}=" if not name.isdigit() else ""
        if not re.search(last if {parts[0], ".".join(parts[:2])} & LOOKED_UP else whole, code):
            idle.append(path)
    assert not idle
