"""Makes ids from words: ASCII, the same for the same words, never two alike."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

MAX_ID = 60  # a slug may have 80; the rest is for what tells two alike apart
_SECOND = frozenset(
    {"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org", "pe", "re"}
)  # of co.kr, com.au
_LATIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def kebab(text: str, limit: int = MAX_ID) -> str:
    """The text as an id, or nothing where a letter has no ASCII form.

    >>> kebab("Camp2019-10365-card10_badge"), kebab("Żółć & Groß"), kebab("여는 말 2")
    ('camp2019-10365-card10-badge', 'zolc-gross', '')
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    bare = bare.translate(_LATIN)
    if any(c.isalnum() and not c.isascii() for c in bare):
        return ""
    return _cut("-".join(re.findall(r"[a-z0-9]+", bare.replace("'", "").replace("’", ""))), limit)


def _cut(name: str, limit: int) -> str:
    """At most `limit` letters, ending with a whole word where there is one."""
    if len(name) <= limit:
        return name
    return name[: limit + 1].rpartition("-")[0] or name[:limit]


def free(name: str, taken: Collection[str]) -> str:
    """The name, or with the first number that makes it one of its own.

    >>> free("news-20221016", {"news-20221016", "news-20221016-2"})
    'news-20221016-3'
    """
    number, one = 1, name
    while one in taken:
        number += 1
        one = f"{name}-{number}"
    return one


def source_name(url: str, date: str) -> str:
    """The id of a source, from where and when it was published.

    >>> source_name("https://www.news.co.kr/arti/1.html", "2022-11-23"), source_name("https://www.mbx.com/", "")
    ('news-20221123', 'mbx-undated')
    """
    labels = (urlsplit(url).hostname or "").split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND:
        labels = labels[:-1]
    return f"{kebab(labels[-1]) if labels else 'source'}-{date.replace('-', '') or 'undated'}"
