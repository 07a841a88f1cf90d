"""What holds for any files at all: they give problems that can be mended, or pages on which everything is to be found."""

import posixpath
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import lxml.html
import pytest
import yaml
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from markdown import Markdown
from pydantic import BaseModel

from builder.addresses import address_of, tree_path
from builder.catalog import Catalog
from builder.checks import check_catalog
from builder.document import parse_document, with_plain_lines
from builder.exports import exports
from builder.exports.offers import downloads
from builder.models.conference import Session
from builder.models.values import FIGURE_MARK
from builder.problems import Problem, ProblemsFound
from builder.reading import Memory, load_catalog
from builder.views import pages
from exported import EDITION, leaves, read_csv, read_json
from strategies import LETTERS, OWN_WORDS, TOY_IDS, WILD, WORDS, astray, broken, retold, reworded, written
from test_data import said
from test_layers import Tolerant
from toy import ROOT, TOY

Written = Mapping[str, str]  # path -> text
HANGUL = re.compile("[가-힣]")


class Shelves:
    """A copy of the toy's files that is changed for one example at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.memory = Memory()
        shutil.copytree(TOY, root)

    @contextmanager
    def holding(self, texts: Written) -> Iterator[None]:
        for path, text in texts.items():
            (self.root / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            yield
        finally:
            for path in texts:
                if (TOY / path).exists():
                    shutil.copy(TOY / path, self.root / path)
                else:
                    (self.root / path).unlink()

    def read(self) -> Catalog | list[Problem]:
        """The catalog where nothing is wrong with it, else everything that is."""
        try:
            catalog = load_catalog(self.root, memory=self.memory)
            check_catalog(catalog)
        except ProblemsFound as found:
            return list(found.problems)
        return catalog


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Shelves:
    return Shelves(tmp_path_factory.mktemp("shelves") / "toy")


def stands(problem: Problem, root: Path) -> None:
    """The problem has a place in its file and says in Korean, on one line, how to mend it."""
    assert re.search(r"\. .*주세요", problem.message), problem
    assert HANGUL.search(problem.message), problem
    assert str(problem).isprintable(), problem
    raw = (root / problem.path).read_bytes() if (root / problem.path).exists() else b""
    text = with_plain_lines(raw.decode("utf-8", "replace")).split("\n")
    assert 1 <= problem.line <= len(text), problem
    line = text[problem.line - 1]
    assert 1 <= problem.column <= len(line) + 1, (problem, line)
    assert problem.column + problem.width <= len(line) + 2, (problem, line)


@st.composite
def texts(draw: st.DrawFn) -> Written:
    """Files as editors and strangers write them."""
    made = {path: draw(written(data)) for path, data in draw(astray(TOY_IDS)).items()}
    return {path: draw(broken(text)) if draw(st.integers(0, 3)) == 0 else text for path, text in made.items()}


@given(texts())
def test_any_files_give_problems_at_their_places_or_a_catalog(shelves: Shelves, made: Written) -> None:
    with shelves.holding(made):
        read = shelves.read()
        event("a catalog" if isinstance(read, Catalog) else "problems")
        for problem in read if isinstance(read, list) else ():
            stands(problem, shelves.root)


@given(st.data())
def test_what_is_written_is_read_as_it_is_meant(data: st.DataObject) -> None:
    meant = data.draw(st.dictionaries(st.text(LETTERS, max_size=8), WILD, min_size=1, max_size=4))
    text = data.draw(written(meant))
    assume(yaml.load(text, yaml.BaseLoader) == meant)  # PyYAML's writer folds some lines wrongly
    try:
        read = parse_document("x.yml", with_plain_lines(text)).data
    except ProblemsFound as found:
        event(re.sub(r"\(.*?\)", "", found.problems[0].message)[:30])
        return
    event("read")
    assert read == meant


@cache
def engine() -> Markdown:
    """Python-Markdown as the site has it."""
    config = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader=Tolerant)
    named = [
        extension if isinstance(extension, dict) else {extension: {}}
        for extension in config["markdown_extensions"]
    ]
    told = {name: options for extension in named for name, options in extension.items()}
    return Markdown(extensions=list(told), extension_configs=told)


@cache
def html_of(markdown: str) -> Any:
    body = (
        engine().reset().convert(markdown.split("---\n", 2)[2] if markdown.startswith("---\n") else markdown)
    )
    return lxml.html.document_fromstring(f"<!doctype html><html><body>{body}</body></html>")


def links(page: Any, here: str) -> Iterator[tuple[str, str]]:
    """Every address below the site's root that a page leads to, with the place on it."""
    for anchor in page.iter("a"):
        href = anchor.get("href", "")
        if not re.match(r"[a-z]+:", href):
            way, _, place = href.partition("#")
            there = posixpath.normpath(posixpath.join("/" + here, way)).lstrip("/") if way else here
            yield (f"{there}/" if way.endswith("/") and there else there), place


