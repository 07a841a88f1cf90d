"""`check`: every problem of every file."""

import argparse
from datetime import date
from pathlib import Path

from builder.addresses import Addresses
from builder.catalog import Catalog, load_catalog
from builder.checks import check_catalog
from builder.checks.addresses import check_addresses_since
from builder.gaps import find_gaps
from builder.history import check_corrections
from builder.problems import Problem, ProblemsFound
from commands import Parsers
from commands.git import published, today

SINCE = (check_corrections, check_addresses_since)  # the rules that look back


def add(parsers: Parsers) -> None:
    check = parsers.add_parser("check", help="모든 YAML을 읽고 고칠 것을 모두 알려 줍니다")
    check.add_argument(
        "--since", metavar="REV", help="git의 이 판 뒤로 정정 없이 바뀐 사실과 없어진 주소도 알려 줍니다"
    )
    check.add_argument("--gaps", action="store_true", help="비어 있는 곳도 알려 줍니다(고칠 것은 아님)")
    check.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    catalog = load_catalog(root)
    check_catalog(catalog)
    if arguments.since and (problems := owed(published(root, arguments.since), catalog)):
        raise ProblemsFound(problems)
    if arguments.gaps:
        print_gaps(catalog, today(root))
    counts = " · ".join(f"{entity} {len(entries)}" for entity, entries in catalog.entries.items() if entries)
    print(f"고칠 것이 없습니다. {counts}")
    if unwritten := Addresses(catalog).unwritten:
        print(
            f"주소 장부에 아직 없는 새 주소 {len(unwritten)}개: 합친 뒤에 유지보수자가 make ledger 로 더합니다"
        )


def owed(before: Catalog, after: Catalog) -> tuple[Problem, ...]:
    """What a change of published records still needs."""
    return tuple(problem for rule in SINCE for problem in rule(before, after))


def print_gaps(catalog: Catalog, day: date) -> None:
    for gap in find_gaps(catalog, day):
        where = catalog.path(gap.entry.key) if gap.entry else "sessions/references/glossary.yml"
        print(f"{where}: {gap.kind} {gap.entry.id if gap.entry else gap.word}")
