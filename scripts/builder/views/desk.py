"""The desk at which pages are written: the catalog, the day, the words of the interface, the templates and their filters.

Contributed text never passes Python-Markdown: templates hold finished HTML blocks between our own headings, and
everything from YAML is escaped by autoescape or made by `prose`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from builder.addresses import LISTS, Addresses
from builder.catalog import Catalog
from builder.models.base import Citation, Entry
from builder.models.incident import Door, Event, Step
from builder.models.references import Discrepancy, Figure, Source, Term
from builder.models.values import FIGURE_MARK, PartialDate
from builder.views import linked, text
from builder.views.downloads import Downloads
from builder.views.leaves import Leaf, leaves
from builder.views.sheet import TEMPLATES, Page, Sheet, front_matter
from builder.views.video import Video
from builder.words import fill, words_of


@dataclass(frozen=True)
class Way:
    """A page's place in the way of one kind of reader."""

    door: Door
    index: int

    @property
    def before(self) -> Step | None:
        return self.door.steps[self.index - 1] if self.index else None

    @property
    def after(self) -> Step | None:
        rest = self.door.steps[self.index + 1 :]
        return rest[0] if rest else None


class Desk:
    """Everything that writing pages needs: the catalog, the day, the words of the interface, the templates."""

    def __init__(
        self, catalog: Catalog, today: date, downloads: Callable[[], Downloads] | None = None, site: str = ""
    ) -> None:
        self.catalog = catalog
        self.addresses = Addresses(catalog)
        self.day = today
        self.downloads = downloads  # asked only by the page that shows them
        self.words = words_of(catalog.conference.language)
        self.site = site  # its address, "" where it is not known

    @cached_property
    def environment(self) -> Environment:
        made = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        conference = self.catalog.conference
        made.globals |= {"catalog": self.catalog, "words": self.words, "addresses": self.addresses}
        made.globals |= {"language": conference.language, "zone": self._zone}
        made.filters |= {
            "prose": self._prose,
            "inline": self._inline,
            "line": self._line,
            "closed": text.closed,
            "fill": fill,
        }
        made.filters |= {
            "plain": self.plain,
            "machine": text.machine,
            "printed": self.printed,
            "newest": self.newest,
            "named": self.named,
        }
        for name in ("calendar", "weekday", "at", "clock", "when", "elapsed", "hedged"):
            made.filters[name] = partial(self._worded, getattr(text, name))
        return made

    @property
    def _zone(self) -> str:
        """What the conference's time is called, where the table has a name for its zone."""
        zone = self.catalog.conference.time_zone
        return str(self.words["zones"].get(zone, zone))

    def name_of(self, entry: Entry) -> str:
        """What a link to any entry says; an event is named by its time."""
        if isinstance(entry, Event):
            said = f"{text.when(entry, self.words)}: {self.plain(entry.text)}"
            return said if len(said) <= 80 else f"{said[:79]}…"
        names = (
            getattr(entry, field, None) for field in ("title", "shown", "name", "label", "question", "ko")
        )
        return next((name for name in names if isinstance(name, str)), entry.id)

    def named(self, address: str) -> str:
        """What a link to an address says."""
        if entry := self.addresses.live[address]:
            return self.name_of(entry)
        return str(self.words["entity"][LISTS[address]]) if address in LISTS else address

    def newest(self, citations: Iterable[Citation]) -> PartialDate | None:
        """The date of the newest dated source among them."""
        sources = self.catalog.of(Source)
        return max((day for c in citations if (day := sources[c.id].date)), default=None)

    def printed(self, figure: Figure) -> str:
        """The figure's value as every page prints it; a span is computed from its two events."""
        value = figure.value or ""
        if figure.span:
            events = self.catalog.of(Event)
            value = text.duration(events[figure.span.until].at - events[figure.span.since].at, self.words)
        return text.quantity(value, figure.unit, figure.bound, self.words)

    def plain(self, said: str) -> str:
        """Contributed text as bare words, for descriptions and names."""
        return text.plain(self.bare(said))

    def bare(self, said: str) -> str:
        """A line of contributed text with its figures printed."""
        figures = self.catalog.of(Figure)
        return FIGURE_MARK.sub(lambda mark: self.printed(figures[mark[1]]), said)

    def _figured(self, context: Context, made: Markup) -> Markup:
        def show(name: str) -> Markup:
            figure = self.catalog.of(Figure)[name]
            page = context["page"]
            link = Markup('<a class="rec rec--figure" href="{}">{}</a>')
            mark = Markup(
                '<a class="differs differs--mark" href="{}" title="{}">≠<span class="vh">{}</span></a>'
            )
            differs = (
                mark.format(page.href(entry), entry.question, self.words["site"]["differs"])
                for entry in self.catalog.back(figure, Discrepancy)
            )
            return link.format(page.href(figure), self.printed(figure)) + Markup("").join(differs)

        return text.with_figures(made, show)

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Every word that has an entry in the glossary; of two terms with one word the first keeps it."""
        found: dict[str, Term] = {}
        for term in self.catalog.of(Term).values():
            for word in term.words:
                found.setdefault(word, term)
        return found

    @cached_property
    def _term_pattern(self) -> re.Pattern[str]:
        return text.term_pattern(self.terms, self.words)

    def _explained(self, context: Context, made: Markup) -> Markup:
        """Links each term where the page first uses it; the glossary itself needs none."""
        page = context["page"]

        def link(word: str) -> Markup | None:
            term = self.terms[word]
            if term.id in page.explained:
                return None
            page.explained.add(term.id)
            return Markup('<a class="term-link" href="{}" title="{}">{}</a>').format(
                page.href(term), self.plain(term.short), word
            )

        if not self.terms or Term.place.startswith(f"{page.address}#"):
            return made
        return text.with_terms(made, self._term_pattern, link)

    @pass_context
    def _prose(self, context: Context, said: str) -> Markup:
        return self._explained(context, self._figured(context, text.prose(said)))

    @pass_context
    def _inline(self, context: Context, said: str) -> Markup:
        return self._explained(context, self._figured(context, text.inline(said)))

    @pass_context
    def _line(self, context: Context, said: str) -> Markup:
        """One line without Markdown: escaped, its figures printed."""
        return self._figured(context, escape(said))

    def _worded(self, made: Any, *values: Any) -> str:
        return str(made(*values, self.words))

    def page(
        self,
        template: str,
        address: str,
        *,
        title: str,
        description: str,
        edit: str,
        wide: bool = False,
        boost: float = 1,
        places: Mapping[str, str] | None = None,
        listed: bool = True,
        **values: Any,
    ) -> Page:
        """The page at `address` ("causes/x/" or "" for the front page) from `templates/<template>.md.jinja`.

        A `wide` page has no table of contents beside it; `boost` is its weight among search results, 0 keeps it out of them;
        `places` is what stands on it and otherwise elsewhere, with its id here; a page that is not `listed` is kept out
        of search engines.
        """
        description = description[:200]
        head: dict[str, Any] = {"source_file": edit, "kind": template}
        if isinstance(entry := values.get("entry"), Entry):
            head |= {"record": "/".join(entry.key)}
        if isinstance(film := values.get("video"), Video) and film.frames:
            head |= {"frames": film.frames}
        if boost != 1:
            head |= {"search": {"boost": boost} if boost else {"exclude": True}}
        if wide:
            head |= {"hide": ["toc"]}
        if not listed:
            head |= {"unlisted": True}

        def write() -> str:
            sheet = Sheet(self.catalog, address, self.site, places=places or {})
            body = self.environment.get_template(f"{template}.md.jinja").render(
                page=sheet, title=title, **values
            )
            if left := self.addresses.left.get(address):
                body += self.environment.get_template("moved.md.jinja").render(page=sheet, left=left)
            if address in self.ways:
                onward = self.environment.get_template("onward.jinja")
                body += onward.render(page=sheet, ways=self.ways[address])
            return f"{front_matter(head | self.told(sheet, template, title, description, values))}{body.strip()}\n"

        return Page(f"{address}index.md", write, edit, title, listed)

    def told(
        self, sheet: Sheet, template: str, title: str, description: str, values: Mapping[str, Any]
    ) -> dict[str, str]:
        """What the head of a page that is written says of it, each escaped for its place there."""
        told = linked.Told(sheet, self.words, self.plain, template, title, description, values)
        return {
            "title": str(escape(title)),
            "description": str(escape(description)),
            "linked_data": linked.script(told),
        }

    @cached_property
    def ways(self) -> Mapping[str, tuple[Way, ...]]:
        """Address of a page -> where it stands in the readers' ways."""
        found: dict[str, tuple[Way, ...]] = {}
        for door in self.catalog.incident.doors if self.catalog.incident else ():
            for i, step in enumerate(door.steps):
                address = step.to.partition("#")[0]
                found[address] = (*found.get(address, ()), Way(door, i))
        return found

    def list_page(self, template: str, place: str | Leaf[Any], edit: tuple[str, str], **values: Any) -> Page:
        """A page of the interface's own: its title and lead stand in the table of words; `edit` is the record its pencil opens.

        The place is its address, or where the list may have several pages, its leaf.
        """
        said = self.words["page"][template]
        (leaf,) = leaves(place, ()) if isinstance(place, str) else (place,)
        title, description = (leaf.named(said[name], self.words) for name in ("title", "lead"))
        return self.page(
            template, leaf.address,
            title=title, description=description, lead=said["lead"] if leaf.is_first else "",
            edit=self.catalog.path(edit), leaf=leaf, **{"boost": leaf.boost} | values,
        )  # fmt: skip

    def entry_page(self, entry: Entry, *, title: str, description: str, **values: Any) -> Page:
        edit = self.catalog.path(entry.key)
        return self.page(
            entry.entity,
            entry.address,
            title=title,
            description=description,
            edit=edit,
            entry=entry,
            **values,
        )
