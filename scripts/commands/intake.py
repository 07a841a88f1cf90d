"""`import`: an export or a table of talks into session and person files."""

import argparse
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from builder.catalog import Catalog
from builder.document import read_text
from builder.files import write_files
from builder.intake.conference import KEY, extended
from builder.intake.frab import read_frab
from builder.intake.located import read_json, read_table
from builder.intake.plan import Plan, plan_import, problems_of_plan
from builder.intake.table import COLUMNS, read_talks
from builder.intake.talks import Export
from builder.models.conference import Person, Session
from builder.models.references import Source
from builder.problems import NotUnderstood, ProblemsFound, printable
from builder.reading import load_catalog
from builder.scaffold.drafts import target_of
from builder.scaffold.records import Record, files_of
from commands import Parsers
from commands.git import told_day

SOURCE_FLAGS = ("publisher", "title", "url", "date", "lang", "grade")


def add(parsers: Parsers) -> None:
    command = parsers.add_parser(
        "import",
        help="발표 일정 파일(schedule.json, CSV)에서 세션과 발표자 파일을 만듭니다",
        description="frab·pretalx의 schedule.json이나 CSV에서 세션과 발표자 파일을 만듭니다. 이미 있는 세션은 고치지 않고 다른 점만 알려 줍니다. "
        "소개 글과 약력은 옮기지 않습니다.",
        epilog=f"CSV는 UTF-8이고 첫 줄이 열의 이름입니다: {', '.join(COLUMNS)}. 앞의 넷은 꼭 있어야 합니다. speakers, tracks, tags는 ';'로 나눕니다. "
        "한글 이름은 'hana-kim=김하나'처럼 id를 앞에 적습니다.",
    )
    command.add_argument("file", help="schedule.json이나 .csv 파일")
    command.add_argument(
        "--source", required=True, metavar="ID", help="이 자료의 출처. 없는 id면 출처 파일을 만듭니다"
    )
    command.add_argument("--into", default="programme", metavar="폴더", help="세션을 둘 폴더(기본 programme)")
    command.add_argument(
        "--kind", action="append", default=[], metavar="형식=종류", help="보기: --kind Opening=keynote"
    )
    command.add_argument(
        "--conference", action="store_true", help="conference.yml에 없는 트랙과 날짜를 적어 넣습니다"
    )
    command.add_argument("--dry-run", action="store_true", help="쓰지 않고 무엇이 바뀔지만 알려 줍니다")
    for name in SOURCE_FLAGS:
        command.add_argument(f"--{name}", metavar="값", help=f"만들 출처 파일의 {name}")
    command.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    catalog = load_catalog(root)
    shelf = shelf_named(arguments.into)
    export = read(arguments.file, pairs(arguments.kind))
    plan = plan_import(catalog, export, arguments.source, extend=arguments.conference)
    made = prepared(root, catalog, plan, source_record(catalog, export, plan, arguments), shelf)
    if not arguments.dry_run:
        write_files(root, made)
    report(export, plan, made, wrote=not arguments.dry_run)


def shelf_named(name: str) -> str:
    """A folder that may hold sessions. Raises NotUnderstood."""
    shelf = target_of(f"{name}/x", [name]).shelf
    if not shelf:
        raise NotUnderstood(f"--into 에는 세션의 폴더를 적어 주세요: {name}")
    return shelf


def read(file: str, kinds: Mapping[str, str]) -> Export:
    if file.endswith(".json"):
        return read_frab(read_json(Path.cwd(), file), kinds)
    if file.endswith((".csv", ".tsv")):
        return read_talks(file, read_table(Path.cwd(), file))
    raise NotUnderstood(f"이름이 .json이나 .csv로 끝나는 파일을 넣어 주세요: {printable(file)}")


def pairs(flags: Iterable[str]) -> dict[str, str]:
    """`Opening=keynote` -> {"Opening": "keynote"}"""
    split = [flag.rpartition("=") for flag in flags]
    if wrong := [flag for flag, (name, _, kind) in zip(flags, split, strict=True) if not (name and kind)]:
        raise NotUnderstood(f"--kind 는 '형식=종류'로 적어 주세요: {', '.join(wrong)}")
    return {name: kind for name, _, kind in split}


