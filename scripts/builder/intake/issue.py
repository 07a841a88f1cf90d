"""From the answers of an issue to records, checked as any file is; and what is left for a maintainer to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.catalog import Catalog
from builder.checks import CHECKS
from builder.checks.records import check_unused_sources
from builder.document import Loc, Place
from builder.intake.body import Issue
from builder.intake.forms import Ask, Form
from builder.intake.people import People
from builder.intake.talks import Guest, Told
from builder.models.base import Entry, Model
from builder.models.conference import Session
from builder.models.references import Correction, Source
from builder.problems import Problem, ProblemsFound, say
from builder.scaffold.names import free, kebab, source_name
from builder.scaffold.records import Record, problems_with

# What a source of each kind is worth until an editor says otherwise: who speaks there, and how near.
GRADES = {"official": "A", "government": "A", "law": "A", "talk": "A", "programme_data": "B", "blog": "D"}


@dataclass
class Made:
    """`records` are to be written, `steps` remain for the maintainer."""

    records: list[Record] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


def made_of(catalog: Catalog, issue: Issue, form: Form, answers: Mapping[str, Told], today: str) -> Made:
    """`today` is the day of the work, 2022-12-07. Raises ProblemsFound with every fault, at its line of the issue."""
    desk = _Desk(catalog, issue, form, answers, today)
    {"session": desk.session, "correction": desk.correction, "source": desk.source}[form.name]()
    checks = [c for c in CHECKS if not (form.name == "source" and c is check_unused_sources)]
    found = problems_with(catalog, desk.made.records, checks)
    if problems := [*desk.problems, *(p for p in found if (p.line, p.column) not in desk.unnamed)]:
        raise ProblemsFound(problems)
    return desk.made


class _Desk:
    """One issue on the desk."""

    def __init__(
        self, catalog: Catalog, issue: Issue, form: Form, answers: Mapping[str, Told], today: str
    ) -> None:
        self.catalog, self.issue, self.form, self.answers, self.day = catalog, issue, form, answers, today
        self.asks: dict[str, Ask] = {ask.id: ask for ask in form.asks}
        self.made = Made()
        self.problems: list[Problem] = []
        self.unnamed: set[Place] = set()  # of ids that could not be made: told once

    def session(self) -> None:
        """A talk, its source and the people who are new."""
        data, places = self._fields(Session)
        source = self._source()
        people = People(self.catalog, self.issue.path, source)
        guests = self._guests()
        people.meet(guests)
        data["speakers"] = [{"person": self._person(people, guest)} for guest in guests]
        places |= {("speakers", i, "person"): guest.name.place for i, guest in enumerate(guests)}
        places[()] = places.get(("id",), places.get(("title",), (1, 1)))
        name = data.pop("id", "") or kebab(data.get("title", "")) or "unnamed"
        if name == "unnamed":
            self._wrong(
                "talk_title", "id", "제목으로 id를 지을 수 없습니다", "--set talk_id=my-talk 을 붙여 주세요"
            )
        if "tracks" in data:
            data["tracks"] = [data["tracks"]]
        page = data.get("official_url")
        same = next((s for s in self.catalog.of(Session).values() if page and s.official_url == page), None)
        if same:
            self._wrong(
                "official_url",
                "official_url",
                f"이미 있는 세션입니다({self.catalog.path(same.key)})",
                "그 파일을 고쳐 주세요",
            )
        self._add(Session, name, {**data, "sources": [source]}, places)
        for one, other in people.tell_apart():
            self.made.steps.append(f"{one} 와 {other} 는 이름이 거의 같습니다. 한 사람이면 합쳐 주세요")
        self.made.records += people.records.values()

    def source(self) -> None:
        url = self._text("source_url")
        known = next((s for s in self.catalog.of(Source).values() if url and s.url == url), None)
        if known:
            self._wrong(
                "source_url",
                "url",
                f"이미 있는 출처입니다({self.catalog.path(known.key)})",
                "그 출처를 인용해 주세요",
            )
            return
        name = self._source()
        self.made.steps.append(
            f"이 출처를 인용할 기록의 sources에 {name} 을(를) 적어 주세요. 인용되지 않은 출처는 check가 알려 줍니다"
        )
        if key := self._record():
            self.made.steps.append(f"제보한 기록: {self._where(key)}")

    def correction(self) -> None:
        """The entry of the log; the change itself is a maintainer's, at the places that are told."""
        data, places = self._fields(Correction)
        key = self._record()
        if "record" in self.answers or key:
            data["records"] = ["/".join(key) if key else self._text("record")]
            places[("records", 0)] = places.get(("records",), self._place("record"))
        else:
            self._wrong(
                "page", "records", "어느 기록인지 알 수 없습니다", "--set record=종류/id 를 붙여 주세요"
            )
            data["records"] = [""]
            places[("records", 0)] = self._place("page")
            self.unnamed.add(self._place("page"))
        name = f"issue-{self.issue.number}" if self.issue.number else f"issue-{self.day.replace('-', '')}"
        self._add(Correction, free(name, self.catalog.of(Correction)), {**data, "date": self.day}, places)
        if key:
            self.made.steps += [
                f"{where} 를 고쳐 주세요" for where in self._standing(key, self._text("before"))
            ]

    def _fields(self, model: type[Model]) -> tuple[dict[str, Any], dict[Loc, Place]]:
        """The answers for one model by field, and where each stands."""
        data: dict[str, Any] = {}
        places: dict[Loc, Place] = {(): (1, 1)}
        for name, told in self.answers.items():
            ask = self.asks[name]
            if ask.of is model and ask.field not in ("speakers", "records"):
                data[ask.field] = ask.value(told.text)
                places[(ask.field,)] = told.place
        return data, places

    def _source(self) -> str:
        """The id of the source at that address, the one that is here or a new one."""
        data, places = self._fields(Source)
        known = next(
            (s.id for s in self.catalog.of(Source).values() if data.get("url") and s.url == data["url"]), ""
        )
        if known:
            return known
        data = {"date_basis": "printed" if "date" in data else "unknown", "seen": "opening", **data}
        data |= {"grade": GRADES.get(data.get("kind", ""), "C"), "accessed": self.day}
        name = free(source_name(data.get("url", ""), data.get("date", "")), self.catalog.of(Source))
        self._add(Source, name, data, places)
        return name

    def _guests(self) -> list[Guest]:
        told = self.answers.get("speakers")
        guests = []
        for i, line in enumerate(told.text.split("\n") if told else []):
            name, equals, said = line.strip(" -*").partition("=")
            place = (told.place[0] + i, 1) if told else (1, 1)
            if name.strip():
                guests.append(
                    Guest(Told((said if equals else name).strip(), place), id=name.strip() if equals else "")
                )
        return guests

    def _person(self, people: People, guest: Guest) -> str:
        name = people.id_of(guest)
        if not name:
            mend = "--set speakers=hana-kim=김하나 처럼 ASCII id를 앞에 적어 주세요"
            message = say("speakers", "이름으로 id를 지을 수 없습니다", mend, guest.name.text)
            self.problems.append(Problem(self.issue.path, *guest.name.place, message))
            self.unnamed.add(guest.name.place)
        return name

    def _record(self) -> tuple[str, str] | None:
        """The record that an issue is about: named, or by the address of its page."""
        entity, _, name = self._text("record").partition("/")
        if name in self.catalog.entries.get(entity, {}):
            return entity, name
        page = self._text("page")
        entries = (entry for kinds in self.catalog.entries.values() for entry in kinds.values())
        found = next(
            (e for e in entries if page and "record" not in self.answers and page.endswith("/" + e.address)),
            None,
        )
        return found.key if found else None

    def _where(self, key: tuple[str, str]) -> str:
        origin = self.catalog.origins[key]
        return ":".join(map(str, (origin.document.path, *origin.document.place(origin.loc))))

    def _standing(self, key: tuple[str, str], before: str) -> list[str]:
        """Where in its file the record says it: "sessions/x.yml:3:8", else where the record begins."""
        origin = self.catalog.origins[key]
        places = []
        for loc, place in origin.document.values.items():
            value: Any = origin.document.data
            for part in loc:
                value = value[part]
            if loc[: len(origin.loc)] == origin.loc and isinstance(value, str) and before and before in value:
                places.append(f"{origin.document.path}:{place[0]}:{place[1]}")
        return places or [self._where(key)]

    def _add(self, model: type[Entry], name: str, data: dict[str, Any], places: dict[Loc, Place]) -> None:
        self.made.records.append(Record(model, name, data, self.issue.path, places))

    def _text(self, ask: str) -> str:
        return self.answers[ask].text if ask in self.answers else ""

    def _place(self, ask: str) -> Place:
        return self.answers[ask].place if ask in self.answers else (1, 1)

    def _wrong(self, ask: str, field_name: str, wrong: str, mend: str) -> None:
        message = say(field_name, wrong, mend, self._text(ask) or None)
        self.problems.append(Problem(self.issue.path, *self._place(ask), message))
