"""What a page says to search engines: JSON-LD in the vocabulary of schema.org, made of the records that the page shows.

Only what the records know is said: a recording is no VideoObject, for none of them knows when it was put up and what its
picture is. Addresses are whole where the site's own is known, else from the page (JSON-LD resolves them there).
https://www.w3.org/TR/json-ld11/, https://schema.org/docs/full.html
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.models.base import Entry
from builder.models.conference import Person, Session
from builder.models.references import Source, Term
from builder.views.downloads import Downloads
from builder.views.sheet import CARD, Sheet

Node = dict[str, Any]  # {"@type": "Event", "name": "..."}
VOCABULARY = "https://schema.org"
# What a page is, by its template; any other is a WebPage.
PAGES = {
    "home": "WebSite",
    "person": "ProfilePage",
    **dict.fromkeys(("account", "cause", "incident_index", "measure", "timeline", "comparison", "then_and_now"), "Article"),
    **dict.fromkeys(
        ("sessions_index", "schedule", "track", "people_index", "causes_index", "measures_index", "matrix", "services",
         "figures", "diagrams", "timeline_part", "sources_index", "discrepancies", "gaps", "corrections", "glossary"),
        "CollectionPage",
    ),
}  # fmt: skip
SOURCES = {"press": "Article", "paper": "ScholarlyArticle", "blog": "BlogPosting", "law": "Legislation"}
MEDIA = {"json": "application/json", "csv": "text/csv", "sqlite": "application/vnd.sqlite3"}
# So that nothing in a text ends the script or begins a comment in it.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Told:
    """A page as its view told of it: the sheet it was written on, the name of its template and what that was given."""

    sheet: Sheet
    words: Any
    plain: Callable[[str], str]
    template: str
    title: str
    description: str
    values: Mapping[str, Any]

    def url(self, target: Entry | str) -> str:
        return self.sheet.whole(target)


def script(told: Told) -> str:
    """The JSON-LD of a page, escaped for the place between the tags of a script."""
    graph = [page_node(told), *trail(told)]
    made = json.dumps({"@context": VOCABULARY, "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return made.translate(_ESCAPES)


def page_node(told: Told) -> Node:
    kind = PAGES.get(told.template, "WebPage")
    site = told.sheet.catalog.conference.site
    node: Node = {"@type": kind, "@id": told.url(told.sheet.address), "url": told.url(told.sheet.address)}
    if kind == "WebSite":
        node |= {"name": site.name, "alternateName": told.title}
    else:
        node |= {"headline" if kind == "Article" else "name": told.title, "isPartOf": website(told)}
    node |= {
        "description": told.description,
        "inLanguage": told.sheet.catalog.conference.language,
        "license": site.licence_url,
    }
    if told.sheet.site:
        node["image"] = told.url(told.sheet.address) + CARD
    if kind == "Article" and (incident := told.sheet.catalog.incident):
        node["about"] = thing("Thing", name=incident.name, url=told.url("incident/"))
    if entity := MAIN.get(told.template):
        node["mainEntity"] = entity(told)
    return node


def thing(kind: str, **said: Any) -> Node:
    """A node without what is not known."""
    return {"@type": kind} | {name: value for name, value in said.items() if value}


def website(told: Told) -> Node:
    return {"@type": "WebSite", "@id": told.url(""), "name": told.sheet.catalog.conference.site.name}


def trail(told: Told) -> Iterator[Node]:
    """The way from the front page to this one, as the page itself shows it."""
    if not told.sheet.address:
        return
    way = [(told.sheet.catalog.conference.site.name, ""), *told.sheet.trail, (told.title, told.sheet.address)]
    steps = [
        {
            "@type": "ListItem",
            "position": i,
            "name": name,
            "item": thing("WebPage", **{"@id": told.url(address)}),
        }
        for i, (name, address) in enumerate(way, 1)
    ]
    yield {"@type": "BreadcrumbList", "itemListElement": steps}


def conference(told: Told) -> Node:
    """The conference with the sessions that its page lists."""
    found = told.sheet.catalog.conference
    listed = {session.id for _, tracks in told.values["days"] for track in tracks for session in track.shown}
    sessions = [event(told, session) for session in told.sheet.catalog.programme if session.id in listed]
    return named_conference(told) | thing(
        "Event", description=told.plain(found.text), endDate=found.days[-1].date.isoformat(), location=found.venue,
        sameAs=found.official_url, subEvent=sessions,
    )  # fmt: skip


def named_conference(told: Told) -> Node:
    found = told.sheet.catalog.conference
    return {
        "@type": "Event", "@id": told.url("sessions/") + "#event", "name": found.name,
        "startDate": found.days[0].date.isoformat(),
    }  # fmt: skip


def event(told: Told, session: Session) -> Node:
    return {
        "@type": "Event", "@id": told.url(session) + "#event", "name": session.title, "url": told.url(session),
        "startDate": told.sheet.catalog.starts_at(session).isoformat(),
    }  # fmt: skip


def session(told: Told) -> Node:
    """A talk: when it began is known, not when it ended; its venue is the conference's, as far as a word goes."""
    entry, catalog = told.values["entry"], told.sheet.catalog
    people = [catalog.of(Person)[speaker.person] for speaker in entry.speakers]
    company = catalog.known["company"][entry.company].name if entry.company else None
    return event(told, entry) | thing(
        "Event",
        description=told.description,
        location=catalog.conference.venue,
        performer=[person_node(told, person) for person in people],
        organizer=thing("Organization", name=company) if company else None,
        superEvent=named_conference(told),
        sameAs=entry.official_url,
        recordedIn=thing("CreativeWork", url=video) if (video := entry.opens["video"]) else None,
        workFeatured=thing("PresentationDigitalDocument", url=slides)
        if (slides := entry.opens["slides"])
        else None,
        keywords=list(entry.tags),
    )


