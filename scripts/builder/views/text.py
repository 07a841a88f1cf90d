"""How values become text on a page: contributed prose, times, dates. Pure functions; words come in as data."""

import html
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from builder.models.base import Moment
from builder.models.values import FIGURE_MARK, PartialDate
from builder.words import Words, filled

# The small Markdown of contributors: no HTML, no headings, no images, no tables (safety.md 1).
_MARKDOWN = MarkdownIt("zero", {"html": False}).enable(["emphasis", "backticks", "link", "list", "escape"])
_MARKDOWN.validateLink = lambda url: url.startswith(("https://", "http://", "mailto:"))  # type: ignore[method-assign]
_TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a"}
# No title, which nh3 else lets stand on every tag: a figure's mark inside an attribute would become markup there.
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """Contributed text as clean HTML; what is not the small Markdown is shown as it was typed.

    >>> prose("*겹*으로 <b>쓴</b> `값`")
    Markup('<p><em>겹</em>으로 &lt;b&gt;쓴&lt;/b&gt; <code>값</code></p>')
    >>> prose("[누르기](javascript:alert(1))")
    Markup('<p>[누르기](javascript:alert(1))</p>')
    """
    made = _MARKDOWN.render(text)
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        url_relative="deny",
        link_rel="noopener",
    )
    return Markup(clean.strip())


def inline(text: str) -> Markup:
    """The same for a place that already is a paragraph or a cell: one paragraph loses its <p>.

    >>> inline("**값**")
    Markup('<strong>값</strong>')
    """
    made = prose(text)
    one = made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1
    return Markup(made[3:-4]) if one else made


def closed(made: Markup, tail: Markup) -> Markup:
    """Finished prose with `tail` (citation marks, say) inside its last paragraph.

    >>> closed(prose("값"), Markup("<b>1</b>"))
    Markup('<p>값<b>1</b></p>')
    """
    end = made.rfind("</p>")
    return (
        made + tail if end < 0 or made[end + 4 :].strip() else Markup(made[:end]) + tail + Markup(made[end:])
    )


def plain(text: str) -> str:
    """The text without its marks, for descriptions and titles.

    >>> plain("**값**과 `열쇠`")
    '값과 열쇠'
    """
    return " ".join(html.unescape(Markup(prose(text)).striptags()).split())


def with_figures(made: Markup, show: Callable[[str], Markup]) -> Markup:
    """Finished text with every `[=figure-id]` as `show` prints it.

    >>> with_figures(prose("모두 [=total]"), lambda name: Markup("<b>{}</b>").format(name))
    Markup('<p>모두 <b>total</b></p>')
    """
    return Markup(FIGURE_MARK.sub(lambda mark: str(show(mark[1])), made))


_TAG = re.compile(r"(<[^>]*>)")
_CLOSING = {"a": "</a>", "code": "</code>"}


def term_pattern(terms: Iterable[str], words: Words) -> re.Pattern[str]:
    """Finds any of the terms where it stands by itself or with an ending of the language, the longest first.

    >>> of = {"term_endings": "(?:은|를)?"}
    >>> term_pattern(["이중화", "DR"], of).findall("이중화를 한 DR은 두었고, 삼이중화와 이중화율은 다르다")
    ['이중화', 'DR']
    """
    longest = sorted(terms, key=lambda term: (-len(term), term))
    found = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<![^\W_])(?:{found})(?={words['term_endings']}(?![^\W_]))")


def with_terms(made: Markup, pattern: re.Pattern[str], link: Callable[[str], Markup | None]) -> Markup:
    """Finished text with each word that `link` has a link for linked; what is a link or code already stays as it is.

    >>> with_terms(prose("`DR`과 DR"), re.compile("DR"), lambda word: Markup("<b>{}</b>").format(word))
    Markup('<p><code>DR</code>과 <b>DR</b></p>')
    """
    parts, closed_by = [], ""
    for part in _TAG.split(made):
        if closed_by or part.startswith("<"):
            closed_by = (
                ""
                if part == closed_by
                else closed_by or _CLOSING.get(part[1:].split(" ", 1)[0].rstrip(">"), "")
            )
            parts.append(part)
        else:
            parts.append(pattern.sub(lambda found: str(link(html.unescape(found[0])) or found[0]), part))
    return Markup("".join(parts))


