"""Rules of the records: ids that lead somewhere, evidence, grades, order of time, days, addresses."""

from collections.abc import Iterator
from itertools import pairwise

from builder.addresses import Addresses
from builder.catalog import Catalog
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Source
from builder.problems import Problem, near
from builder.shelves import home

RESERVED = frozenset({"index", "matrix", "discrepancies", "corrections", "gaps"})


def check_references(catalog: Catalog) -> Iterator[Problem]:
    """다른 기록을 가리키는 id는 모두 있는 것이어야 합니다. 정정만은 옮기거나 내린 기록도 가리킵니다."""
    addresses = Addresses(catalog)
    for holder, origin, (loc, entity, name, any_kind) in catalog.references:
        known = catalog.known.get(entity, {})
        if any_kind and entity not in catalog.entries:
            hint = near(entity, catalog.entries) or f"쓸 수 있는 종류: {', '.join(catalog.entries)}."
            yield catalog.problem_at(origin, loc, "모르는 종류입니다", f"{hint} 종류를 고쳐 주세요", entity)
        elif name not in known and not catalog.may_know(entity):
            if holder == "correction" and addresses.may_be_retired((entity, name)):
                continue
            heir = addresses.heir((entity, name))
            mend = f"{near(name, known)} id를 고치거나 {home(entity, name)} 에 먼저 적어 주세요".strip()
            mend = f"새 id인 '{heir.id}'로 고쳐 주세요" if heir else mend
            yield catalog.problem_at(origin, loc, f"없는 {entity}의 id입니다", mend, name)


def check_equal_ids(catalog: Catalog) -> Iterator[Problem]:
    """conference.yml과 incident.yml의 목록 안에서 id는 서로 달라야 합니다."""
    for model in filter(None, (catalog.conference, catalog.incident)):
        for name in type(model).model_fields.keys() - {"sources"}:
            items = getattr(model, name)
            ids = [getattr(item, "id", None) for item in items] if isinstance(items, tuple) else []
            for i, item in enumerate(ids):
                if item is not None and item in ids[:i]:
                    wrong, mend = "같은 id가 이 목록에 이미 있습니다", "다른 id로 바꿔 주세요"
                    yield catalog.problem((model.entity, model.entity), (name, i, "id"), wrong, mend, item)


def check_evidence(catalog: Catalog) -> Iterator[Problem]:
    """모든 서술에는 출처가 있어야 합니다. 비울 수 있는 곳은 편집자의 해석(inferred)과 찾지 못한 근거(no_evidence)뿐입니다."""
    for cause in catalog.of(Cause).values():
        for i, edge in enumerate(cause.leads_to):
            if not edge.sources and not edge.inferred:
                mend = "출처를 적거나, 편집자의 해석이면 inferred: true를 적어 주세요"
                yield catalog.problem(cause.key, ("leads_to", i), "이어짐의 출처(sources)가 없습니다", mend)
    for measure in catalog.of(Measure).values():
        for i, answers in enumerate(measure.causes):
            if answers.basis == "stated" and not answers.sources:
                mend = "출처를 적거나 basis를 inferred로 바꿔 주세요"
                yield catalog.problem(
                    measure.key, ("causes", i), "basis가 stated인데 출처(sources)가 없습니다", mend
                )
        for i, evidence in enumerate(measure.evidence):
            if not evidence.sources and evidence.status != "no_evidence":
                yield catalog.problem(
                    measure.key, ("evidence", i), "근거의 출처(sources)가 없습니다", "출처를 적어 주세요"
                )


def check_unused_sources(catalog: Catalog) -> Iterator[Problem]:
    """아무 기록도 인용하지 않는 출처 파일은 두지 않습니다. 인용하는 기록과 함께 더합니다."""
    for source in () if catalog.unread else catalog.of(Source).values():
        if not catalog.citing(source):
            mend = "인용하거나 파일을 지워 주세요"
            yield catalog.problem(source.key, (), "아무 기록도 인용하지 않는 출처입니다", mend, source.id)


