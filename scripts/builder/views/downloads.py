"""What can be taken away as data, as the exports tell it to the page that offers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def calendar_of(address: str) -> str:
    """The calendar that stands beside a page, under the page's own name.

    >>> calendar_of("sessions/opening/")
    'sessions/opening/opening.ics'
    """
    return f"{address}{address.split('/')[-2]}.ics"


@dataclass(frozen=True)
class File:
    """A file of the site, by its path and its size in bytes."""

    path: str
    size: int

    @property
    def kilobytes(self) -> int:
        """In thousands of bytes, at least 1."""
        return max(1, round(self.size / 1000))


@dataclass(frozen=True)
class List:
    """A published list by its key ("sessions"): its records, and its files; the first CSV is its own, the rest its parts'."""

    key: str
    records: int
    json: File
    schema: File
    tables: Sequence[File]


@dataclass(frozen=True)
class Downloads:
    """Everything on offer. `calendars` and `feeds` are by name; `site` and `version` are "" where they are not known."""

    form: str
    site: str
    version: str
    whole: Sequence[File]
    lists: Sequence[List]
    citations: File
    calendars: Mapping[str, File]
    schedule: Sequence[File]
    feeds: Mapping[str, File]
    bibliography: Sequence[File]