def source_record(
    catalog: Catalog, export: Export, plan: Plan, arguments: argparse.Namespace
) -> list[Record]:
    """The record of the export itself, where it has none and something new will cite it."""
    if arguments.source in catalog.of(Source) or not plan.records:
        return []
    about = export.about
    version = f" {about['version']}" if about.get("version") else ""
    told = {
        "publisher": about.get("conference"),
        "title": f"{about['conference']} schedule.json{version}" if about.get("conference") else None,
        "url": about.get("url"),
        "grade": "B",
    }
    if (language := catalog.conference.language) != Source.model_fields["lang"].default:
        told["lang"] = language
    told |= {name: value for name in SOURCE_FLAGS if (value := getattr(arguments, name))}
    missing = [f"--{name}" for name in ("publisher", "title", "url") if not told.get(name)]
    if missing:
        raise NotUnderstood(
            f"'{arguments.source}'는 아직 없는 출처입니다. 출처 파일을 만들려면 {', '.join(missing)} 을(를) 적어 주세요"
        )
    data = {name: value for name, value in told.items() if value}
    data |= {
        "date_basis": "printed" if "date" in data else "unknown",
        "kind": "programme_data",
        "seen": "whole",
    }
    data["accessed"] = work_day().isoformat()
    return [Record(Source, arguments.source, data, f"--source {arguments.source}")]


def work_day() -> date:
    """The day on which an editor works, where the editor is; that of SOURCE_DATE_EPOCH where it is set."""
    return told_day() or datetime.now().astimezone().date()


def prepared(root: Path, catalog: Catalog, plan: Plan, sources: list[Record], shelf: str) -> dict[str, bytes]:
    """The files as they will be. Raises ProblemsFound with everything that would be wrong with the whole."""
    files: dict[str, str] = {}
    if plan.tracks or plan.days:
        path = catalog.path(KEY)
        catalog, files[path] = extended(catalog, read_text(root, path), plan.tracks, plan.days)
    records = [*sources, *plan.records]
    if problems := problems_of_plan(catalog, plan, records):
        raise ProblemsFound(problems)
    return {path: text.encode() for path, text in files.items()} | files_of(root, records, shelf)


def report(export: Export, plan: Plan, made: Mapping[str, bytes], *, wrote: bool) -> None:
    count = {model: sum(record.model is model for record in plan.records) for model in (Session, Person)}
    verb = "만들었습니다" if wrote else "만들게 됩니다(--dry-run이라 쓰지 않았습니다)"
    print(
        f"새 세션 {count[Session]}개, 새 발표자 {count[Person]}명을 {verb}. 이미 있는 세션 {plan.same}개는 그대로 두었습니다."
    )
    for path in made:
        if path.endswith("conference.yml") or "/sources/" in path:
            print(f"  {path}")
    tell("발표자가 적혀 있지 않아 건너뛴 순서", export.passed_over)
    tell(
        "옮기지 않은 항목(글은 베끼지 않습니다. 우리 말로 새로 적어 주세요)",
        [f"{name} {n}" for name, n in sorted(export.left_out.items())],
    )
    tell(
        "이름이 거의 같은 사람(따로 적었습니다. 한 사람이면 합쳐 주세요)",
        [f"{one} / {other}" for one, other in plan.alike],
    )
    tell("이 출처를 인용하지만 내보낸 자료에는 없는 세션", plan.gone)
    if plan.differs:
        print(f"내보낸 자료와 다른 것 {len(plan.differs)}건(고치지 않았습니다):")
    for problem in plan.differs:
        print(f"  {problem}")
    if count[Session]:
        print("다음: make check 를 실행하고, 발표마다 한 줄 설명(summary)을 우리 말로 적어 주세요")


def tell(what: str, listed: list[str]) -> None:
    shown = ", ".join(printable(item)[:60] for item in listed[:20])
    if listed:
        print(f"{what} {len(listed)}: {shown}{' …' if len(listed) > 20 else ''}")