def duration(gap: timedelta, words: Words) -> str:
    """'127시간 30분', '20분', '3시간'."""
    hours, minutes = divmod(gap // timedelta(minutes=1), 60)
    shape = "duration_both" if hours and minutes else "duration_hours" if hours else "duration_minutes"
    return filled(words["format"][shape], hours=hours, minutes=minutes)


def quantity(value: str, unit: str | None, bound: str, words: Words) -> str:
    """A value with its unit and hedge: '약 3만 2,000대', '83.1%', '4,743만 명'; 'about 32,000 servers', '83.1%'."""
    shape = (
        "after_word" if not value[-1].isdigit() else "after_digit" if unit and unit[0].isalpha() else "sign"
    )
    said = filled(words["format"][shape], value=value, unit=unit) if unit else value
    return filled(words["bound"][bound], quantity=said)


def calendar(value: PartialDate | date, words: Words) -> str:
    """'2022년 12월 7일', '2024년 1월' or '2016년'."""
    year, month, day = value if isinstance(value, PartialDate) else (value.year, value.month, value.day)
    shape = "day" if day else "month" if month else "year"
    name = words["months"][month - 1] if month else None
    return filled(words["format"][shape], year=year, month=name, day=day)


def weekday(value: date, words: Words) -> str:
    """'2022년 12월 7일(수)'."""
    return filled(
        words["format"]["weekday"], day=calendar(value, words), weekday=words["weekdays"][value.weekday()]
    )


def at(day: date, start: str, words: Words) -> str:
    """'2022년 12월 7일(수) 11:00', of a day and a time of day on it."""
    return filled(words["format"]["moment"], day=weekday(day, words), clock=start)


def clock(moment: Moment, words: Words) -> str:
    """The time of day as exactly as it is known: '15:19', '15:00 무렵(시 단위)', '저녁', or nothing for a day."""
    at = moment.at
    if moment.precision == "minute":
        said = f"{at:%H:%M}"
    elif moment.precision == "hour":
        said = filled(words["format"]["hour"], clock=f"{at:%H:%M}")
    elif moment.precision == "part_of_day":
        begun = [start for start in words["part_of_day"] if int(start) <= at.hour]
        said = str(words["part_of_day"][begun[-1]])
    else:
        return ""
    return said


def when(moment: Moment, words: Words) -> str:
    """The whole moment with its hedge: '2022년 10월 15일 15:19 무렵'."""
    at = moment.at
    cut = {"year": PartialDate(at.year), "month": PartialDate(at.year, at.month)}
    day = cut.get(moment.precision, PartialDate(at.year, at.month, at.day))
    said, time = calendar(day, words), clock(moment, words)
    return hedged(moment, filled(words["format"]["moment"], day=said, clock=time) if time else said, words)


def hedged(moment: Moment, said: str, words: Words) -> str:
    return filled(words["qualifier"][moment.qualifier], moment=said)


def machine(moment: Moment) -> str:
    """For the datetime attribute of <time>, no more exact than is known.

    https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-time-element
    """
    cut = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "part_of_day": "%Y-%m-%d"}.get(moment.precision)
    return moment.at.strftime(cut) if cut else moment.at.isoformat("T", "minutes")


def elapsed(moment: datetime, start: datetime, words: Words) -> str:
    """The time since the start: 'T−11분', 'T+10시간 1분', 'T+4일 13시간 30분'."""
    gap = moment.astimezone(UTC) - start.astimezone(UTC)
    minutes = abs(gap) // timedelta(minutes=1)
    days, rest = divmod(minutes, 24 * 60)
    shape = "elapsed_days" if days else "elapsed_hours" if rest >= 60 else "elapsed_minutes"
    sign = "T−" if gap < timedelta() else "T+"
    return filled(words["format"][shape], sign=sign, days=days, hours=rest // 60, minutes=rest % 60)
