"""A site of odd texts: whatever some format escapes in its own way, and every hostile text, in every field that takes text."""

import typing
import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from attacks import texts
from builder.document import Loc, read_document
from builder.problems import Problem
from builder.reading import load_catalog
from toy import door, problems_of, toy_project

TITLES = {
    "quotes": "\"겹\" '홑' `뒤` “둥근” ‹꺾쇠›",
    "marks": "a, b; c: d \\ e \\n f \\, g \\; h \\\\",
    "entities": "&amp; &lt;b&gt; &#38; & <b>굵게</b> <script>go()</script>",
    "xml": "]]> --> <!-- 숨김 --> <![CDATA[x]]> <?php ?>",
    "equals": "=1+1",
    "plus": "+82-2-1234",
    "minus": "-1도",
    "at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "wide": "＝1＋1",
    "apostrophe": "'=1",
    "comma-first": ",;,",
    "emoji": "😀 👍🏽 🇰🇷 🫠 𠮷",
    "decomposed": unicodedata.normalize("NFD", "한글 각"),
    "combined": "e\u0301 ő Å ﬁ ㎏ ㈜",
    "templates": "{{ x }} {% raw %} {0} %s %0D%0A ${HOME} $(id)",
    "calendar": "END:VCALENDAR BEGIN:VEVENT DTSTART:20220101",
    "long": "가" * 299,
    "long-latin": "a, " * 99 + "a",
    "spaces": "두  칸   세 칸",
    "words": "null",
    "number": "007",
    "day": "2031-11-01",
    "tilde": "~!#$%^*()_[]{}|/?.<>",
    "brackets": "[글](https://example.org) *별* _밑_ # 제목",
}
TITLES |= {attack.id: " ".join(attack.text.split()) for attack in texts()}
TEXT = '첫 줄, 쉼표; 쌍반점\n둘째 줄 "따옴표" & <b> ]]> \\n\n\n=셋째 줄'


FREE = ("한 줄", "제목", "문장", "글", "인용")  # the forms of text, as the models name them
Field = tuple[str, Loc, str]  # file, place in it, "Session.title"


@dataclass(frozen=True)
class Odd:
    """The root of the project, and the fields of its records that hold a hostile text ("Session.title")."""

    root: Path
    fields: frozenset[str]


def odd_site(folder: Path) -> Odd:
    """The toy site with a talk, a speaker and a track of each title, and a hostile text in every field that takes one."""
    root = toy_project(folder)
    used = poison(root)
    sessions = root / "sessions"
    conference = yaml.safe_load((sessions / "conference.yml").read_text(encoding="utf-8"))
    conference["tracks"] += [{"id": f"t-{name}", "name": title} for name, title in TITLES.items()]
    write(sessions / "conference.yml", conference)
    for i, (name, title) in enumerate(TITLES.items()):
        write(
            sessions / f"references/people/p-{name}.yml", {"name": person(i, title), "sources": ["programme"]}
        )
        write(
            sessions / f"programme/s-{name}.yml",
            {
                "kind": "tech", "title": title, "date": "2031-11-02", "start": "11:00", "tracks": [f"t-{name}"],
                "speakers": [{"person": f"p-{name}"}], "sources": ["programme"], "tags": [title],
                "points": [{"text": TEXT, "sources": ["programme"]}], "summary": title,
            },
        )  # fmt: skip
    done = door(root, "build", SITE_URL=SITE, DATA_VERSION=VERSION)
    assert done.returncode == 0, done.stdout + done.stderr
    return Odd(root, used)


def poison(root: Path) -> frozenset[str]:
    """Puts a hostile text in the place of every text of the records, as far as the rules let it; says of which fields."""
    clean = {path: read_document(root, path).data for path in {path for path, _, _ in fields_in(root)}}
    lines = [attack.text for attack in texts() if len(attack.text) < 110]
    given = dict(zip(fields_in(root), cycle(lines)))
    given = {field: f"{text} {number}" for number, (field, text) in enumerate(given.items())}
    while True:
        for path, data in clean.items():
            changed = deepcopy(data)
            for (file, loc, _), text in given.items():
                if file == path:
                    put(changed, loc, text)
            write(root / path, changed)
        if not (
            refused := {
                field for problem in problems_of(root) for field in given if stands(root, field, problem)
            }
        ):
            break
        given = {field: text for field, text in given.items() if field not in refused}
    assert problems_of(root) == []
    return frozenset(name for _, _, name in given)


def fields_in(root: Path) -> list[Field]:
    catalog = load_catalog(root)
    return [
        (origin.document.path, (*origin.loc, *loc), name)
        for key, model in catalog.models
        for origin in [catalog.origins[key]]
        for loc, name in texts_of(model)
        if (*origin.loc, *loc) in origin.document.values
    ]


def texts_of(model: BaseModel, at: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Where a record and the records inside it hold text."""
    for name, hint in typing.get_type_hints(type(model), include_extras=True).items():
        value = getattr(model, name, None) if name in type(model).model_fields else None
        for i, part in enumerate(value) if isinstance(value, tuple) else ((None, value),):
            loc: Loc = (*at, name) if i is None else (*at, name, i)
            if isinstance(part, BaseModel):
                yield from texts_of(part, loc)
            elif isinstance(part, str) and any(f"Form(name='{form}'" in repr(hint) for form in FREE):
                yield loc, f"{type(model).__name__}.{name}"


def put(data: Any, loc: Loc, text: str) -> None:
    for key in loc[:-1]:
        data = data[key]
    data[loc[-1]] = text


def stands(root: Path, field: Field, problem: Problem) -> bool:
    path, loc, _ = field
    return path == problem.path and read_document(root, path).place(loc)[0] == problem.line


def person(i: int, title: str) -> str:
    """The title as a name that no other is near to."""
    return f"{title[:250]} {chr(ord('가') + 70 * i)}{i}"


def write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, width=1000), encoding="utf-8")


SITE, VERSION = "https://naru.example.org/record/", "2032-03-09 1a2b3c4"
