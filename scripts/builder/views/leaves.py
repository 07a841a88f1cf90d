"""A list that is too long for one page, on several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from builder.words import filled

MOST = 600  # of a list on one page: 200 KB of HTML for names, 600 KB for talks with their summaries; a tenth over the wire

T = TypeVar("T")


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """What stands of a list on one of its pages; `addresses` are those of all of them, the list's own first."""

    number: int
    addresses: Sequence[str]
    items: Sequence[T]

    @property
    def address(self) -> str:
        return self.addresses[self.number - 1]

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def next(self) -> str:
        """The address of the page after this one, "" for the last."""
        return next(iter(self.addresses[self.number :]), "")

    @property
    def boost(self) -> float:
        """A list is found by its first page (`Desk.page`)."""
        return 1 if self.is_first else 0

    def named(self, text: str, words: Mapping[str, Any]) -> str:
        """A title or a description, told apart from that of the other pages: "발표자 (2/5)"."""
        if self.is_first:
            return text
        return filled(words["count"]["leaf"], text=text, number=self.number, count=len(self.addresses))


def leaves(address: str, items: Sequence[T]) -> Sequence[Leaf[T]]:
    """The pages of a list that stands at `address`: one where all fits, also where there is nothing.

    >>> [leaf.address for leaf in leaves("speakers/", range(1201))]
    ['speakers/', 'speakers/pages/2/', 'speakers/pages/3/']
    """
    starts = range(0, len(items), MOST) or (0,)
    addresses = [address, *(f"{address}pages/{i}/" for i in range(2, len(starts) + 1))]
    return [Leaf(i, addresses, items[start : start + MOST]) for i, start in enumerate(starts, 1)]
