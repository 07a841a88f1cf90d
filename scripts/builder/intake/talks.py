"""The talks of a conference as an export or a table tells them, each value with its place; whatever it was read from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.document import Place, without_unwanted


class Told(NamedTuple):
    """A value and where it stands in the file it came from."""

    text: str
    place: Place


@dataclass(frozen=True)
class Guest:
    """A speaker. `key` is what the export knows the person by, `id` the id that a table asks for."""

    name: Told
    key: str = ""
    id: str = ""


@dataclass(frozen=True)
class Talk:
    """`fields` are values of a session's own fields: {"title": ..., "date": ..., "video": ...}; tracks and company by name.

    `slug` and `key` are what the export calls the talk: words, and a number or a code that never changes.
    """

    place: Place
    fields: Mapping[str, Told]
    guests: tuple[Guest, ...] = ()
    tracks: tuple[Told, ...] = ()
    company: Told | None = None
    tags: tuple[Told, ...] = ()
    slug: str = ""
    key: str = ""
    id: Told | None = None

    def said(self, name: str) -> str:
        return self.fields[name].text if name in self.fields else ""


@dataclass
class Export:
    """Everything read from one file. `about` is what it says of itself: conference, url, version.

    `left_out` counts what is not taken, by its name; `passed_over` names talks that were not taken and why.
    """

    path: str
    talks: list[Talk] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    track_slugs: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)


def told(text: str, place: Place) -> Told:
    """A value as it looks on one line: exports and spreadsheets carry tabs, line ends and invisible letters along."""
    return Told(without_unwanted(text), place)