def squeezed(text: str) -> str:
    return " ".join(text.split())


def words_of(model: BaseModel, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every line and text in a record that is shown as it is written, with the names of the fields that lead to it."""
    for name, field in type(model).model_fields.items():
        held = getattr(model, name)
        for item in held if isinstance(held, tuple) and not hasattr(held, "_fields") else (held,):
            if isinstance(item, BaseModel):
                yield from words_of(item, (*at, name))
            elif (
                isinstance(item, str)
                and "Literal" not in str(field.annotation)
                and not re.search(r"\[=|[*`\n]", item)
            ):
                yield (*at, name), squeezed(item)


def texts_of(catalog: Catalog) -> Iterator[tuple[tuple[str, ...], str]]:
    for (kind, _), model in catalog.models:
        yield from words_of(model, (kind,))


@pytest.fixture(scope="module")
def shown(shelves: Shelves) -> frozenset[tuple[str, ...]]:
    """The fields that are to be read on some page, found by plain words that stand nowhere else."""
    with shelves.holding({path: yaml.safe_dump(data) for path, data in reworded(["말"], ["말"]).items()}):
        catalog = shelves.read()
        assert isinstance(catalog, Catalog)
        read = all_text(site(catalog, shelves.root, exports(catalog, EDITION)))
    found = {at for at, text in texts_of(catalog) if text in read}
    assert len(found) > 100
    return frozenset(found - {at for at, text in texts_of(catalog) if text not in read})


def site(catalog: Catalog, root: Path, given_away: Mapping[str, bytes]) -> dict[str, Any]:
    """Address -> the page as a browser gets it, without what the theme puts around."""
    offers = partial(downloads, catalog, EDITION, given_away)
    made = {address_of(page.path): html_of(page.markdown) for page in pages(catalog, EDITION.day, offers)}
    by_hand = {
        address_of(tree_path(path)): html_of((root / "docs" / path).read_text("utf-8"))
        for path in catalog.handwritten
    }
    return made | by_hand


def all_text(pages: Mapping[str, Any]) -> str:
    return squeezed(" ".join(page.body.text_content() for page in pages.values()))


def check_pages(
    catalog: Catalog, root: Path, given_away: Mapping[str, bytes], shown: Collection[tuple[str, ...]]
) -> None:
    made = site(catalog, root, given_away)
    by_hand = {
        address_of(tree_path(path)) for path in catalog.handwritten
    }  # the engine looks after their links
    ids = {place: {node.get("id") for node in page.iter()} for place, page in made.items()}
    ways: dict[str, set[str]] = {}
    for here, page in made.items():
        for there, place in links(page, here) if here not in by_hand else ():
            ways.setdefault(here, set()).add(there)
            assert there in ids or there in given_away or there.startswith("assets/"), (here, there)
            assert not place or place in ids[there], (here, there, place)
    found = {""}
    while new := {there for here in found for there in ways.get(here, ())} - found:
        found |= new
    assert {entry.address.partition("#")[0] for entry in catalog.of(Session).values()} <= found
    read = all_text(made)
    assert [(at, text) for at, text in texts_of(catalog) if at in shown and text not in read] == []


def check_exports(catalog: Catalog, made: Mapping[str, bytes]) -> None:
    """Everything comes back equal from each format, by readers that were not written here."""
    published = set(leaves(read_json(made["data/v1/all.json"])))
    assert [
        (key, text)
        for key, model in catalog.models
        for text in said(model)
        if key[0] != "redirect" and text not in published and not FIGURE_MARK.search(text)
    ] == []
    titles = {session.id: session.title for session in catalog.of(Session).values()}
    assert {row["id"]: row["title"] for row in read_csv(made["data/v1/sessions.csv"])} == titles
    for name, title in titles.items():
        (talk,) = Calendar.from_ical(made[f"sessions/{name}/{name}.ics"]).walk("VEVENT")
        assert str(talk["summary"]) == title
    for path in made:
        if path.endswith((".atom", ".xml")):
            ElementTree.fromstring(made[path])


@st.composite
def in_order(draw: st.DrawFn) -> Written:
    anew = st.builds(reworded, WORDS, OWN_WORDS)
    return {path: draw(written(data)) for path, data in draw(anew | anew | retold(TOY_IDS)).items()}


@settings(max_examples=settings().max_examples // 5)
@given(in_order())
def test_what_passes_the_check_is_all_to_be_found(
    shelves: Shelves, shown: Collection[tuple[str, ...]], made: Written
) -> None:
    with shelves.holding(made):
        catalog = shelves.read()
        event("passes" if isinstance(catalog, Catalog) else "problems")
        if isinstance(catalog, Catalog):
            given_away = exports(catalog, EDITION)
            check_pages(catalog, shelves.root, given_away, shown)
            check_exports(catalog, given_away)
