"""The words of the interface: one table a language in `templates/words/`, and how its sentences are filled.

The frame around the pages has a few more in `theme/words/`, for the engine's templates cannot read the table.

What a reader sees is in the language of the conference (`language` in conference.yml). What only editors see, the
problems, the schemas, the pages under `reference/` and `differences/`, is in theirs, which is Korean everywhere.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from markupsafe import Markup, escape

from builder.document import read_document

Words: TypeAlias = Mapping[str, Any]
TABLES = Path(__file__).resolve().parent / "templates" / "words"
EDITORS: Final = "ko"


@cache
def words_of(language: str) -> Words:
    """The table of a language: {"entity": {"session": "Session", ...}, ...}."""
    read: Words = read_document(TABLES, f"{language}.yml").data
    return read


def rules_of(language: str) -> str:
    """The script by which the search reads a question in a language; it makes `self.LANGUAGE` (docs/assets/search.js)."""
    return (TABLES / f"{language}.js").read_text(encoding="utf-8")


class _Count(int):
    """A number that also chooses a word: "{count:talk|talks}" is "talk" for 1 and "talks" for any other."""

    def __format__(self, shape: str) -> str:
        one, bar, many = shape.partition("|")
        if not bar:
            return super().__format__(shape)
        return one if self == 1 else many


def filled(shape: str, **values: object) -> str:
    """A sentence of the table with its values.

    >>> filled("{count} {count:talk|talks} by {name}", count=1, name="Ada"), filled("{count:talk|talks}", count=2)
    ('1 talk by Ada', 'talks')
    """
    return shape.format(**_counting(values))


def fill(shape: str, **values: object) -> Markup:
    """The same for a page: values are escaped, finished HTML stays as it is.

    >>> fill("{name} & {link}", name="<b>", link=Markup('<a href="#">1</a>'))
    Markup('&lt;b&gt; &amp; <a href="#">1</a>')
    """
    return Markup(escape(shape)).format(**_counting(values))


def _counting(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: _Count(value) if isinstance(value, int) else value for name, value in values.items()}
