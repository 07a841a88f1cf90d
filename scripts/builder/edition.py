"""What the door tells of a build."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time


@dataclass(frozen=True)
class Edition:
    """A build as the door tells it: its day, where the site will stand and the version of the data ("" if unknown).

    `Edition(date(2026, 11, 22), "https://example.org/naru/", "2026-11-22 1a2b3c4")`
    """

    day: date
    site: str = ""
    version: str = ""
    changed: Mapping[str, date] = field(
        default_factory=dict
    )  # source file -> the day of its last change, if known

    @property
    def stamp(self) -> datetime:
        """The day's first moment (UTC), where a format asks when it was written."""
        return datetime.combine(self.day, time(), UTC)

    def url(self, address: str) -> str | None:
        """The whole address of a page or file of the site, where the site's own is known."""
        return f"{self.site.rstrip('/')}/{address}" if self.site else None
