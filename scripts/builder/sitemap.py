"""What crawlers are told: every listed page with the day on which its source last changed, and where that list is.

Whole addresses are asked for there, so where the site's is not known there is no site map.
https://www.sitemaps.org/protocol.html, https://www.rfc-editor.org/rfc/rfc9309
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from xml.etree import ElementTree

from builder.edition import Edition
from builder.views.sheet import Page

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
_FORM = "http://www.sitemaps.org/schemas/sitemap/0.9"


def for_crawlers(edition: Edition, pages: Iterable[Page]) -> Mapping[str, Callable[[], bytes]]:
    """What makes each file, by its path."""
    listed = [page for page in pages if page.listed]
    made: dict[str, Callable[[], bytes]] = {ROBOTS: partial(_to_robots, edition)}
    return made | ({SITEMAP: partial(_to_sitemap, edition, listed)} if edition.site else {})


def _to_robots(edition: Edition) -> bytes:
    where = edition.url(SITEMAP)
    return ("User-agent: *\nAllow: /\n" + (f"Sitemap: {where}\n" if where else "")).encode()


def _to_sitemap(edition: Edition, pages: Iterable[Page]) -> bytes:
    """The pages by address; the day of a page whose source the history does not know is left out."""
    urls = ElementTree.Element("urlset", {"xmlns": _FORM})
    for page in sorted(pages, key=lambda page: page.address):
        url = ElementTree.SubElement(urls, "url")
        ElementTree.SubElement(url, "loc").text = edition.url(page.address)
        if day := edition.changed.get(page.edit_path):
            ElementTree.SubElement(url, "lastmod").text = day.isoformat()
    ElementTree.indent(urls, " ")
    return bytes(ElementTree.tostring(urls, encoding="utf-8", xml_declaration=True)) + b"\n"