def person_node(told: Told, person: Person) -> Node:
    return thing("Person", **{"@id": told.url(person) + "#person"}, name=person.shown, url=told.url(person))


def person(told: Told) -> Node:
    """A speaker by the names that sources print; a name that is only inferred is not told of the person."""
    entry = told.values["entry"]
    names = () if entry.guessed else (entry.name, entry.handle, entry.name_en)
    return person_node(told, entry) | thing(
        "Person",
        alternateName=[name for name in names if name and name != entry.shown],
        performerIn=[event(told, session) for session in told.values["sessions"]],
    )


def source(told: Told) -> Node:
    """What somebody else published, as its page tells of it; a day that the editors inferred is left out."""
    entry: Source = told.values["entry"]
    printed = entry.title_basis == "printed"
    return thing(
        SOURCES.get(entry.kind, "CreativeWork"),
        name=entry.title if printed else None,
        description=None if printed else entry.title,
        creditText=", ".join(name for name in (entry.author, entry.publisher) if name),
        datePublished=str(entry.date) if entry.date_basis == "printed" else None,
        inLanguage=entry.lang,
        url=entry.url,
        archivedAt=entry.archive_url,
    )


def glossary(told: Told) -> Node:
    return thing(
        "DefinedTermSet",
        **{"@id": told.url(told.sheet.address) + "#terms"},
        name=told.title,
        hasDefinedTerm=[term(told, entry) for entry, _ in told.values["terms"]],
    )


def term(told: Told, entry: Term) -> Node:
    return thing(
        "DefinedTerm", **{"@id": told.url(entry)}, termCode=entry.id, name=entry.ko, alternateName=entry.en,
        description=told.plain(entry.short), url=told.url(entry),
    )  # fmt: skip


def dataset(told: Told) -> Node:
    """The published data: what they are about, and each of their files."""
    site, offer = told.sheet.catalog.conference.site, told.values["offer"]()
    assert isinstance(offer, Downloads)
    incident = told.sheet.catalog.incident
    about = told.plain(incident.lead if incident else told.sheet.catalog.conference.text)
    files = [
        *offer.whole,
        *(file for made in offer.lists for file in (made.json, *made.tables)),
        offer.citations,
    ]
    return thing(
        "Dataset",
        **{"@id": told.url(told.sheet.address) + "#dataset"},
        name=site.name,
        description=f"{about} {told.description}",
        url=told.url(told.sheet.address),
        license=site.licence_url,
        isAccessibleForFree=True,
        inLanguage=told.sheet.catalog.conference.language,
        version=offer.version,
        distribution=[
            thing("DataDownload", name=path.rpartition("/")[2], contentUrl=told.sheet.whole_file(path),
                  encodingFormat=MEDIA[path.rpartition(".")[2]])
            for path in (file.path for file in files)
        ],
    )  # fmt: skip


# What the page is about as a whole, by its template.
MAIN: Mapping[str, Callable[[Told], Node]] = {
    "data": dataset,
    "glossary": glossary,
    "person": person,
    "session": session,
    "sessions_index": conference,
    "source": source,
}
