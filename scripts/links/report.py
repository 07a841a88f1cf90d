"""What was found out about the addresses outside, for people (Markdown) and for programs (JSON)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from builder.problems import printable
from links.addresses import Outer
from links.asking import Answer, Outcome

# In the order of the report. Of these the first two call for somebody to look.
HEADINGS: Mapping[Outcome, tuple[str, str]] = {
    "gone": ("없어진 주소", "서버가 그런 페이지가 없다고 답합니다."),
    "failed": ("답이 없는 주소", "서버가 없거나, 제때 답하지 않거나, 잘못을 알립니다. 다음 주에도 그러면 없어진 것으로 봅니다."),
    "busy": ("나중에 다시 물을 주소", "서버가 바쁘다고 답합니다."),
    "refused": ("기계에는 보이지 않는 주소", "서버가 자동으로 묻는 것을 받지 않습니다. 브라우저로는 열릴 수 있습니다."),
    "inside": ("묻지 않은 주소", "인터넷의 주소가 아니거나, 그런 곳으로 보내는 주소입니다."),
    "unasked": ("시간이 모자라 묻지 못한 주소", "다음 차례에 다시 묻습니다."),
    "moved": ("다른 주소로 보내는 주소", "열립니다. 오래 갈 새 주소이면 바꿔 적습니다."),
    "fine": ("열리는 주소", ""),
}  # fmt: skip
CALLING: tuple[Outcome, ...] = ("gone", "failed")
FOLDED: tuple[Outcome, ...] = ("busy", "refused", "unasked", "moved")
MOST = 60_000  # characters: an issue of GitHub holds 65,536


@dataclass(frozen=True)
class Finding:
    """An address, its answer, and the archived copy that is proposed for it ("" where none is, or it has one)."""

    outer: Outer
    answer: Answer
    copy: str = ""

    @property
    def is_news(self) -> bool:
        """Whether somebody should look: it does not open, and the record does not say so yet."""
        return self.answer.outcome in CALLING and not self.outer.found_dead

    @property
    def lacks_copy(self) -> bool:
        return self.answer.outcome in CALLING and not self.outer.copy

    @property
    def opens_again(self) -> bool:
        return self.outer.found_dead is not None and self.answer.outcome in ("fine", "moved")


def guessed_copy(outer: Outer) -> str:
    """Where the Wayback Machine would show the copy nearest to the day on which the record last saw the address."""
    return f"https://web.archive.org/web/{outer.day:%Y%m%d}/{outer.url}"


def to_json(findings: Iterable[Finding], day: date) -> str:
    told: list[dict[str, Any]] = [
        {
            "url": finding.outer.url,
            "places": finding.outer.places,
            "outcome": finding.answer.outcome,
            "status": finding.answer.status or None,
            "way": finding.answer.way,
            "why": finding.answer.why or None,
            "found_dead": str(finding.outer.found_dead) if finding.outer.found_dead else None,
            "archive_url": finding.outer.copy or None,
            "proposed_archive_url": finding.copy or None,
        }
        for finding in findings
    ]
    return json.dumps({"date": str(day), "addresses": told}, ensure_ascii=False, indent=1) + "\n"


def to_markdown(findings: Sequence[Finding], day: date) -> str:
    """The report; its first line tells a script how many addresses somebody should look at."""
    news = [finding for finding in findings if finding.is_news]
    again = [finding for finding in findings if finding.opens_again]
    known = [f for f in findings if f.outer.found_dead and not f.opens_again]
    lines = [
        f"<!-- news: {len(news) + len(again)} -->",
        f"바깥 주소 {len(findings)}개에 {day}에 물었습니다. 새로 열리지 않는 것 {len(news)}개, "
        f"열리지 않는다고 적어 둔 것 {len(known)}개.",
        "",
        "열리지 않는 것이 맞으면 주소를 지우지 말고 확인한 날과 사본을 적습니다: 세션은 `dead_links`, 출처는 `found_dead`와 "
        "`archive_url`. 제안한 사본은 열어 보고 적습니다.",
    ]
    if again:
        lines += _section(
            "다시 열리는 주소", "열리지 않는다고 적혀 있지만 열립니다. 그 줄을 지웁니다.", again
        )
    for outcome, (heading, about) in HEADINGS.items():
        found = [f for f in findings if f.answer.outcome == outcome and not f.outer.found_dead]
        if outcome == "fine":
            lines += ["", f"열리는 주소: {len(found)}개"]
        elif found:
            lines += _section(heading, about, found, folded=outcome in FOLDED)
    return "\n".join(_bounded(lines)) + "\n"


def _section(heading: str, about: str, found: Sequence[Finding], *, folded: bool = False) -> Iterator[str]:
    yield from ("", f"## {heading} ({len(found)})", "", about, "")
    if folded:
        yield from ("<details><summary>목록</summary>", "")
    yield from map(_line, found)
    if folded:
        yield from ("", "</details>")


def _line(finding: Finding) -> str:
    answer = finding.answer
    parts = [_code(finding.outer.url), *(str(part) for part in (answer.status, answer.why) if part)]
    if answer.way:
        parts.append(f"→ {_code(answer.way[-1])}")
    if finding.copy:
        parts.append(f"사본 제안: {_code(finding.copy)}")
    return f"- {' · '.join(parts)} ({', '.join(finding.outer.places[:5])})"


def _code(text: str) -> str:
    """Strangers' text as code, so that nothing in it is markup and it calls nobody."""
    short = text if len(text) <= 300 else text[:300] + "…"
    return f"`{printable(short).replace('`', '%60')}`"


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    left, open_folds = MOST, 0
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            yield from ("", "</details>") if open_folds else ()
            yield "\n나머지는 links.json 에 있습니다."
            return
        open_folds += line.startswith("<details>") - line.startswith("</details>")
        yield line
