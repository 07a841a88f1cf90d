"""Who is meant: a name as an export or an issue writes it, and the person's file here, old or new."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from builder.catalog import Catalog
from builder.checks.writing import near_names
from builder.document import Loc, Place
from builder.intake.talks import Guest
from builder.models.conference import Person
from builder.problems import ProblemsFound
from builder.scaffold.names import free, kebab
from builder.scaffold.records import Record


class People:
    """Gives every guest the id of a person: one that is known by that id, name or handle, else a new record.

    Two guests of one name whom the export tells apart stay two.
    """

    def __init__(self, catalog: Catalog, origin: str, source: str) -> None:
        self.origin, self.source = origin, source
        self.old = catalog.of(Person)
        self.records: dict[str, Record] = {}
        self.by_name = {
            said.casefold(): person.id
            for person in reversed(list(self.old.values()))
            for said in (person.name_en, person.handle, person.name)
            if said
        }
        self.ids: dict[tuple[str, str], str] = {}
        self.homonyms: frozenset[str] = frozenset()

    def meet(self, guests: Iterable[Guest]) -> None:
        """All guests of an export, before the first id is asked for: who shares a name is known only then."""
        names = Counter(name for name, _ in {_person(guest) for guest in guests})
        self.homonyms = frozenset(name for name, count in names.items() if count > 1)

    def known(self, guest: Guest) -> str:
        """The id of a person who stands here already, or nothing; `김하나 (hana.kim)` is known by the handle too."""
        wanted, name = self._wanted(guest), guest.name.text.casefold()
        marked, handle = f"{wanted}-{_mark(guest)}", name.rpartition("(")[2].removesuffix(")")
        stands = next((one for one in (marked, wanted) if one in self.old), "")
        return stands or self.by_name.get(name) or self.by_name.get(handle, "")

    def id_of(self, guest: Guest) -> str:
        """The person's id; nothing where the name gives none and nobody has said one."""
        person = _person(guest)
        if person not in self.ids:
            self.ids[person] = self.known(guest) or self._new(guest)
        return self.ids[person]

    def tell_apart(self) -> list[tuple[str, str]]:
        """Says of each new person whose name is nearly another's that they are two; returns those pairs of ids.

        The export lists them apart, so that stands until an editor has looked.
        """
        new = [person for record in self.records.values() if (person := _read(record))]
        in_file_order = sorted([*self.old.values(), *new], key=lambda person: f"{person.id}.yml")
        pairs = []
        for person, _, other in near_names(in_file_order):
            one, two = (person.id, other.id) if person.id in self.records else (other.id, person.id)
            if record := self.records.get(one):
                apart = record.data.get("not_same_as", [])
                self.records[one] = replace(record, data={**record.data, "not_same_as": [*apart, two]})
                pairs.append((one, two))
        return pairs

    def _wanted(self, guest: Guest) -> str:
        """The id that a guest would get, the same at every import: by name, and by key where two share the name."""
        mark = _mark(guest)
        name = guest.id or kebab(guest.name.text)
        if not name:
            return f"p-{mark}" if mark else ""
        shared = guest.name.text.casefold() in self.homonyms and not guest.id
        return f"{name}-{mark}" if mark and shared else name

    def _new(self, guest: Guest) -> str:
        wanted = self._wanted(guest)
        if not wanted:
            return ""
        name = free(wanted, self.records)
        data = {"name": guest.name.text, "sources": [self.source]}
        places: dict[Loc, Place] = {
            (): guest.name.place,
            ("id",): guest.name.place,
            ("name",): guest.name.place,
        }
        self.records[name] = Record(Person, name, data, self.origin, places)
        return name


def _person(guest: Guest) -> tuple[str, str]:
    return guest.name.text.casefold(), guest.key


def _mark(guest: Guest) -> str:
    return kebab(guest.key)[:8].strip("-")


def _read(record: Record) -> Person | None:
    """The person, where the record has no fault; its faults are told with all others."""
    try:
        entry, _ = record.read()
    except ProblemsFound:
        return None
    return entry if isinstance(entry, Person) else None
