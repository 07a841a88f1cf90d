"""Reads the answers out of an issue, as GitHub writes down a filled form: `### label`, a blank line, the answer.

An issue is a stranger's text and can be edited into anything, so an answer may hold headings, fences, other forms'
labels. It is only ever cut at a line that is exactly the heading of one of the form's own questions, and a heading
that stands twice is refused: nothing in an answer can pass for another answer.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.document import unwanted_in
from builder.intake.forms import FORMS, Form
from builder.intake.talks import Told
from builder.problems import Problem, ProblemsFound, say

MAX_LETTERS = 66_000  # a body has at most 65,536
EMPTY = ("", "_No response_", "None")


@dataclass(frozen=True)
class Issue:
    """What `gh issue view N --json body,number` tells; `path` stands for the file in problems: "issue-12"."""

    body: str
    number: str = ""

    @property
    def path(self) -> str:
        return f"issue-{self.number}" if self.number else "issue"


def read_issue(text: str) -> Issue:
    """The JSON of `gh`, or the plain body. Raises ProblemsFound."""
    if len(text) > 4 * MAX_LETTERS:
        raise ProblemsFound(
            [
                Problem(
                    "issue",
                    1,
                    1,
                    say("", "이슈가 너무 깁니다", f"{MAX_LETTERS}자 안으로 줄여 주세요", f"{len(text)}자"),
                )
            ]
        )
    issue = Issue(text)
    if text.lstrip().startswith("{"):
        try:
            told = json.loads(text)
            issue = Issue(str(told["body"]), str(int(told.get("number", 0)) or ""))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            mend = "gh issue view 번호 --json body,number 의 결과를 넣어 주세요"
            raise ProblemsFound([Problem("issue", 1, 1, say("", "이슈의 JSON이 아닙니다", mend))]) from None
    body = issue.body.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if len(body) > MAX_LETTERS:
        raise ProblemsFound(
            [
                Problem(
                    issue.path,
                    1,
                    1,
                    say("", "이슈가 너무 깁니다", f"{MAX_LETTERS}자 안으로 줄여 주세요", f"{len(body)}자"),
                )
            ]
        )
    if unwanted := unwanted_in(issue.path, body):
        raise ProblemsFound(unwanted)
    return Issue(body, issue.number)


def read_answers(issue: Issue) -> tuple[Form, dict[str, Told]]:
    """The form that was filled and its answers by the questions' ids; what was left empty is not there.

    Raises ProblemsFound where no form is to be seen, or a heading stands twice.
    """
    lines = issue.body.split("\n")
    form = max(FORMS, key=lambda form: len(_headings(form).keys() & set(map(str.rstrip, lines))))
    known = _headings(form)
    found = [(i, known[line.rstrip()]) for i, line in enumerate(lines) if line.rstrip() in known]
    if not found:
        titles = ", ".join(form.title for form in FORMS)
        mend = f"이슈 양식({titles})으로 쓴 이슈의 본문을 그대로 넣어 주세요"
        raise ProblemsFound([Problem(issue.path, 1, 1, say("", "이슈 양식의 답이 아닙니다", mend))])
    twice = [i for n, (i, ask) in enumerate(found) if ask in {other for _, other in found[:n]}]
    if twice:
        mend = "답 안의 제목 줄이면 지우고 다시 넣어 주세요"
        raise ProblemsFound(
            Problem(issue.path, i + 1, 1, say("", "같은 물음의 제목이 두 번 있습니다", mend, lines[i]))
            for i in twice
        )
    ends = [i for i, _ in found[1:]] + [len(lines)]
    return form, dict(
        _answers(
            lines,
            dict(zip([ask for _, ask in found], zip([i for i, _ in found], ends, strict=True), strict=True)),
        )
    )


def _headings(form: Form) -> dict[str, str]:
    return {f"### {ask.label}": ask.id for ask in form.asks}


def _answers(lines: list[str], parts: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, Told]]:
    for ask, (start, end) in parts.items():
        rows = range(start + 1, end)
        filled = [row for row in rows if lines[row].strip()]
        text = "\n".join(line.rstrip() for line in lines[filled[0] : filled[-1] + 1]) if filled else ""
        if text.strip() not in EMPTY:
            yield ask, Told(text.strip(), (filled[0] + 1, 1))
