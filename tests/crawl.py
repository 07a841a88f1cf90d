"""Walks through a built site as its readers do, at the path it will stand at: every link, image, script, style sheet,
feed and calendar that a page names, every address of the site's own that a feed, a calendar or a file of data names.

`make crawl` walks through `site/`; the site is served from this machine, and nothing else is ever asked.
"""

import argparse
import gzip
import html
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from auditing import served_site

NAMES = ("href", "src", "poster", "data", "action", "formaction", "xlink:href")
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")
FOLDED = re.compile(
    r"\r\n[ \t]"
)  # a long line of a calendar: https://www.rfc-editor.org/rfc/rfc5545#section-3.1
TEXTS = (".atom", ".css", ".csv", ".html", ".ics", ".js", ".json", ".txt", ".xml")
LOST = ("no-such-page", "no/such/page/", "deep/er/still/no-such-page.html")


@dataclass
class Walk:
    """What has been read so far: each address (a path of the server) with the ids of its page, and what is wrong."""

    site: str  # where it will stand: "https://someone.github.io/project/"
    here: str  # where it is served: "http://127.0.0.1:40001/project/"; of both only the host is exchanged
    ids: dict[str, set[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    links: int = 0


def walk(folder: Path) -> Walk:
    """Follows everything that leads anywhere from the first page, from the page for what is missing, and from every file."""
    site = canonical(folder)
    with served_site(folder, urlsplit(site).path) as here:
        walked = Walk(site, here)
        connection = HTTPConnection(urlsplit(here).netloc, timeout=60)
        files = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]
        starts = [here, *(urljoin(here, path) for path in files if path.endswith(TEXTS))]
        wanted = [(start, start, "") for start in starts] + [(urljoin(here, lost), "", "") for lost in LOST]
        found: list[tuple[str, str, str]] = []
        while wanted:
            address, origin, anchor = wanted.pop()
            if address not in walked.ids:
                walked.ids[address] = set()
                wanted += read(walked, connection, address, origin)
            found.append((address, origin, anchor))
        walked.faults += [
            f"{origin}: {address}#{anchor}: no such place"
            for address, origin, anchor in found
            if anchor and anchor not in walked.ids[address]
        ]
    return walked


def canonical(folder: Path) -> str:
    """The address the site was built for, as its first page says."""
    link = LexborHTMLParser((folder / "index.html").read_text("utf-8")).css_first("link[rel=canonical]")
    if link is None:
        raise SystemExit("site/ was built for no address: make pages GITHUB_REPOSITORY=owner/name")
    return str(link.attributes["href"])


def read(
    walked: Walk, connection: HTTPConnection, address: str, origin: str
) -> Iterator[tuple[str, str, str]]:
    """Asks for an address; what it leads to on this site, each as (address, origin, anchor). Lost ones have no origin."""
    connection.request("GET", urlsplit(address).path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != (200 if origin else 404):
        walked.faults.append(f"{origin or 'a lost reader'}: {address}: {answer.status}")
        return
    if origin and not urlsplit(address).path.endswith((*TEXTS, "/")):
        return
    packed = answer.getheader("Content-Encoding") == "gzip"
    text = (gzip.decompress(body) if packed else body).decode("utf-8")
    for named in named_in(walked, address, text, (answer.getheader("Content-Type") or "").split(";")[0]):
        to, anchor = urldefrag(
            urljoin(address, named.replace(origin_of(walked.site), origin_of(walked.here), 1))
        )
        walked.links += 1
        if urlsplit(to).netloc == urlsplit(walked.here).netloc:
            yield to.partition("?")[0], address, unquote(anchor)


def named_in(walked: Walk, address: str, text: str, kind: str) -> Iterator[str]:
    """Every address that a file names, as it stands there."""
    if kind == "text/html":
        tree = LexborHTMLParser(text)
        walked.ids[address] = {str(node.attributes["id"]) for node in tree.css("[id]")}
        for node in tree.css("*"):
            for name, value in node.attributes.items():
                if name == "srcset":
                    yield from (part.split()[0] for part in (value or "").split(",") if part.strip())
                elif name in NAMES and value:
                    yield value
                elif name == "style":
                    yield from IN_STYLE.findall(value or "")
    elif kind == "text/css":
        yield from IN_STYLE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    plain = FOLDED.sub("", html.unescape(text))
    own = re.compile(re.escape(origin_of(walked.site)) + r"/[A-Za-z0-9._~/%#?=&-]*")
    for found in own.finditer(plain):
        # In JSON-LD an address with a place is the name of a thing (`@id`), not a way to it.
        whole = found[0].partition("#")[0] if kind == "text/html" else found[0]
        yield whole.rstrip(".")


def origin_of(address: str) -> str:
    """Scheme and host: "https://someone.github.io"."""
    return "{}://{}".format(*urlsplit(address)[:2])


def main() -> int:
    """The exit status: 1 if anything leads nowhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=Path("site"), help="the built site (default: site)")
    walked = walk(parser.parse_args().site.resolve())
    print(*walked.faults, sep="\n")
    print(f"{walked.site}: {len(walked.ids)} addresses, {walked.links} links, {len(walked.faults)} faults")
    return int(bool(walked.faults))


if __name__ == "__main__":
    sys.exit(main())
