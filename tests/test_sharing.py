"""What the site tells search engines and those who share a page, read by software that knows nothing of the builder."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser

import lxml.html
import pytest
import yaml
from lxml import etree
from PIL import Image
from pyld import jsonld
from schema_org import registry
from schema_org.registry import CLASS_METADATA, PROPERTY_BY_SCHEMA

from builder.catalog import Catalog
from builder.edition import Edition
from builder.exports import exports
from builder.exports.offers import downloads
from builder.models.conference import Session
from builder.reading import load_catalog
from builder.views import each_page
from builder.views.desk import Desk
from builder.views.documents import document_pages
from builder.views.sheet import Page
from commands.git import last_changes
from toy import ROOT, TOY, door, files, front_matter, toy_project

SITE = "https://naru.example.org/record/"
EDITION = Edition(date(2032, 3, 10), SITE, "2032-03-09 1a2b3c4")
SCHEMA = "https://schema.org/"
LITERALS = {"Boolean", "Date", "DateTime", "Text", "URL", "Number", "Language"}
Node = dict[str, Any]


def written(root: Path) -> list[tuple[Page, Node]]:
    """Every listed page with the head of what is written for the engine."""
    catalog = load_catalog(root)
    offer = partial(downloads, catalog, EDITION, exports(catalog, EDITION))
    desk = Desk(catalog, EDITION.day, offer, SITE)
    pages = (*each_page(desk), *document_pages(desk, root / "docs", catalog.handwritten))
    return [(page, front_matter(page.markdown)) for page in pages if page.listed]


@pytest.fixture(scope="module", params=[TOY, ROOT], ids=["toy", "real"])
def told(request: pytest.FixtureRequest) -> list[tuple[Page, Node]]:
    return written(request.param)


def offline_context(address: str, _: object) -> Node:
    """Stands in for schema.org, which a test does not ask: its terms are all of one vocabulary."""
    assert address == SCHEMA.rstrip("/")
    document = {"@context": {"@vocab": SCHEMA, "url": {"@type": "@id"}}}
    return {
        "contextUrl": None,
        "documentUrl": address,
        "document": document,
        "contentType": "application/ld+json",
    }


def nodes(value: object) -> Iterator[Node]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def graph(head: Node) -> list[Node]:
    read: Node = json.loads(head["linked_data"])
    assert read["@context"] == SCHEMA.rstrip("/")
    return list(nodes(read))


def faults(node: Node) -> Iterator[str]:
    """What the vocabulary of schema.org does not know of a node: its type, a property of that, a kind of value of this."""
    known = ancestry(node["@type"])
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in PROPERTY_BY_SCHEMA or not known & set(PROPERTY_BY_SCHEMA[name].domains):
            yield f"{node['@type']} has no {name}"
            continue
        ranges = set(PROPERTY_BY_SCHEMA[name].ranges)
        for item in value if isinstance(value, list) else [value]:
            kinds = ancestry(item["@type"]) if isinstance(item, dict) else LITERALS
            if not kinds & ranges:
                yield f"{node['@type']}.{name}: {kinds} is none of {ranges}"


def ancestry(kind: str) -> set[str]:
    """A type and all that it is a kind of: {"Article", "CreativeWork", "Thing"}; raises KeyError where there is none such."""
    return {CLASS_METADATA[kind].name, *registry.ancestry(kind)}


def test_the_data_of_every_page_is_in_the_words_of_schema_org(told: list[tuple[Page, Node]]) -> None:
    wrong = {f"{page.path}: {fault}" for page, head in told for node in graph(head) for fault in faults(node)}
    assert not wrong
    known = {"@type": "Event", "name": "x", "startDate": "2031", "performer": {"@type": "Person"}}
    assert list(faults(known)) == []
    for name, value in {"speaker": "x", "performer": {"@type": "Place"}, "subEvent": "x"}.items():
        assert len(list(faults(known | {name: value}))) == 1


def test_a_reader_of_json_ld_reads_a_page_of_each_kind(told: list[tuple[Page, Node]]) -> None:
    kinds = {head.get("kind", "document"): (page, head) for page, head in told}
    assert len(kinds) > 25
    for page, head in kinds.values():
        options = {"documentLoader": offline_context, "base": f"{SITE}{page.address}"}
        quads = jsonld.to_rdf(json.loads(head["linked_data"]), options)["@default"]
        said = {(quad["predicate"]["value"], quad["object"]["value"]) for quad in quads}
        assert {(f"{SCHEMA}url", SITE + page.address)} <= said, page.path
        assert {(f"{SCHEMA}{name}", page.title) for name in ("name", "headline", "alternateName")} & said
        assert all(value.startswith("http") for _, value in said if _.endswith(("url", "item", "image")))


def required(node: Node, venue: str | None) -> set[str]:
    """What search engines want of a node: developers.google.com/search/docs/appearance/structured-data"""
    wanted = {
        "Article": {"headline"},
        "BreadcrumbList": {"itemListElement"},
        "Dataset": {"name", "description", "distribution", "license"},
        "DataDownload": {"contentUrl", "encodingFormat"},
        "DefinedTerm": {"name", "description"},
        "DefinedTermSet": {"name", "hasDefinedTerm"},
        "Event": {"name", "startDate"},
        "ListItem": {"position", "name", "item"},
        "ProfilePage": {"mainEntity"},
        "Person": {"name"},
        "WebSite": {"name"},
    }
    about = {"location"} if node["@type"] == "Event" and "superEvent" in node and venue else set()
    return wanted.get(node["@type"], set()) | about


def test_no_node_lacks_what_search_engines_want(
    told: list[tuple[Page, Node]], request: pytest.FixtureRequest
) -> None:
    venue = load_catalog(ROOT if "real" in request.node.name else TOY).conference.venue
    found: dict[str, int] = {}
    for page, head in told:
        for node in graph(head):
            if node["@type"] != "Article" or "isPartOf" in node:  # an article of others is only named
                assert required(node, venue) <= node.keys(), (page.path, node)
            found[node["@type"]] = found.get(node["@type"], 0) + 1
            for name in node.keys() & {"startDate", "endDate"}:
                datetime.fromisoformat(node[name])
            if node["@type"] == "BreadcrumbList":
                steps = node["itemListElement"]
                assert [step["position"] for step in steps] == list(range(1, len(steps) + 1)), page.path
                assert [steps[i]["item"]["@id"] for i in (0, -1)] == [SITE, SITE + page.address]
            if node["@type"] == "Dataset":
                assert 50 <= len(node["description"]) <= 5000
                assert node["version"] == EDITION.version
    assert {
        "WebSite",
        "Article",
        "BreadcrumbList",
        "Dataset",
        "DefinedTermSet",
        "DefinedTerm",
        "Event",
        "Person",
    } <= found.keys()
    assert "VideoObject" not in found  # no record knows when a recording was put up


def test_the_conference_holds_its_sessions_and_they_it(toy_catalog: Catalog) -> None:
    told = {page.address: graph(head) for page, head in written(TOY)}
    whole = next(node for node in told["sessions/"] if node.get("subEvent"))
    assert [part["name"] for part in whole["subEvent"]] == [s.title for s in toy_catalog.programme]
    for part in whole["subEvent"]:
        page = told[part["url"].removeprefix(SITE)]
        own = next(node for node in page if node["@type"] == "Event")
        assert (own["@id"], own["superEvent"]["@id"]) == (part["@id"], whole["@id"])
        assert own["performer"]


def test_what_no_longer_opens_is_offered_as_its_copy_or_not_at_all(toy_catalog: Catalog) -> None:
    """To machines; the page says both, and the data keep the address with the day (test_links.py)."""
    talk = toy_catalog.of(Session)["braces"]
    copy = talk.dead_links[1].archive_url
    assert talk.video
    assert talk.slides
    assert copy
    made = exports(toy_catalog, EDITION)
    texts = {path: made[path].decode() for path in ("schedule/schedule.json", "schedule/schedule.xml")}
    texts["calendar"] = made["sessions/braces/braces.ics"].replace(b"\r\n ", b"").decode()
    (page,) = (head for page, head in written(TOY) if page.address == talk.address)
    texts["JSON-LD"] = page["linked_data"]
    for path, text in texts.items():
        assert copy in text, path
        assert talk.video not in text, path
        assert talk.slides not in text.replace(copy, ""), path


def test_every_page_describes_itself_in_korean(told: list[tuple[Page, Node]]) -> None:
    described: dict[str, str] = {}
    for page, head in told:
        said = head["description"]
        assert 10 <= len(said) <= 400, (page.path, said)
        assert any("가" <= sign <= "힣" for sign in said), (page.path, said)
        assert said not in described, (page.path, described[said], said)
        described[said] = page.path


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a toy project with two commits, built for an address."""
    root = toy_project(tmp_path_factory.mktemp("dated"))
    commit(root, "2031-01-05", "init", "-q", "-b", "main")
    for name in ("sessions/incident/causes/no-standby.yml", "docs/about/index.md"):
        with (root / name).open("a", encoding="utf-8") as file:
            file.write("\n")
    commit(root, "2031-02-07")
    done = door(root, "build", SITE_URL=SITE)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def commit(root: Path, day: str, *first: str) -> None:
    stamp = f"{day}T12:00:00+0000"
    environment = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
    said = ("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "t")
    for arguments in filter(None, (first, ("add", "."), said)):
        subprocess.run(["git", *arguments], cwd=root, check=True, env=os.environ | environment)


def test_the_site_map_has_every_page_that_readers_want_and_its_true_day(dated: Path) -> None:
    urls = etree.parse(dated / "site/sitemap.xml").getroot()
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    days = {url.findtext("s:loc", None, space): url.findtext("s:lastmod", None, space) for url in urls}
    site = {
        path: content.decode() for path, content in files(dated / "site").items() if path.endswith(".html")
    }
    canonical = {
        lxml.html.fromstring(text).xpath("string(//link[@rel='canonical']/@href)")
        for path, text in site.items()
        if path != "404.html" and 'content="noindex"' not in text and 'http-equiv="refresh"' not in text
    }
    assert days.keys() == canonical
    assert not days.keys() & {f"{SITE}offline/", f"{SITE}404.html"}
    assert {address for address, day in days.items() if day == "2031-02-07"} == {
        f"{SITE}causes/no-standby/",
        f"{SITE}about/",
    }
    assert set(days.values()) == {"2031-01-05", "2031-02-07"}


def test_a_robot_finds_the_site_map(dated: Path, built: Path) -> None:
    robot = RobotFileParser()
    robot.parse((dated / "site/robots.txt").read_text("utf-8").splitlines())
    assert robot.site_maps() == [f"{SITE}sitemap.xml"]
    assert robot.can_fetch("any", f"{SITE}causes/")
    assert not (built / "site/sitemap.xml").exists()  # built for no address
    assert "Sitemap" not in (built / "site/robots.txt").read_text("utf-8")


@pytest.mark.parametrize(("depth", "known"), [(1, 0), (2, 2)])
def test_what_a_shallow_clone_does_not_know_has_no_day(
    depth: int, known: int, dated: Path, tmp_path: Path
) -> None:
    subprocess.run(["git", "clone", "-q", "--depth", str(depth), dated.as_uri(), tmp_path / "c"], check=True)
    assert len(last_changes(tmp_path / "c")) == known


def test_a_shared_page_shows_its_title_its_words_and_its_card(dated: Path) -> None:
    shared = 0
    for path, content in files(dated / "site").items():
        page = lxml.html.fromstring(content) if path.endswith(".html") else None
        if page is None or not page.xpath("//meta[@property='og:title']"):
            continue
        tags = {
            tag.get("property") or tag.get("name"): tag.get("content")
            for tag in page.xpath("//meta[@content]")
        }
        title, name = page.xpath("string(//title)"), tags["og:site_name"]
        assert title == (name if path == "index.html" else f"{tags['og:title']} - {name}"), path
        assert tags["og:description"] == tags["description"]
        assert (
            tags["og:url"]
            == page.xpath("string(//link[@rel='canonical']/@href)")
            == SITE + path.removesuffix("index.html")
        )
        card = dated / "site" / tags["og:image"].removeprefix(SITE)
        with Image.open(card) as image:
            assert [str(side) for side in image.size] == [tags["og:image:width"], tags["og:image:height"]]
        assert tags["twitter:card"] == "summary_large_image"
        (data,) = page.xpath("//script[@type='application/ld+json']/text()")
        assert json.loads(data)["@graph"][0]["image"] == tags["og:image"]
        shared += 1
    assert shared == len(list((dated / "site").rglob("card.png"))) > 40


def test_the_repository_tells_how_to_cite_it() -> None:
    schema = ["--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema, "CITATION.cff"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    cited: Mapping[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    site = load_catalog(ROOT).conference.site
    assert cited["title"] == site.name
    assert cited["license"].replace("-", " ") == site.licence.replace("-", " ")
