"""Everything that can be cited, in one file for each form that reference managers read."""

from collections.abc import Iterator

from builder.exports.press import Press
from builder.models.references import Source
from builder.views import citing

BIBLIOGRAPHY = BIBTEX, CSL = "data/bibliography.bib", "data/bibliography.json"


def bibliography(press: Press) -> Iterator[tuple[str, bytes]]:
    """The record itself, its talks, its sources."""
    catalog, edition = press.catalog, press.edition
    works = [citing.record(catalog, edition.version, edition.url("data/") or "")]
    works += [citing.talk(catalog, session) for session in catalog.programme]
    works += [citing.source(catalog, source) for source in catalog.of(Source).values()]
    yield BIBTEX, citing.to_bibtex(works).encode()
    yield CSL, citing.to_csl(works).encode() + b"\n"
