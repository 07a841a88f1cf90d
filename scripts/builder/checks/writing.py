"""Rules of writing: who says so, names, quotations, words of blame, places in a source."""

import re
from collections.abc import Iterable, Iterator

from builder.catalog import Catalog
from builder.models.conference import Person, Session
from builder.models.references import Figure, Source
from builder.problems import Problem

MAX_QUOTE = 120
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|‘([^’]*)’|「([^」]*)」")
_LOCATORS = {
    "talk": r"(\d:)?\d{1,2}:\d\d|슬라이드 \d+",
    "press": r"\d+번째 문단",
    "": r"p\. \d+(-\d+)?|\d+번째 문단|제\d+조(의\d+)?",
}


def check_assertions(catalog: Catalog) -> Iterator[Problem]:
    """세션의 요점(points)이 원인(causes)을 말하면, 발표 자체가 출처이거나(출처의 kind: talk) 누가 전했는지(reported_by) 밝혀야 합니다."""
    sources = catalog.of(Source)
    for session in catalog.of(Session).values():
        for i, point in enumerate(session.points):
            heard = any(c.id in sources and sources[c.id].kind == "talk" for c in point.sources)
            if point.causes and not point.reported_by and not heard:
                wrong, mend = "원인을 말하는데 누가 전했는지 없습니다", "reported_by를 적어 주세요"
                yield catalog.problem(session.key, ("points", i), wrong, mend)


def check_names(catalog: Catalog) -> Iterator[Problem]:
    """이름(name)과 별칭(handle)을 한 사람으로 이으려면 근거와 출처(joined)가 있어야 합니다."""
    for person in catalog.of(Person).values():
        if person.name and person.handle and not person.joined:
            wrong, mend = "이름과 이은 근거(joined)가 없습니다", "joined에 근거와 출처를 적어 주세요"
            yield catalog.problem(person.key, ("handle",), wrong, mend, person.handle)


def check_near_names(catalog: Catalog) -> Iterator[Problem]:
    """한 사람은 한 파일입니다. 이름이나 별칭이 같거나 거의 같은 둘은 합치거나 not_same_as로 다른 사람임을 밝힙니다."""
    for person, field, other in near_names(catalog.of(Person).values()):
        if not {person.id, other.id} & {*person.not_same_as, *other.not_same_as}:
            mend = f"한 사람이면 합치고, 아니면 not_same_as: [{other.id}] 를 적어 주세요"
            said = getattr(person, field)
            yield catalog.problem(person.key, (field,), f"'{other.id}'와 이름이 거의 같습니다", mend, said)


def near_names(people: Iterable[Person]) -> Iterator[tuple[Person, str, Person]]:
    """Each person with a name that an earlier one has nearly: the person, the field of the name, the other."""
    seen: dict[str, Person] = {}
    for person in people:
        for field in ("name", "handle", "name_en"):
            said = getattr(person, field) or ""
            signs = _signs(re.sub(r"[\W_]", "", said).casefold())
            other = next((seen[sign] for sign in signs if sign in seen and seen[sign] is not person), None)
            if other:
                yield person, field, other
            for sign in signs:
                seen.setdefault(sign, person)


def _signs(name: str) -> list[str]:
    """Two names that differ by one letter share a sign: the name itself, or it less one letter.

    Only of long Latin names: Korean ones are too short for a letter to mean a slip.
    """
    slips = [name[:i] + name[i + 1 :] for i in range(len(name))] if name.isascii() and len(name) >= 8 else []
    return [name, *slips] if name else []


def check_quotations(catalog: Catalog) -> Iterator[Problem]:
    """따옴표로 인용한 말은 120자까지입니다. 더 긴 것은 우리 말로 옮깁니다."""
    for key, model in catalog.models:
        for loc, text in model.own_words:
            for quote in _QUOTED.finditer(text):
                if len(quote.group()) > MAX_QUOTE + 2:
                    wrong = f"인용이 {MAX_QUOTE}자를 넘습니다"
                    yield catalog.problem(key, loc, wrong, "우리 말로 줄여 주세요", quote.group())


def check_blame(catalog: Catalog) -> Iterator[Problem]:
    """비난하는 말(conference.yml의 avoid)은 인용 안에서만 씁니다."""
    for key, model in catalog.models:
        for loc, text in model.own_words:
            bare = _QUOTED.sub("", text)
            for word in catalog.conference.avoid:
                if word in bare:
                    mend = "시스템이나 조건을 주어로 바꾸거나 따옴표로 인용해 주세요"
                    yield catalog.problem(key, loc, "쓰지 않기로 한 말입니다", mend, word)


def check_typed_figures(catalog: Catalog) -> Iterator[Problem]:
    """수치로 실린 값은 글에 다시 쓰지 않고 [=수치-id]로 적습니다. 값을 견주는 discrepancies만 빼고."""
    typed = {said: figure.id for figure in catalog.of(Figure).values() for said in _as_typed(figure)}
    if not typed:
        return
    any_of = _any_of(typed)
    for key, model in catalog.models:
        if key[0] not in ("figure", "discrepancy"):
            for loc, text in model.own_words:
                for found in any_of.finditer(text):
                    mend = (
                        f"같은 뜻이면 [={typed[found.group()]}] 로, 아니면 그 뜻의 수치를 만들어 적어 주세요"
                    )
                    yield catalog.problem(key, loc, "수치의 값을 본문에 직접 적었습니다", mend, found.group())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The words, the longest first, where no number begins before one or goes on after it.

    Sorted by their first letter, at which a search can then jump: thirty times as fast with hundreds of words.
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    starts = (rf"{first}(?<![\d,.]{first})(?:{'|'.join(rest)})" for first, rest in rests.items())
    return re.compile(rf"(?:{'|'.join(starts)})(?!\d)")


def _as_typed(figure: Figure) -> Iterator[str]:
    """The ways a figure's value would be typed; a value of one digit may mean anything."""
    if figure.value and sum(char.isdigit() for char in figure.value) > 1 and len(figure.value) > 2:
        yield f"{figure.value}{figure.unit or ''}"
        yield f"{figure.value} {figure.unit or ''}".strip()


def check_locators(catalog: Catalog) -> Iterator[Problem]:
    """인용한 자리(locator)는 출처의 종류에 맞아야 합니다: 발표는 12:30이나 슬라이드 5, 보도는 3번째 문단, 그 밖은 p. 3."""
    sources = catalog.of(Source)
    for key, model in catalog.models:
        for loc, citation in model.citations:
            kind = sources[citation.id].kind if citation.id in sources else ""
            if citation.locator and not re.fullmatch(_LOCATORS.get(kind, _LOCATORS[""]), citation.locator):
                mend = "발표는 12:30, 보도는 3번째 문단, 그 밖은 p. 3처럼 적어 주세요"
                yield catalog.problem(
                    key, (*loc, "locator"), "출처의 종류에 맞지 않는 자리입니다", mend, citation.locator
                )
