"""Writes a table's page: templates without HTML, and texts that Markdown shows as they are."""

import re
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.views.sheet import TEMPLATES
from builder.words import EDITORS, words_of


def written(template: str, **values: Any) -> str:
    """The page made by templates/<template>.md.jinja."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=False, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters |= {"code": code, "literal": literal}
    return made.get_template(f"{template}.md.jinja").render(**values)


def entity_names() -> dict[str, str]:
    """The kinds of record as readers know them: {"session": "세션"}."""
    names: dict[str, str] = words_of(EDITORS)["entity"]
    return names


def code(text: str) -> str:
    """A code span that holds in a table's cell; with a bar in it, which only the engine or only GitHub would show, in HTML.

    >>> code("a"), code("a`b"), code("a|b*")
    ('`a`', '`` a`b ``', '<code>a&#124;b&#42;</code>')
    """
    if "|" in text:
        coded = (c if c.isalnum() or c == " " or not c.isascii() else f"&#{ord(c)};" for c in text)
        return f"<code>{''.join(coded)}</code>"
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if len(fence) > 1 else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def literal(text: str) -> str:
    """Text that means nothing to Markdown, on GitHub and in the engine (whose attr_list reads braces).

    >>> literal("[=id] | {a}")
    '\\\\[=id\\\\] \\\\| \\\\{a\\\\}'
    """
    return re.sub(r"([\\`*\[\]{}|])", r"\\\1", text).replace("<", "&lt;")
