"""`ledger`: writes every address of today into the ledger of published ones. For maintainers, after a merge."""

import argparse
from pathlib import Path

from builder.addresses import Addresses
from builder.checks import check_catalog
from builder.files import write_files
from builder.reading import LEDGER, load_catalog
from commands import Parsers


def add(parsers: Parsers) -> None:
    ledger = parsers.add_parser("ledger", help="지금 있는 주소를 모두 주소 장부에 더합니다(지우지는 않음)")
    ledger.set_defaults(do=run)


def run(root: Path, _: argparse.Namespace) -> None:
    catalog = load_catalog(root)
    check_catalog(catalog)
    addresses = Addresses(catalog)
    write_files(root, {f"sessions/{LEDGER}": addresses.ledger().encode()})
    added, all_of_them = len(addresses.unwritten), len(addresses.published)
    print(f"sessions/{LEDGER}: 더한 주소 {added}개, 모두 {all_of_them}개")
