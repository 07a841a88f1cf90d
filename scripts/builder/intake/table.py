"""Reads a table of talks: CSV in UTF-8 as a spreadsheet saves it, one row a talk.

| column | holds |
|---|---|
| title, date, start | as in the session's file: 2022-12-07, 11:00 |
| speakers | names, with `;` between; `hana-kim=김하나` gives the id that the person's file gets |
| id | the session's id; without it one is made from an English title |
| kind | keynote, tech, preview; tech without it |
| tracks, tags | with `;` between; a track by its name or id |
| company, official_url, video, slides | as in the session's file |
"""

import re

from builder.document import Place
from builder.intake.located import Cells
from builder.intake.talks import Export, Guest, Talk, Told, told
from builder.problems import Problem, ProblemsFound, near, say

REQUIRED = ("title", "date", "start", "speakers")
SINGLE = ("title", "date", "start", "kind", "official_url", "video", "slides")
COLUMNS = (*REQUIRED, "id", "kind", "tracks", "tags", "company", "official_url", "video", "slides")


def read_talks(path: str, rows: list[Cells]) -> Export:
    """The talks of a table. Raises ProblemsFound where a column that must be there is not."""
    head, *body = rows or [[]]
    names = [name.strip().casefold() for name, _ in head]
    mend = "첫 줄에 열의 이름을 적어 주세요"
    problems = [
        Problem(path, 1, 1, say(name, "이 열이 없습니다", f"{near(name, names)} {mend}".strip()))
        for name in REQUIRED
        if name not in names
    ]
    problems += [
        Problem(path, *place, say(name, "같은 이름의 열이 두 번 있습니다", "하나만 남겨 주세요"))
        for i, (name, (_, place)) in enumerate(zip(names, head, strict=True))
        if name in COLUMNS and name in names[:i]
    ]
    if problems:
        raise ProblemsFound(problems)
    made = Export(path)
    for row in body:
        cells = {name: told(*cell) for name, cell in zip(names, row, strict=False) if cell[0].strip()}
        for name in cells.keys() - set(COLUMNS):
            made.left_out[name or "이름 없는 열"] += 1
        made.talks.append(_talk(row[0][1], cells))
    return made


def _talk(place: Place, cells: dict[str, Told]) -> Talk:
    fields = {name: cells[name] for name in SINGLE if name in cells}
    fields.setdefault("kind", Told("tech", place))
    if "start" in fields:
        fields["start"] = Told(_clock(fields["start"].text), fields["start"].place)
    guests = tuple(_guest(part) for part in _parts(cells.get("speakers")))
    return Talk(
        place, fields, guests, tuple(_parts(cells.get("tracks"))), cells.get("company"), tuple(_parts(cells.get("tags"))),
        id=cells.get("id"),
    )  # fmt: skip


def _parts(cell: Told | None) -> list[Told]:
    return [Told(part.strip(), cell.place) for part in cell.text.split(";") if part.strip()] if cell else []


def _guest(part: Told) -> Guest:
    """`hana-kim=김하나` -> the name and the id."""
    name, equals, said = part.text.partition("=")
    return Guest(Told(said.strip(), part.place), id=name.strip()) if equals else Guest(part)


def _clock(text: str) -> str:
    """A spreadsheet shows 09:30 as 9:30 or 09:30:00."""
    shape = re.fullmatch(r"(\d{1,2}:\d\d)(:00)?", text, re.ASCII)
    return shape[1].zfill(5) if shape else text
