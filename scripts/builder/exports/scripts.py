"""What the site's scripts say, and the rules by which they read a question, in the language of the site."""

import json
from collections.abc import Iterator

from builder.exports.press import Press
from builder.words import rules_of

PATH = "assets/words.js"


def scripts(press: Press) -> Iterator[tuple[str, bytes]]:
    """`self.WORDS = {"language": "en", "search": {...}, "offline": {...}}`, then `self.LANGUAGE`, the language's rules."""
    language = press.catalog.conference.language
    words = {"language": language, **press.words["script"]}
    said = json.dumps(words, ensure_ascii=False, indent=1)
    yield PATH, f"self.WORDS = {said};\n{rules_of(language)}".encode()
