"""`from-issue` and `forms`: what readers tell by an issue becomes files; the forms they fill follow the models."""

import argparse
import sys
from pathlib import Path

from builder.document import MAX_BYTES, read_text
from builder.files import write_files
from builder.intake.body import read_answers, read_issue
from builder.intake.forms import to_forms
from builder.intake.issue import made_of
from builder.intake.talks import Told
from builder.problems import NotUnderstood
from builder.reading import load_catalog
from builder.scaffold.records import files_of
from commands import Parsers
from commands.intake import shelf_named, work_day

FOLDER = ".github/ISSUE_TEMPLATE"


def add(parsers: Parsers) -> None:
    issue = parsers.add_parser(
        "from-issue",
        help="이슈 양식의 답에서 YAML을 만듭니다",
        description="이슈 양식(세션 추가, 사실 정정, 출처 제보)의 답에서 YAML을 만듭니다. 보기: gh issue view 12 --json body,number | sessions.py from-issue -",
    )
    issue.add_argument("file", help="이슈의 본문이나 gh의 JSON. '-'는 표준 입력")
    issue.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="물음=답",
        help="답을 바꿉니다. 보기: --set talk_id=my-talk",
    )
    issue.add_argument("--into", default="programme", metavar="폴더", help="세션을 둘 폴더(기본 programme)")
    issue.set_defaults(do=run)
    parsers.add_parser(
        "forms", help=f"{FOLDER}/의 이슈 양식을 모델과 conference.yml에 맞춥니다"
    ).set_defaults(do=write_forms)


def run(root: Path, arguments: argparse.Namespace) -> None:
    shelf = shelf_named(arguments.into)
    issue = read_issue(piped() if arguments.file == "-" else read_text(Path.cwd(), arguments.file))
    form, answers = read_answers(issue)
    for flag in arguments.set:
        name, equals, value = flag.partition("=")
        if not equals or name not in {ask.id for ask in form.asks}:
            raise NotUnderstood(
                f"--set 은 '물음=답'으로 적어 주세요. 물음: {', '.join(ask.id for ask in form.asks)}"
            )
        answers[name] = Told(value, answers[name].place if name in answers else (1, 1))
    catalog = load_catalog(root)
    made = made_of(catalog, issue, form, answers, work_day().isoformat())
    files = files_of(root, made.records, shelf)
    write_files(root, files)
    for path in files:
        print(f"{path} 에 적었습니다.")
    for step in [*made.steps, "적은 것을 읽어 보고 make check 를 실행해 주세요"]:
        print(f"다음: {step}")


def piped() -> str:
    try:
        return sys.stdin.buffer.read(MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUnderstood("표준 입력에 UTF-8이 아닌 글자가 있습니다") from None


def write_forms(root: Path, _: argparse.Namespace) -> None:
    forms = to_forms(load_catalog(root))
    write_files(root, {f"{FOLDER}/{name}": text.encode() for name, text in forms.items()})
    print(f"{FOLDER}/ 를 모델에 맞췄습니다.")
