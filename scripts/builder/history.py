"""What was published and is now different: a changed fact needs its line in the corrections.

Facts are values (times, numbers, names, addresses, grades), not sentences: prose may be made better without notice.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from builder.addresses import Addresses
from builder.catalog import Catalog
from builder.models.base import Entry
from builder.models.measures import Measure
from builder.models.references import Correction
from builder.models.values import PartialDate
from builder.problems import Problem, printable, say

FACTS: dict[str, tuple[str, ...]] = {
    "session": ("title", "date", "start", "speakers", "video", "slides"),
    "event": ("at", "precision", "qualifier", "until", "lane"),
    "cause": ("question", "kind", "certainty"),
    "measure": ("issuer", "owner", "due", "status"),
    "service": ("states",),
    "figure": ("value", "span", "bound", "unit", "as_of"),
    "curve": ("readings",),
    "source": ("publisher", "title", "author", "date", "url"),
    "person": ("name", "handle"),
}


def check_corrections(before: Catalog, after: Catalog) -> Iterator[Problem]:
    """공개한 사실을 바꾸거나 내리면 references/corrections.yml에 무엇을 왜 바꾸었는지 적습니다."""
    new = [c for name, c in after.of(Correction).items() if name not in before.of(Correction)]
    told = {record for correction in new for record in correction.records}
    addresses = Addresses(after)
    names = {name: heir.id for entity, name in addresses.retired if (heir := addresses.heir((entity, name)))}
    for entity, fields in FACTS.items():
        for name, old in before.entries.get(entity, {}).items():
            now = after.entries.get(entity, {}).get(name) or addresses.heir(old.key)
            if {f"{entity}/{name}", f"{entity}/{now.id}" if now else ""} & told:
                continue
            if now is None:
                # Until its address is told to lead elsewhere, it may as well have another name.
                if old.key in addresses.retired:
                    yield _problem(before, old, "공개한 기록을 내렸습니다")
                continue
            for field in fields:
                if _differs(old, now, field, names):
                    origin = after.origins[now.key]
                    message = _message(field, f"공개한 값이 바뀌었습니다{_was(getattr(old, field))}", now)
                    yield origin.document.problem((*origin.loc, field), message)


def _differs(old: Entry, now: Entry, field: str, names: Mapping[str, str]) -> bool:
    """A grade that moves with new evidence is news, not a correction; another name for what is named is neither."""
    if field == "status" and isinstance(old, Measure) and isinstance(now, Measure):
        return old.status != now.status and old.evidence == now.evidence
    same = getattr(old, field) == getattr(now, field)
    return not same and _renamed(old.model_dump()[field], names) != now.model_dump()[field]


def _renamed(dumped: Any, names: Mapping[str, str]) -> Any:
    """The dumped value with the ids of today, by `names` from old to new."""
    if isinstance(dumped, dict):
        return {key: _renamed(value, names) for key, value in dumped.items()}
    if isinstance(dumped, tuple):
        return tuple(_renamed(value, names) for value in dumped)
    return names.get(dumped, dumped) if isinstance(dumped, str) else dumped


def _problem(catalog: Catalog, entry: Entry, wrong: str) -> Problem:
    """At the place where the record stood; the line is no more as it was, so no width is told."""
    document, loc = catalog.origins[entry.key].document, catalog.origins[entry.key].loc
    return Problem(document.path, *document.place(loc), _message("", wrong, entry))


def _message(field: str, wrong: str, entry: Entry) -> str:
    mend = f"references/corrections.yml에 records: [{entry.entity}/{entry.id}] 로 정정을 적어 주세요"
    return say(field, wrong, mend)


def _was(value: object) -> str:
    """The value as it stood, in the form of YAML; nothing where it was none, a list or a record."""
    if not isinstance(value, str | date | PartialDate):
        return ""
    said = value.isoformat("T", "minutes") if isinstance(value, datetime) else str(value)
    return f" (앞의 값: '{printable(said)}')"
