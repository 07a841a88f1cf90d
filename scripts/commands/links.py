"""`links`: asks whether the addresses outside still open. The only command that goes out; what it finds fails nothing."""

import argparse
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from builder.checks import check_catalog
from builder.files import write_file
from builder.problems import NotUnderstood
from builder.reading import load_catalog
from commands import Parsers
from commands.git import repository
from links.addresses import outer_addresses
from links.asking import Asker, Manners
from links.crawl import crawl
from links.report import HEADINGS, Finding, guessed_copy, to_json, to_markdown


def add(parsers: Parsers) -> None:
    links = parsers.add_parser(
        "links",
        help="바깥 주소가 아직 열리는지 물어 보고 보고서를 씁니다",
        description="기록에 적힌 바깥 주소에 하나씩 물어 build/links.md 와 build/links.json 에 적습니다. "
        "열리지 않는 것이 있어도 끝나는 값은 0입니다.",
    )
    links.add_argument("--output", type=Path, default=Path("build"), help="보고서를 둘 폴더(기본 build)")
    links.add_argument("--minutes", type=float, default=40, help="모두 합쳐 이만큼만 묻습니다(기본 40분)")
    links.add_argument(
        "--copies", action="store_true", help="열리지 않는 것의 사본이 있는지 web.archive.org에도 물어 봅니다"
    )
    links.add_argument(
        "--local", metavar="ARCHIVE", help=argparse.SUPPRESS
    )  # for tests: this machine may be asked
    links.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    if not 0 < arguments.minutes <= 600:
        raise NotUnderstood("--minutes 는 0보다 크고 600을 넘지 않게 적어 주세요")
    catalog = load_catalog(root)
    check_catalog(catalog)
    outers = outer_addresses(catalog)
    manners = Manners(
        agent=f"sessions.py links (+{repository(root) or 'a local copy'})", in_all=60 * arguments.minutes
    )
    if arguments.local:
        manners = replace(manners, archive=arguments.local, pause=0.05, wait=2.0, patience=3.0, local=True)
    print(
        f"주소 {len(outers)}개에 묻습니다. 한 서버에는 한 번에 하나씩만 물으니 몇십 분 걸릴 수 있습니다.",
        flush=True,
    )
    answers = crawl((outer.url for outer in outers), manners)
    findings = [Finding(outer, answers[outer.url]) for outer in outers]
    findings = with_copies(findings, Asker(manners) if arguments.copies else None)
    day = datetime.now(UTC).date()
    write_file(root / arguments.output / "links.md", to_markdown(findings, day).encode())
    write_file(root / arguments.output / "links.json", to_json(findings, day).encode())
    for outcome, (heading, _) in HEADINGS.items():
        if count := sum(finding.answer.outcome == outcome for finding in findings):
            print(f"{heading}: {count}")
    print(f"{arguments.output}/links.md 에 적었습니다")


def with_copies(findings: list[Finding], asker: Asker | None) -> list[Finding]:
    """Each with a copy to propose: one that there is, where the archive is asked; else where one would be."""
    if asker:  # half the time that the addresses had is left for their copies
        ringing = threading.Timer(asker.manners.in_all / 2, asker.stop.set)
        ringing.daemon = True
        ringing.start()
    return [
        replace(f, copy=asker.copy(f.outer) if asker else guessed_copy(f.outer)) if f.lacks_copy else f
        for f in findings
    ]
