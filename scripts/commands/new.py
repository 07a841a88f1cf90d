"""`new`: a file for a new record, from questions or flags."""

import argparse
import sys
from pathlib import Path

from builder.problems import NotUnderstood
from builder.scaffold import Key, draft_for, questions, write_draft
from commands import Parsers


def add(parsers: Parsers) -> None:
    new = parsers.add_parser("new", help="새 기록의 파일을 만듭니다")
    new.add_argument("target", help="보기: programme/my-talk, cause/my-cause, source/hani-20221123")
    new.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="항목=값",
        help="보기: --set title=제목 --set speakers.person=kim",
    )
    new.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    """Asks for what is required and was not given; asks nothing where nobody sits at a terminal."""
    draft = draft_for(arguments.target)
    answers: dict[Key, str] = {}
    for given in arguments.set:
        key, equals, value = given.partition("=")
        if not equals:
            raise NotUnderstood(f"--set 은 '항목=값'으로 적어 주세요: {given}")
        answers[tuple(key.split("."))] = value
    for question in questions(draft.shelf.model):
        if question.key not in answers and sys.stdin.isatty():
            hint = (
                f" ({', '.join(question.words)})"
                if question.words
                else " (여럿이면 쉼표로)"
                if question.many
                else ""
            )
            answers[question.key] = input(f"{'.'.join(question.key)} — {question.text}{hint}\n> ")
    answers = {key: value for key, value in answers.items() if value}
    if missing := [question for question in questions(draft.shelf.model) if question.key not in answers]:
        asked = "".join(f"\n  --set {'.'.join(q.key)}=… ({', '.join(q.words) or q.text})" for q in missing)
        raise NotUnderstood(f"꼭 있어야 할 항목이 {len(missing)}개 비어 있습니다.{asked}")
    write_draft(root, draft, answers)
    print(f"{draft.path} 를 만들었습니다. 파일을 열어 나머지를 적고 make check 를 실행해 주세요.")
