"""What strangers may try and what becomes of it, from the files of tests/hostile/: the tests try every row."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.reference.markdown import written


@dataclass(frozen=True)
class Tried:
    """A text that is shown as it was written: what it tries, and what a browser does with it where nothing is escaped."""

    what: str
    text: str
    unlocked: str


@dataclass(frozen=True)
class Refused:
    """A file that is refused: what it tries, where it stands below sessions/, and what is said of it."""

    what: str
    at: str
    said: str


@dataclass(frozen=True)
class Family:
    """Attacks of one kind: the name, and its texts or its files."""

    name: str
    shown: Sequence[Tried] = ()
    refused: Sequence[Refused] = ()


def to_attacks(families: Sequence[Family]) -> str:
    """The page of attacks."""
    texts = [tried for family in families for tried in family.shown]
    return written(
        "attacks",
        families=families,
        texts=len(texts),
        files=sum(len(family.refused) for family in families),
        runs=sum(tried.unlocked == "runs" for tried in texts),
        calls=sum(tried.unlocked == "calls" for tried in texts),
    )
