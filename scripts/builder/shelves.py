"""Where each record stands: a file's place below `sessions/` says what it holds, its name is its id."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from builder.document import read_document
from builder.models.base import Entry, Model
from builder.models.causes import Cause, Comparison
from builder.models.conference import Conference, Person, Session
from builder.models.diagrams import Diagram
from builder.models.incident import Event, Incident
from builder.models.measures import Measure
from builder.models.redirects import Redirect
from builder.models.references import Correction, Discrepancy, Figure, Source, Term
from builder.models.services import Curve, Service
from builder.problems import Problem, ProblemsFound, near, say


@dataclass(frozen=True)
class Shelf:
    """Files of one pattern below sessions/: each is one record, or a list of them under the key `many`."""

    pattern: str
    model: type[Model]
    many: str | None = None


SHELVES = (
    Shelf("conference.yml", Conference),
    Shelf("redirects.yml", Redirect, "redirects"),
    Shelf("incident/incident.yml", Incident),
    Shelf("incident/timeline/*.yml", Event, "events"),
    Shelf("incident/causes/*.yml", Cause),
    Shelf("incident/measures/*.yml", Measure),
    Shelf("incident/services.yml", Service, "services"),
    Shelf("incident/figures.yml", Figure, "figures"),
    Shelf("incident/curves.yml", Curve, "curves"),
    Shelf("incident/diagrams.yml", Diagram, "diagrams"),
    Shelf("incident/comparison.yml", Comparison, "comparisons"),
    Shelf("incident/discrepancies/*.yml", Discrepancy, "discrepancies"),
    Shelf("references/sources/*.yml", Source),
    Shelf("references/people/*.yml", Person),
    Shelf("references/glossary.yml", Term, "terms"),
    Shelf("references/corrections.yml", Correction, "corrections"),
    Shelf("*/*.yml", Session),
)
ENTRIES: tuple[type[Entry], ...] = (
    Session, Person, Event, Cause, Measure, Service, Curve, Diagram, Comparison, Figure, Discrepancy, Source, Term, Correction,
)  # fmt: skip
FRAME = ("lane", "phase", "question", "layer", "party", "topic")  # the lists of incident.yml
FOLDERS_OF_OTHERS = ("incident", "references")


def shelf_of(model: type[Model]) -> Shelf:
    return next(shelf for shelf in SHELVES if shelf.model is model)


def shelf_at(path: str, folder: str) -> Shelf | None:
    parts = path.split("/")[1:] if path.startswith(folder + "/") else path.split("/")
    for shelf in SHELVES:
        pattern = shelf.pattern.split("/")
        if len(pattern) == len(parts) and all(
            fnmatchcase(part, want) for part, want in zip(parts, pattern, strict=True)
        ):
            return None if shelf.model is Session and parts[0] in FOLDERS_OF_OTHERS else shelf
    return None


def home(entity: str, name: str, folder: str = "sessions") -> str:
    """Where a record is written: "sessions/references/sources/<name>.yml", "sessions/incident/incident.yml의 lanes"."""
    shelf = next((shelf for shelf in SHELVES if shelf.model.entity == entity), None)
    if shelf is None:
        frame = "incident/incident.yml" if entity in FRAME else "conference.yml"
        return f"{folder}/{frame}의 {plural(entity)}"
    if shelf.many:
        return f"{folder}/{shelf.pattern.removesuffix('*.yml')}의 {shelf.many}"
    return f"{folder}/{path_on(shelf, name)}"


def path_on(shelf: Shelf, name: str, folder: str = "<폴더>") -> str:
    """Where a file of that name stands on a shelf, below sessions/; `folder` is that of a session.

    >>> path_on(shelf_of(Cause), "no-standby"), path_on(shelf_of(Session), "opening", "keynotes")
    ('incident/causes/no-standby.yml', 'keynotes/opening.yml')
    """
    return shelf.pattern.replace("*/", f"{folder}/").replace("*", name)


def plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def meant_shelf(data: Mapping[str, Any], shelf: Shelf | None = None) -> Shelf | None:
    """The one shelf on which such a file would be in order, where it does not look like those of its own."""
    if shelf and data.keys() <= _keys(shelf):
        return None
    fitting = [other for other in SHELVES if _keys(other, required=True) <= data.keys() <= _keys(other)]
    return fitting[0] if len(fitting) == 1 else None


def _keys(shelf: Shelf, *, required: bool = False) -> Set[str]:
    fields = shelf.model.model_fields
    if shelf.many:
        return {shelf.many}
    return {n for n, f in fields.items() if f.is_required() and n != "id"} if required else fields.keys()


def misplaced(path: str, folder: str, shelf: Shelf) -> Problem:
    wrong = f"{shelf.model.entity}의 내용인데 자리가 다릅니다"
    mend = f"{folder}/{path_on(shelf, Path(path).stem)} 로 옮겨 주세요"
    return Problem(path, 1, 1, say("", wrong, mend))


def stray(root: Path, path: str, folder: str) -> Problem:
    """A file on no shelf; where it belongs shows in what it holds, else in what its path is near to."""
    name = Path(path)
    hint = f"{folder}/ 아래의 정해진 자리에 .yml 파일로만 둡니다."
    if name.suffix.lower() in (".yml", ".yaml"):
        try:
            if meant := meant_shelf(read_document(root, path).data):
                return misplaced(path, folder, meant)
        except ProblemsFound:
            pass  # its place is at fault first
        hint = near(path, [f"{folder}/{path_on(shelf, name.stem)}" for shelf in SHELVES]) or hint
    mend = f"{hint} 이름이나 폴더를 고치거나 지워 주세요"
    return Problem(path, 1, 1, say("", "자리에 맞지 않는 파일입니다", mend, name.name))
