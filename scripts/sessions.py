"""The one door: `python scripts/sessions.py check | render | build | serve | new | schema`. Only this file prints and exits.

Exit status 0: done; 1: problems that an editor can mend; 2: the command or the machine is at fault.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from builder.catalog import Catalog, load_catalog
from builder.checks import check_catalog
from builder.engine import EngineFailed, build_site, start_server
from builder.exports.schema import to_schemas
from builder.gaps import find_gaps
from builder.history import check_corrections
from builder.problems import ProblemsFound
from builder.scaffold import Key, NotUnderstood, draft_for, questions, write_draft
from builder.tree import Changes, write_tree
from builder.views import pages
from builder.views.sheet import Page

WATCHED = ("sessions", "docs", "scripts/builder")
ADDRESS = "127.0.0.1:8000"


def render(root: Path) -> tuple[tuple[Page, ...], Changes]:
    """sessions/ + docs/ -> build/docs. Raises ProblemsFound with everything an editor has to mend."""
    catalog = load_catalog(root)
    check_catalog(catalog)
    made = pages(catalog, today(root))
    return made, write_tree(made, root / "docs", root / "build" / "docs")


def do_check(root: Path, arguments: argparse.Namespace) -> None:
    catalog = load_catalog(root)
    check_catalog(catalog)
    if arguments.since and (problems := list(check_corrections(published(root, arguments.since), catalog))):
        raise ProblemsFound(problems)
    if arguments.gaps:
        print_gaps(catalog, today(root))
    counts = " · ".join(f"{entity} {len(entries)}" for entity, entries in catalog.entries.items() if entries)
    print(f"고칠 것이 없습니다. {counts}")


def print_gaps(catalog: Catalog, day: date) -> None:
    for gap in find_gaps(catalog, day):
        where = catalog.path(gap.entry.key) if gap.entry else "sessions/references/glossary.yml"
        print(f"{where}: {gap.kind} {gap.entry.id if gap.entry else gap.word}")


def today(root: Path) -> date:
    """The day of the build: that of SOURCE_DATE_EPOCH, else of the last commit, else of the clock (UTC).

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    told = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    return datetime.fromtimestamp(int(told), UTC).date() if told else datetime.now(UTC).date()


def published(root: Path, revision: str) -> Catalog:
    """The catalog as it stood at a git revision; faults it may have had are passed over."""
    archive = subprocess.run(
        ["git", "archive", "--format=zip", revision, "sessions"], cwd=root, capture_output=True, check=False
    )
    if archive.returncode:
        raise NotUnderstood(
            f"git에서 '{revision}'의 sessions/를 찾지 못했습니다: {archive.stderr.decode().strip()}"
        )
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(archive.stdout)) as files:
        files.extractall(folder)
        return load_catalog(Path(folder))


def do_render(root: Path, _: argparse.Namespace) -> None:
    made, changes = render(root)
    print(f"build/docs: {len(made)}쪽, 바뀐 파일 {len(changes.written)}, 지운 파일 {len(changes.removed)}")


def do_build(root: Path, _: argparse.Namespace) -> None:
    made, _changes = render(root)
    os.environ.setdefault("REPO_URL", repository(root))
    os.environ.setdefault("DATA_VERSION", data_version(root))
    build_site(root, made)
    print(f"site/: {len(made)}쪽")


def do_new(root: Path, arguments: argparse.Namespace) -> None:
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


def do_schema(root: Path, _: argparse.Namespace) -> None:
    (root / "schemas").mkdir(exist_ok=True)
    for name, text in to_schemas().items():
        (root / "schemas" / name).write_text(text, encoding="utf-8")
    print("schemas/ 를 모델에 맞췄습니다.")


