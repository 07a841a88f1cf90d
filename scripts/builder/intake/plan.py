"""From the talks of an export to the records that are new here, and what differs from those that stand already.

A session that stands here is known by its id or its official page, else by its title, day and hour. It is never
written to: whatever an export says now, an editor may have known better.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from builder.catalog import Catalog
from builder.checks import CHECKS
from builder.checks.records import RESERVED, check_session_days
from builder.document import Loc, Place
from builder.intake.people import People
from builder.intake.talks import Export, Guest, Talk, Told
from builder.models.conference import Company, Session, Track
from builder.models.values import PartialDate
from builder.problems import Problem, near, say
from builder.scaffold.names import free, kebab
from builder.scaffold.records import Record, problems_with

COMPARED = ("title", "date", "start", "tracks", "company", "official_url", "video", "slides", "tags")


@dataclass
class Plan:
    """`records` are to be written. `same` sessions stand already; what `differs` in them is told and left to an editor.

    `problems` are the names and ids that cannot be made out; the records with them cannot be written.
    `gone` are sessions that cite the export's source and are no longer in it; `alike` pairs of people with nearly one
    name; `tracks` (id -> name) and `days` what conference.yml has to learn.
    """

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    same: int = 0
    differs: list[Problem] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    tracks: dict[str, str] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)


def plan_import(catalog: Catalog, export: Export, source: str, *, extend: bool = False) -> Plan:
    """`extend` lets conference.yml learn the tracks and days that it does not have; else each is a problem, told once."""
    return _Planner(catalog, export, source, extend).plan()


def problems_of_plan(catalog: Catalog, plan: Plan, records: Collection[Record]) -> list[Problem]:
    """Everything that would be wrong with the whole; what the plan itself tells of a value is told once."""
    places = {(problem.path, problem.line, problem.column) for problem in plan.problems}
    checks = [check for check in CHECKS if check is not check_session_days]
    found = problems_with(catalog, records, checks)
    return sorted([*plan.problems, *(p for p in found if (p.path, p.line, p.column) not in places)])


class _Planner:
    """Plans one import."""

    def __init__(self, catalog: Catalog, export: Export, source: str, extend: bool) -> None:
        self.catalog, self.export, self.source, self.extend = catalog, export, source, extend
        self.people = People(catalog, export.path, source)
        self.old = catalog.of(Session)
        pages = Counter(talk.said("official_url") for talk in export.talks)
        self.by_page = {s.official_url: s for s in self.old.values() if pages[s.official_url or ""] == 1}
        self.by_hour = {(s.title, s.date.isoformat(), s.start): s for s in self.old.values()}
        self.made = Plan()
        self.told: set[str] = set()  # names and days that conference.yml does not have

    def plan(self) -> Plan:
        talks = self.export.talks
        self.people.meet(guest for talk in talks for guest in talk.guests)
        met: set[str] = set()
        for talk, name in zip(talks, list(self._names()), strict=True):
            if old := self._standing(talk, name):
                met.add(old.id)
                self.made.differs += self._differences(old, talk)
            else:
                self.made.records.append(self._session(talk, name))
        self.made.same = len(met)
        self.made.alike = self.people.tell_apart()
        self.made.records += [self.people.records[name] for name in sorted(self.people.records)]
        cited = (s for s in self.old.values() if self.source in {citation.id for citation in s.sources})
        self.made.gone = [self.catalog.path(session.key) for session in cited if session.id not in met]
        return self.made

    def _names(self) -> Iterator[str]:
        """The id of each talk: its words; with its number where another has the same ones."""
        bases = [talk.id.text if talk.id else self._words(talk) for talk in self.export.talks]
        shared, taken = Counter(bases), set[str]()
        for talk, base in zip(self.export.talks, bases, strict=True):
            mark = kebab(talk.key)[:8].strip("-")
            alone = shared[base] == 1 and base not in RESERVED and self._same(self.old.get(base), talk)
            name = base if alone or talk.id or not mark else f"{base}-{mark}"
            name = free(name, taken) if name and not talk.id else name
            taken.add(name)
            yield name

    def _words(self, talk: Talk) -> str:
        mark = kebab(talk.key)[:8].strip("-")
        return kebab(talk.slug) or kebab(talk.said("title")) or (f"session-{mark}" if mark else "")

    def _same(self, old: Session | None, talk: Talk) -> bool:
        """Whether the session of that id, if there is one, can be this talk."""
        page = talk.said("official_url")
        return old is None or not page or old.official_url in (None, page)

    def _standing(self, talk: Talk, name: str) -> Session | None:
        if (old := self.old.get(name)) and self._same(old, talk):
            return old
        if talk.said("official_url") in self.by_page:
            return self.by_page[talk.said("official_url")]
        old = self.by_hour.get((talk.said("title"), talk.said("date"), talk.said("start")))
        return old if self._same(old, talk) else None

    def _session(self, talk: Talk, session: str) -> Record:
        if not session:
            mend = "id 열에 ASCII 이름을 적어 주세요"
            self._wrong(talk.place, "id", "제목으로 id를 지을 수 없습니다", mend, talk.said("title"))
        places: dict[Loc, Place] = {(): talk.place, ("id",): talk.id.place if talk.id else talk.place}
        places |= {(name,): told.place for name, told in talk.fields.items()}
        data: dict[str, Any] = {name: told.text for name, told in talk.fields.items()}
        speakers = {self._person(guest): guest for guest in talk.guests}
        data["speakers"] = [{"person": person} for person in speakers]
        places |= {("speakers", i, "person"): guest.name.place for i, guest in enumerate(speakers.values())}
        for key, listed in (("tracks", talk.tracks), ("tags", talk.tags)):
            if listed:
                made = [self._track(told) if key == "tracks" else told.text for told in listed]
                data[key] = [item for item in made if item]
                places |= {(key, i): told.place for i, told in enumerate(listed)}
        if talk.company:
            data["company"] = self._listed(talk.company, "company", self.catalog.conference.companies)
            places[("company",)] = talk.company.place
        if "date" in talk.fields:
            self._day(talk.fields["date"])
        return Record(Session, session, {**data, "sources": [self.source]}, self.export.path, places)

    def _person(self, guest: Guest) -> str:
        name = self.people.id_of(guest)
        if not name:
            mend = "'hana-kim=김하나'처럼 ASCII id를 앞에 적어 주세요"
            self._wrong(guest.name.place, "speakers", "이름으로 id를 지을 수 없습니다", mend, guest.name.text)
        return name

    def _track(self, told: Told) -> str:
        tracks = self.catalog.conference.tracks
        known = _id_of(told, tracks) or next(
            (name for name, said in self.made.tracks.items() if said == told.text), ""
        )
        if known or not self.extend:
            return known or self._listed(told, "track", tracks)
        slug = kebab(self.export.track_slugs.get(told.text, "")).lstrip("0123456789").lstrip("-")
        taken = {track.id for track in tracks} | self.made.tracks.keys()
        name = free(slug or kebab(told.text) or "track", taken)
        self.made.tracks[name] = told.text
        return name

    def _listed(self, told: Told, field: str, listed: Collection[Track] | Collection[Company]) -> str:
        """The id of a track or a company that conference.yml has; told once for each that it has not."""
        known = _id_of(told, listed)
        if not known and told.text not in self.told:
            self.told.add(told.text)
            plural = "tracks" if field == "track" else "companies"
            line = f"- {{id: {kebab(told.text) or 'ascii-id'}, name: {told.text}}}"
            again = " --conference 를 붙이면 적어 줍니다" if field == "track" else ""
            mend = f"{near(told.text, [item.name for item in listed])} conference.yml의 {plural}에 '{line}' 를 더해 주세요.{again}".strip()
            self._wrong(told.place, field, "conference.yml에 없는 이름입니다", mend, told.text)
        return known

    def _day(self, told: Told) -> None:
        days = [str(day.date) for day in self.catalog.conference.days] + self.made.days
        try:
            whole = PartialDate.read(told.text).day
        except ValueError:
            return  # the session's own problem
        if not whole or told.text in days or told.text in self.told:
            return
        if self.extend:
            self.made.days.append(told.text)
        else:
            self.told.add(told.text)
            mend = f"conference.yml의 days에 '- {{date: {told.text}, title: …}}' 를 더해 주세요. --conference 를 붙이면 적어 줍니다"
            self._wrong(told.place, "date", "행사 날짜가 아닙니다", mend, told.text)

    def _wrong(self, place: Place, field: str, wrong: str, mend: str, value: str) -> None:
        self.made.problems.append(Problem(self.export.path, *place, say(field, wrong, mend, value)))

    def _differences(self, old: Session, talk: Talk) -> Iterator[Problem]:
        """What the export says otherwise than the session that stands, at the session's own line."""
        said: dict[str, str] = {name: told.text for name, told in talk.fields.items() if name in COMPARED}
        now = {name: str(getattr(old, name) or "") for name in COMPARED}
        if talk.company:
            said["company"] = _id_of(talk.company, self.catalog.conference.companies) or talk.company.text
        if talk.tracks:
            tracks = self.catalog.conference.tracks
            said["tracks"] = ", ".join(_id_of(told, tracks) or told.text for told in talk.tracks)
            now["tracks"] = ", ".join(old.tracks)
        if talk.tags:
            said["tags"], now["tags"] = ", ".join(told.text for told in talk.tags), ", ".join(old.tags)
        people = dict.fromkeys(self.people.known(guest) or guest.name.text for guest in talk.guests)
        said["speakers"], now["speakers"] = ", ".join(people), ", ".join(s.person for s in old.speakers)
        for name, value in said.items():
            if value != now[name]:
                mend = f"내보낸 자료는 '{value}'입니다({self.export.path}:{talk.place[0]}:{talk.place[1]}). 맞는 쪽을 골라 주세요"
                yield self.catalog.problem(old.key, (name,), "내보낸 자료와 다릅니다", mend, now[name])


def _id_of(told: Told, listed: Collection[Track] | Collection[Company]) -> str:
    """The id of a track or a company that is named by its id or its name, or nothing."""
    said = told.text.casefold()
    return next((item.id for item in listed if said in (item.id, item.name.casefold())), "")
