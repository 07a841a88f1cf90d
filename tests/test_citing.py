"""What can be cited, as reference managers read it: BibTeX and CSL JSON, in one file and on the pages."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from selectolax.lexbor import LexborHTMLParser

from builder.catalog import Catalog
from builder.exports import exports
from builder.models.conference import Session
from builder.models.references import Source
from builder.reading import load_catalog
from exported import EDITION, UNPLACED
from toy import ROOT

# It reads an older version of CSL, which called the name of an event otherwise.
pytestmark = pytest.mark.filterwarnings(
    "ignore:The following arguments for Reference are unsupported. event_title"
)
Read = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def real() -> Catalog:
    return load_catalog(ROOT)


def of_bibtex(raw: str) -> Read:
    """The entries; all but their addresses, which stand as they are, written in the signs of TeX."""
    decoding = LatexDecodingMiddleware(keep_math_mode=False)
    library, plain = parse_string(raw, append_middleware=[decoding]), parse_string(raw)
    assert not library.failed_blocks
    urls = {entry.key: {"url": entry["url"]} for entry in plain.entries if "url" in entry}
    return {entry.key: dict(entry.items()) | urls.get(entry.key, {}) for entry in library.entries}


def of_csl(raw: str) -> Read:
    read = json.loads(raw)
    assert CiteProcJSON(read).keys() == {item["id"] for item in read}
    return {item["id"]: item for item in read}


@pytest.fixture(scope="module")
def files(real: Catalog) -> tuple[Read, Read]:
    made = exports(real, EDITION)
    return (
        of_bibtex(made["data/bibliography.bib"].decode()),
        of_csl(made["data/bibliography.json"].decode()),
    )


def test_every_talk_and_source_is_read_back_equal(real: Catalog, files: tuple[Read, Read]) -> None:
    bibtex, csl = files
    code = real.conference.code
    talks = {f"{code}-{name}": entry for name, entry in real.of(Session).items()}
    sources = {f"{code}-source-{name}": entry for name, entry in real.of(Source).items()}
    assert bibtex.keys() == csl.keys() == {code, *talks, *sources}
    for key, talk in talks.items():
        people = [real.find("person", speaker.person) for speaker in talk.speakers]
        names = [person.shown for person in people]  # type: ignore[attr-defined]
        assert bibtex[key]["title"] == csl[key]["title"] == talk.title
        assert (
            bibtex[key]["author"].split(" and ") == [name["literal"] for name in csl[key]["author"]] == names
        )
        assert bibtex[key]["date"] == talk.date.isoformat()
        assert csl[key]["issued"]["date-parts"] == [[talk.date.year, talk.date.month, talk.date.day]]
        assert csl[key]["event-title"] == bibtex[key]["howpublished"] == real.conference.name
    for key, source in sources.items():
        title = source.title if source.title_basis == "printed" else f"[{source.title}]"
        assert bibtex[key]["title"] == csl[key]["title"] == title
        assert bibtex[key].get("url") == csl[key].get("URL") == source.url
        known = str(source.date) if source.date_basis == "printed" else None
        assert bibtex[key].get("date") == known
        assert ("issued" in csl[key]) == (known is not None)


def test_the_record_is_cited_in_its_version(toy_catalog: Catalog) -> None:
    for edition, said in (
        (EDITION, ("2032-03-09 1a2b3c4", "2032-03-09", f"{EDITION.site}data/")),
        (UNPLACED, (None,) * 3),
    ):
        made = exports(toy_catalog, edition)
        entry = of_bibtex(made["data/bibliography.bib"].decode())["naru-2031"]
        item = of_csl(made["data/bibliography.json"].decode())["naru-2031"]
        assert (entry.get("version"), entry.get("date"), entry.get("url")) == said
        assert (item.get("version"), item.get("URL")) == (said[0], said[2])
        assert entry["title"] == item["title"] == toy_catalog.conference.site.name


def test_a_style_of_csl_writes_a_citation(files: tuple[Read, Read], real: Catalog) -> None:
    source = CiteProcJSON(list(files[1].values()))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    talk = real.featured[0]
    bibliography.register(Citation([CitationItem(f"{real.conference.code}-{talk.id}")]))
    (written,) = (str(line) for line in bibliography.bibliography())
    assert talk.title in written
    assert str(talk.date.year) in written


def test_a_page_offers_the_same_to_copy(built: Path, toy_catalog: Catalog) -> None:
    made = exports(toy_catalog, UNPLACED)
    bibtex, csl = (made[f"data/bibliography.{ending}"].decode() for ending in ("bib", "json"))
    for name in toy_catalog.of(Session):
        page = LexborHTMLParser((built / "site/sessions" / name / "index.html").read_text("utf-8"))
        said = [node.text() for node in page.css(".citable pre")]
        assert of_bibtex(said[0]).items() <= of_bibtex(bibtex).items()
        assert of_csl(said[1]).items() <= of_csl(csl).items()
        copied = [button.attributes["data-copies"] for button in page.css(".citable button")]
        assert copied == [node.attributes["id"] for node in page.css(".citable pre")]
    data = LexborHTMLParser((built / "site/data/index.html").read_text("utf-8"))
    assert [re.sub(r"\W.*", "", node.text()[1:], flags=re.DOTALL) for node in data.css(".citable pre")] == [
        "misc",
        "",
    ]