def do_serve(root: Path, arguments: argparse.Namespace) -> None:
    """Renders again at each change, in a fresh process, so that a change of the builder's own code shows too."""
    again = [sys.executable, str(Path(__file__)), "render"]
    if (
        subprocess.run(again, cwd=root, check=False).returncode
        and not (root / "build" / "docs" / "index.md").is_file()
    ):
        raise ProblemsFound([])
    server = start_server(root, arguments.address)
    print(
        f"http://{arguments.address} 에서 볼 수 있습니다. 파일을 저장하면 다시 그립니다. 멈추려면 Ctrl+C",
        flush=True,
    )
    try:
        seen = snapshot(root)
        while server.poll() is None:
            time.sleep(0.3)
            now = snapshot(root)
            if now != seen:
                seen = now
                subprocess.run(again, cwd=root, check=False)
    except KeyboardInterrupt:
        print()
    finally:
        server.terminate()
        server.wait()


def snapshot(root: Path) -> frozenset[tuple[str, int, int]]:
    """Every watched file with its size and time of change (nanoseconds)."""
    return frozenset(_states(root))


def _states(root: Path) -> Iterator[tuple[str, int, int]]:
    for folder in WATCHED:
        for place, _, names in os.walk(root / folder):
            for name in names:
                if name.endswith(
                    (".yml", ".md", ".jinja", ".py", ".css", ".svg", ".js")
                ) and not name.startswith("."):
                    path = os.path.join(place, name)  # noqa: PTH118 (a Path for each of thousands is slow)
                    try:
                        status = os.stat(path)  # noqa: PTH116
                    except FileNotFoundError:
                        continue
                    yield path, status.st_size, status.st_mtime_ns


def repository(root: Path) -> str:
    """The web address of the repository this clone came from, or nothing."""
    told = _git(root, "remote", "get-url", "origin").removesuffix(".git")
    if told.startswith("git@github.com:"):
        return "https://github.com/" + told.removeprefix("git@github.com:")
    return told if told.startswith("https://github.com/") else ""


def data_version(root: Path) -> str:
    """The last commit, as date and short hash: '2026-11-22 1a2b3c4', or nothing outside git."""
    return _git(root, "log", "-1", "--format=%cs %h")


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="sessions.py", description=__doc__.splitlines()[0] if __doc__ else None
    )
    commands = made.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="모든 YAML을 읽고 고칠 것을 모두 알려 줍니다")
    check.add_argument("--since", metavar="REV", help="git의 이 판 뒤로 정정 없이 바뀐 사실도 알려 줍니다")
    check.add_argument("--gaps", action="store_true", help="비어 있는 곳도 알려 줍니다(고칠 것은 아님)")
    check.set_defaults(do=do_check)
    commands.add_parser("render", help="sessions/와 docs/에서 build/docs/를 만듭니다").set_defaults(
        do=do_render
    )
    commands.add_parser("build", help="site/를 만듭니다").set_defaults(do=do_build)
    commands.add_parser("schema", help="모델에서 schemas/*.json을 만듭니다").set_defaults(do=do_schema)
    new = commands.add_parser("new", help="새 기록의 파일을 만듭니다")
    new.add_argument("target", help="보기: programme/my-talk, cause/my-cause, source/hani-20221123")
    new.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="항목=값",
        help="보기: --set title=제목 --set speakers.person=kim",
    )
    new.set_defaults(do=do_new)
    serve = commands.add_parser("serve", help="사이트를 열고, 고칠 때마다 다시 그립니다")
    serve.add_argument("--address", default=ADDRESS, help=f"주소와 문(기본 {ADDRESS})")
    serve.set_defaults(do=do_serve)
    return made


def main() -> int:
    arguments = parser().parse_args()
    try:
        arguments.do(Path(__file__).resolve().parent.parent, arguments)
    except ProblemsFound as faults:
        in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
        for problem in faults.problems:
            print(problem.to_annotation() if in_actions else problem)
        print(f"고칠 것 {len(faults.problems)}건. 아무것도 바꾸지 않았습니다.", file=sys.stderr)
        return 1
    except NotUnderstood as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except EngineFailed as failed:
        print("".join(f"| {line}\n" for line in str(failed).splitlines()), file=sys.stderr, end="")
        print("사이트를 만들지 못했습니다. 앞서 만든 site/는 그대로입니다.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
