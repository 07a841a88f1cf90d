"""The comparison as one Markdown text for the people who review a change.

Everything that contributors can write stands in a code span, in a fence longer than any it holds, or escaped in
`<code>`: nothing of it becomes markup, a link or the mention of a person. GitHub takes 1 MiB at most and shows
nothing of a longer text, so every list ends after a number of lines, and the differences after a number of bytes.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from builder.differences.change import Change
from builder.differences.site import PageChange, SiteChange
from builder.problems import Problem, printable
from builder.views.sheet import TEMPLATES

CONTENT = ("sessions/", "docs/")
LIMIT = 1_000_000_000  # bytes of a site: https://docs.github.com/pages/getting-started-with-github-pages/github-pages-limits
LISTED = 50  # names a list shows
NAME = 160  # characters of a name
LINE = 2_000  # characters of a line of a page
PAGE = 20_000  # bytes of one page's difference
BUDGET = 400_000  # bytes of all of them


@dataclass(frozen=True)
class Summary:
    """What was found. `None` is what could not be compared: `fault` is why the earlier site is missing, `failure` why
    this one is.
    """

    base: str
    files: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    fault: str = ""
    records: Change | None = None
    gaps: Change | None = None
    site: SiteChange | None = None


def to_summary(summary: Summary) -> str:
    """The same findings give the same text, below GitHub's limit whatever they are."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"code": code, "clip": clip, "fenced": fenced, "size": size}
    environment.globals |= {"LISTED": LISTED, "LIMIT": LIMIT, "LINE": LINE}
    shown, left = _texts(environment, summary.site.texts if summary.site else ())
    return environment.get_template("summary.md.jinja").render(
        summary=summary,
        code_files=tuple(path for path in summary.files if not path.startswith(CONTENT)),
        texts=Markup("").join(shown),
        left=left,
    )


def _texts(environment: Environment, texts: Iterable[PageChange]) -> tuple[list[str], tuple[str, ...]]:
    """The differences that find room, and the pages whose do not; pages of one and the same difference are one."""
    template = environment.get_template("summary_page.md.jinja")
    groups: dict[tuple[str, ...], list[PageChange]] = {}
    for page in texts:
        groups.setdefault(page.changed or (page.address,), []).append(page)
    shown: list[str] = []
    left: list[str] = []
    room = BUDGET
    for first, *others in sorted(groups.values(), key=lambda pages: (not pages[0].before, pages[0].address)):
        text = Markup(template.render(page=first, others=[page.address for page in others]))
        room -= len(text.encode())
        if room > 0:
            shown.append(text)
        else:
            left += [page.address for page in (first, *others)]
    return shown, tuple(left)


def code(text: str, most: int = NAME) -> Markup:
    """Any text as a code span of one line: https://spec.commonmark.org/0.31.2/#code-spans

    >>> print(code("a `b` <img>"))
    `` a `b` <img> ``
    """
    text = clip(text, most) or "-"
    ticks = "`" * (_longest_run(text) + 1)
    space = " " if "`" in text else ""
    return Markup(f"{ticks}{space}{text}{space}{ticks}")


def clip(text: str, most: int = NAME) -> str:
    text = printable(text)
    return text if len(text) <= most else f"{text[:most]}…"


def fenced(lines: Iterable[str], kind: str = "diff") -> Markup:
    """Lines as a fenced block that none of them can end: https://spec.commonmark.org/0.31.2/#fenced-code-blocks

    >>> print(fenced(["+```", "+x"]))
    ````diff
    +```
    +x
    ````
    """
    text = "\n".join(_within(PAGE, lines))
    ticks = "`" * max(3, _longest_run(text) + 1)
    return Markup(f"{ticks}{kind}\n{text}\n{ticks}")


def _within(limit: int, lines: Iterable[str]) -> Iterator[str]:
    """Lines while they fit, then how many do not."""
    rest = 0
    for whole in lines:
        line = printable(whole)
        line = line if len(line) <= LINE else f"{line[:LINE]}…"
        limit -= len(line.encode()) + 1
        if limit > 0:
            yield line
        else:
            rest += 1
    if rest:
        yield f"… ({rest}줄을 줄였습니다)"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def size(count: int) -> str:
    """Bytes for reading.

    >>> size(900), size(-2048), size(45088768)
    ('900 B', '-2.0 KiB', '43.0 MiB')
    """
    if abs(count) < 1024:
        return f"{count} B"
    return f"{count / 1024:.1f} KiB" if abs(count) < 1024**2 else f"{count / 1024**2:.1f} MiB"
