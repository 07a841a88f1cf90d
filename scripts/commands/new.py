"""`new`: a file for a new record, from questions at a terminal or from flags."""

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from builder.catalog import Catalog
from builder.files import write_files
from builder.models.conference import Session
from builder.models.incident import Event
from builder.models.references import Source
from builder.problems import NotUnderstood, Problem, ProblemsFound
from builder.reading import load_catalog
from builder.scaffold.drafts import KINDS, Draft, Target, draft, problems_of, target_of
from builder.scaffold.questions import LISTED, Key, Question, assemble, question_at, questions
from commands import Parsers


def add(parsers: Parsers) -> None:
    new = parsers.add_parser(
        "new",
        help="새 기록의 파일을 만듭니다",
        description="새 기록의 파일을 만듭니다. 터미널에서는 꼭 있어야 할 것을 묻고, 나머지는 설명이 달린 주석으로 적어 둡니다.",
    )
    new.add_argument(
        "target", help=f"보기: programme/my-talk(세션), cause/my-cause. 종류: {', '.join(KINDS)}"
    )
    new.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="항목=값",
        help="보기: --set title=제목 --set speakers.person=kim,lee",
    )
    new.add_argument(
        "--in",
        dest="into",
        default="",
        metavar="파일",
        help="경과를 적을 timeline/ 파일의 이름. 없으면 시각으로 고릅니다",
    )
    new.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    """Asks for what is required and was not given; asks nothing where nobody sits at a terminal."""
    catalog = load_catalog(root)
    target = target_of(arguments.target, shelves(catalog))
    if arguments.into and target.model is not Event:
        raise NotUnderstood("--in 은 경과(event)에만 씁니다")
    answers = given(target, arguments.set)
    if sys.stdin.isatty():
        made = asked(root, catalog, target, answers, arguments.into)
    else:
        require(catalog, target, answers)
        made = draft(root, catalog, target, assemble(target.model, answers), arguments.into)
        if problems := problems_of(catalog, made):
            raise ProblemsFound(problems)
    write_files(root, {made.path: made.text.encode()})
    line = made.record.places[()][0]
    print(f"{made.path}:{line} 에 {made.record.id} 를 적었습니다.")
    for step in next_steps(catalog, made):
        print(f"다음: {step}")


def shelves(catalog: Catalog) -> list[str]:
    """The folders that hold sessions."""
    return sorted({catalog.path(session.key).split("/")[1] for session in catalog.of(Session).values()})


def given(target: Target, flags: Iterable[str]) -> dict[Key, str]:
    answers: dict[Key, str] = {}
    for flag in flags:
        name, equals, value = flag.partition("=")
        if not equals:
            raise NotUnderstood(f"--set 은 '항목=값'으로 적어 주세요: {flag}")
        answers[question_at(target.model, tuple(name.split("."))).key] = value
    return {key: value for key, value in answers.items() if value.strip()}


def require(catalog: Catalog, target: Target, answers: Mapping[Key, str]) -> None:
    missing = [q for q in questions(target.model) if not q.optional and q.key not in answers]
    if missing:
        asked = "".join(f"\n  --set {q.name}=… ({', '.join(q.words(catalog)) or q.text})" for q in missing)
        raise NotUnderstood(f"꼭 있어야 할 항목이 {len(missing)}개 비어 있습니다.{asked}")


def asked(root: Path, catalog: Catalog, target: Target, answers: dict[Key, str], into: str) -> Draft:
    """Asks until the record as a whole is right."""
    listed = list(questions(target.model))
    waiting = [question for question in listed if question.key not in answers]
    try:
        while True:
            for question in waiting:
                answers[question.key] = ask(catalog, question)
            told = {key: value for key, value in answers.items() if value}
            made = draft(root, catalog, target, assemble(target.model, told), into)
            problems = problems_of(catalog, made)
            if not problems:
                return made
            print("\n".join(f"! {problem.message}" for problem in problems))
            waiting = [question for question in listed if any(about(p, made, question) for p in problems)]
            if not waiting:
                raise ProblemsFound(problems)
    except (EOFError, KeyboardInterrupt):
        raise NotUnderstood("\n그만두었습니다. 아무것도 쓰지 않았습니다.") from None


def ask(catalog: Catalog, question: Question) -> str:
    """One answer without a fault; an id of a record that is yet to be made is taken when it is given twice."""
    words = question.words(catalog)
    hint = f" ({', '.join(words)})" if words else " (여럿이면 쉼표로)" if question.many else ""
    print(f"\n{question.name} — {question.text}{hint}{' (없으면 Enter)' if question.optional else ''}")
    before = ""
    while True:
        answer = input("> ").strip()
        if not answer and question.optional:
            return ""
        wrong = question.faults(answer)
        if not wrong and (unknown := question.unknown(answer, catalog)):
            if answer == before and question.entity not in LISTED:
                return answer
            wrong = [
                f"없는 {question.entity}의 id입니다: {name}. {near}".strip() for name, near in unknown.items()
            ]
            if question.entity not in LISTED:
                wrong.append("이제 만들 기록이면 같은 값을 한 번 더 적어 주세요")
        if not wrong:
            return answer
        before = answer
        print("\n".join(f"! {message}" for message in wrong))


def about(problem: Problem, made: Draft, question: Question) -> bool:
    """Whether a problem is one of this answer: it stands at its value, or names it."""
    here = [
        loc for loc, place in made.record.places.items() if loc and place == (problem.line, problem.column)
    ]
    keys = {tuple(part for part in loc if isinstance(part, str)) for loc in here}
    return question.key in keys or question.key[-1] in re.findall("[a-z_]+", problem.message)


def next_steps(catalog: Catalog, made: Draft) -> list[str]:
    entry, _ = made.record.read()
    missing = {(r.entity, r.id) for r in entry.references if r.id not in catalog.known.get(r.entity, {})}
    steps = [
        f"sessions.py new {kind}/{name} (아직 없는 기록입니다)"
        for kind, name in sorted(missing)
        if kind in KINDS
    ]
    steps += [
        f"{kind}의 id '{name}' 를 만들거나 고쳐 주세요(아직 없습니다)"
        for kind, name in sorted(missing)
        if kind not in KINDS
    ]
    if made.record.model is Source:
        steps.append(
            f"이 출처를 인용할 기록의 sources에 {made.record.id} 를 적어 주세요(인용되지 않은 출처는 check가 알려 줍니다)"
        )
    return [*steps, "파일을 열어 나머지를 적고 make check 를 실행해 주세요"]
