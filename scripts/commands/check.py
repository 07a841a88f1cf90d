"""`check`: every problem of every file."""

import argparse
import gc
from datetime import date
from pathlib import Path

from builder.addresses import Addresses
from builder.catalog import Catalog
from builder.checks import check_catalog
from builder.checks.addresses import check_addresses_since
from builder.gaps import find_gaps
from builder.history import check_corrections
from builder.problems import Problem, ProblemsFound
from builder.reading import load_catalog
from commands import Parsers
from commands.fix import fix
from commands.git import published, today
from commands.report import FORMATS, beside, report

SINCE = (check_corrections, check_addresses_since)  # the rules that look back


def add(parsers: Parsers) -> None:
    check = parsers.add_parser(
        "check",
        help="모든 YAML을 읽고 고칠 것을 모두 알려 줍니다",
        description="모든 YAML을 읽고 고칠 것을 한 번에 모두, 파일과 줄과 고치는 법으로 알려 줍니다.",
        epilog="끝나는 값(exit status): 0 고칠 것이 없음, 1 고칠 것이 있음, 2 명령이나 컴퓨터의 탓",
    )
    check.add_argument(
        "--fix",
        action="store_true",
        help="손으로 고칠 까닭이 없는 것을 파일에서 고칩니다: 항목의 순서, 날짜와 시각의 모양(2022.12.7 → 2022-12-07), "
        "다른 YAML 도구가 잘못 읽는 값의 따옴표(10:30, no, 1.10), 탭, 줄 끝 빈칸, 줄바꿈 문자, 파일 끝 줄바꿈. "
        "주석과 나머지는 그대로 둡니다. 날짜와 탭 말고는 고칠 것으로 세지 않으니 적을 때 마음 쓰지 않아도 됩니다",
    )
    check.add_argument(
        "--since", metavar="REV", help="git의 이 판 뒤로 정정 없이 바뀐 사실과 없어진 주소도 알려 줍니다"
    )
    check.add_argument("--gaps", action="store_true", help="비어 있는 곳도 알려 줍니다(고칠 것은 아님)")
    check.add_argument(
        "--format",
        choices=FORMATS,
        help="text 고칠 줄과 자리를 함께 적은 글(기본), github 풀 리퀘스트의 줄에 붙는 알림(GitHub Actions에서는 기본), "
        "json 다른 프로그램이 읽을 목록(표준 출력에 그것만)",
    )
    check.set_defaults(do=run, after="고친 뒤 다시 실행해 주세요.")


def run(root: Path, arguments: argparse.Namespace) -> None:
    if arguments.fix:
        fix(root, beside(arguments.format))
    gc.disable()  # everything read lives to the end of this short run: looking for garbage takes a quarter of its time
    catalog = load_catalog(root)
    check_catalog(catalog)
    if arguments.since and (problems := owed(published(root, arguments.since), catalog)):
        raise ProblemsFound(problems)
    report(root, (), arguments.format)
    if arguments.gaps:
        print_gaps(catalog, today(root), arguments.format)
    counts = " · ".join(f"{entity} {len(entries)}" for entity, entries in catalog.entries.items() if entries)
    out = beside(arguments.format)
    print(f"고칠 것이 없습니다. {counts}", file=out)
    if unwritten := Addresses(catalog).unwritten:
        mend = "합친 뒤에 유지보수자가 make ledger 로 더합니다"
        print(f"주소 장부에 아직 없는 새 주소 {len(unwritten)}개: {mend}", file=out)


def owed(before: Catalog, after: Catalog) -> tuple[Problem, ...]:
    """What a change of published records still needs."""
    return tuple(problem for rule in SINCE for problem in rule(before, after))


def print_gaps(catalog: Catalog, day: date, form: str | None) -> None:
    for gap in find_gaps(catalog, day):
        where = catalog.path(gap.entry.key) if gap.entry else "sessions/references/glossary.yml"
        print(
            f"{where}: {gap.kind} {gap.entry.id if gap.entry else gap.word}",
            file=beside(form),
        )