def check_event_order(catalog: Catalog) -> Iterator[Problem]:
    """한 파일 안의 경과는 이른 것부터 적고, 끝(until)은 시작(at)보다 뒤여야 합니다."""
    files: dict[str, list[Event]] = {}
    for event in catalog.of(Event).values():
        files.setdefault(catalog.path(event.key), []).append(event)
        if event.until and event.until <= event.at:
            mend = "끝난 시각을 고쳐 주세요"
            yield catalog.problem(
                event.key, ("until",), "시작보다 앞섭니다", mend, event.until.isoformat("T", "minutes")
            )
    for events in files.values():
        for before, after in pairwise(events):
            if after.utc < before.utc:
                wrong, mend = f"앞의 '{before.id}'보다 이릅니다", "시각 순서로 옮겨 주세요"
                yield catalog.problem(after.key, ("at",), wrong, mend, after.at.isoformat("T", "minutes"))


def check_markers(catalog: Catalog) -> Iterator[Problem]:
    """셈의 기준이 되는 일(marker)은 이름마다 하나뿐이어야 합니다."""
    for event in catalog.of(Event).values():
        if event.marker and catalog.markers[event.marker] is not event:
            wrong = f"'{catalog.markers[event.marker].id}'에도 있습니다"
            yield catalog.problem(event.key, ("marker",), wrong, "하나만 남겨 주세요", event.marker)


def check_status(catalog: Catalog) -> Iterator[Problem]:
    """대책의 status가 announced가 아니면 같은 등급의 근거(evidence)가 있어야 합니다. 근거는 이른 것부터, last_checked는 그 뒤로 적습니다."""
    for measure in catalog.of(Measure).values():
        if measure.status != "announced" and measure.status not in {e.status for e in measure.evidence}:
            wrong, mend = "이 등급의 근거(evidence)가 없습니다", "근거를 더하거나 등급을 고쳐 주세요"
            yield catalog.problem(measure.key, ("status",), wrong, mend, measure.status)
        for i, (before, after) in enumerate(pairwise(measure.evidence), 1):
            if after.date < before.date:
                wrong, mend = "앞의 근거보다 이릅니다", "이른 것부터 적어 주세요"
                yield catalog.problem(measure.key, ("evidence", i, "date"), wrong, mend, str(after.date))
        if measure.evidence and measure.evidence[-1].date.first > measure.last_checked:
            wrong, mend = "마지막 근거보다 앞섭니다", "찾아본 날을 고쳐 주세요"
            yield catalog.problem(measure.key, ("last_checked",), wrong, mend, measure.last_checked)


def check_session_days(catalog: Catalog) -> Iterator[Problem]:
    """세션의 날짜는 행사 날짜(conference.yml의 days) 가운데 하나여야 합니다."""
    days = sorted(day.date for day in catalog.conference.days)
    for session in catalog.of(Session).values():
        if session.date not in days:
            mend = f"행사 날짜 가운데 하나로 적어 주세요: {', '.join(map(str, days))}"
            yield catalog.problem(session.key, ("date",), "행사 날짜가 아닙니다", mend, session.date)


def check_cause_cycles(catalog: Catalog) -> Iterator[Problem]:
    """원인의 이어짐(leads_to)을 따라가면 처음 원인으로 되돌아오지 않아야 합니다."""
    causes = catalog.of(Cause)
    settled: set[str] = set()

    def walk(cause: Cause, path: tuple[str, ...]) -> Iterator[Problem]:
        for i, edge in enumerate(cause.leads_to):
            if edge.cause in path:
                ring = " → ".join([*path[path.index(edge.cause) :], edge.cause])
                wrong, mend = f"원인이 되돌아옵니다: {ring}", "한 이어짐을 지워 주세요"
                yield catalog.problem(cause.key, ("leads_to", i, "cause"), wrong, mend, edge.cause)
            elif edge.cause in causes and edge.cause not in settled:
                yield from walk(causes[edge.cause], (*path, edge.cause))
        settled.add(cause.id)

    for cause in causes.values():
        if cause.id not in settled:
            yield from walk(cause, (cause.id,))


def check_addresses(catalog: Catalog) -> Iterator[Problem]:
    """목차 페이지의 이름(index, gaps 따위)은 id로 쓸 수 없습니다."""
    # Two records cannot share an address: an id stands once in its kind, and each kind has places of its own.
    for entries in catalog.entries.values():
        for entry in entries.values():
            if entry.id in RESERVED:
                wrong, mend = "목차 페이지의 주소와 겹치는 id입니다", "다른 이름으로 바꿔 주세요"
                yield catalog.problem(entry.key, (), wrong, mend, entry.id)
