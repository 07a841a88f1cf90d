"""Shows the line of a problem with a mark under what is at fault, in the columns of a terminal."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from builder.document import read_text
from builder.problems import Problem, ProblemsFound, printable

CUT = "…"


def with_lines(root: Path, problems: Iterable[Problem], columns: int = 80) -> Iterator[str]:
    """Each problem with its line quoted below it; of a file that cannot be read (a link, a pipe) nothing is quoted."""
    for path, of_file in groupby(problems, key=lambda problem: problem.path):
        try:
            text = read_text(root, path)
        except ProblemsFound:
            text = ""
        for problem in of_file:
            yield "\n".join(filter(None, (str(problem), quoted(problem, text, columns))))


def quoted(problem: Problem, text: str, columns: int = 80) -> str:
    """The problem's line of `text` and a mark below it, two lines; nothing where no line is at fault or it is not there.

    A long line is cut around the place, so that both lines stay within `columns`. What would move the cursor is shown
    as its code, and what is quoted never begins a line.

    >>> print(quoted(Problem("x.yml", 1, 8, "", 2), "title: 가나 다"))
        1 | title: 가나 다
          |        ^~~~
    """
    lines = text.split("\n")
    if not problem.width or problem.line > len(lines):
        return ""
    shown = [printable(char) for char in lines[problem.line - 1]]
    start = min(problem.column - 1, len(shown))
    end = min(start + problem.width, len(shown))
    gutter = f"{problem.line:>5} | "
    widths = [columns_of(part) for part in shown]
    first, last = _window(widths, start, columns - len(gutter) - 2 * len(CUT))
    before, after = CUT if first else "", CUT if last < len(shown) else ""
    run = max(sum(widths[start : min(end, last)]), 1)
    mark = " " * (len(before) + sum(widths[first:start])) + "^" + "~" * (run - 1)
    return f"{gutter}{before}{''.join(shown[first:last])}{after}\n{' ' * (len(gutter) - 2)}| {mark}"


def columns_of(text: str) -> int:
    """How many columns a text takes in a terminal: a Hangul syllable two, an accent put over a letter none.

    https://www.unicode.org/reports/tr11/

    >>> columns_of("A가Ａ"), columns_of("e\\u0301"), columns_of("\\u1100\\u1161\\u11a8")
    (5, 1, 2)
    """
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if "\u1160" <= char <= "\u11ff" or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(widths: Sequence[int], start: int, room: int) -> tuple[int, int]:
    """From which character to which: a third of the room before `start`, the rest after it, and no room left unused."""
    first = last = start
    left = room

    def back(spare: int) -> None:
        nonlocal first, left
        while first and left - widths[first - 1] >= spare:
            first -= 1
            left -= widths[first]

    back(room * 2 // 3)
    while last < len(widths) and left >= widths[last]:
        left -= widths[last]
        last += 1
    back(0)
    return first, last
