"""What the exports are made with: the records, the words, and what the door tells of this build.

Names by which other programs know a record (UUIDs) come from the conference's code and the record's id alone, never
from the site's address: a site that moves, and a fork of it, keeps them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from builder.catalog import Catalog
from builder.edition import Edition
from builder.views.desk import Desk

GENERATOR = "conference-retrospective"
_ROOT = UUID("6f0d1bb4-58a3-4c9b-9d3f-2f8f6a1f2c55")


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
