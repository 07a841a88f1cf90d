"""What the exports are made with: the records, the words, and what the door tells of this build.

Names by which other programs know a record (UUIDs) come from the conference's code and the record's id alone, never
from the site's address: a site that moves, and a fork of it, keeps them.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from builder.catalog import Catalog
from builder.views.sheet import Desk

GENERATOR = "conference-retrospective"
_ROOT = UUID("6f0d1bb4-58a3-4c9b-9d3f-2f8f6a1f2c55")


@dataclass(frozen=True)
class Edition:
    """A build as the door tells it: its day, where the site will stand and the version of the data ("" if unknown).

    `Edition(date(2026, 11, 22), "https://example.org/naru/", "2026-11-22 1a2b3c4")`
    """

    day: date
    site: str = ""
    version: str = ""

    @property
    def stamp(self) -> datetime:
        """The day's first moment (UTC), where a format asks when it was written."""
        return datetime.combine(self.day, time(), UTC)

    def url(self, address: str) -> str | None:
        """The whole address of a page or file of the site, where the site's own is known."""
        return f"{self.site.rstrip('/')}/{address}" if self.site else None


@dataclass(frozen=True)
class Press:
    """Everything that writing an export needs."""

    catalog: Catalog
    edition: Edition
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "desk", Desk(self.catalog, self.edition.day))

    @property
    def words(self) -> Any:
        return self.desk.words

    @cached_property
    def _names(self) -> UUID:
        return uuid5(_ROOT, self.catalog.conference.code)

    def guid(self, name: str) -> UUID:
        """A record's name for ever and everywhere, from "session/opening" (RFC 9562, 5.5)."""
        return uuid5(self._names, name)

    def midnight(self, day: date) -> datetime:
        """The first moment of a day where the conference is."""
        return datetime.combine(day, time(), self.catalog.zone)
