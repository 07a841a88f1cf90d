"""The one door: `python scripts/sessions.py COMMAND`; `--help` lists them. What a command prints and how it ends is decided here.

The project is the one that this file is in; `--root examples/x` is another, made with the same code.

Exit status 0: done; 1: problems that an editor can mend; 2: the command or the machine is at fault; 130: stopped (Ctrl+C).
"""

import argparse
import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from builder.files import settle
from builder.problems import EngineFailed, NotUnderstood, ProblemsFound, reason

ROOT = Path(__file__).resolve().parent.parent
# Command -> its module in commands/. Only the rooms of the command asked for are loaded: `check` answers at once.
COMMANDS = {
    "check": "check",
    "render": "render",
    "build": "render",
    "serve": "serve",
    "new": "new",
    "import": "intake",
    "from-issue": "issue",
    "forms": "issue",
    "schema": "schema",
    "summary": "summary",
    "ledger": "ledger",
    "links": "links",
}
STATUS = (
    "끝나는 값(exit status): 0 다 됨, 1 편집자가 고칠 것이 있음, 2 명령이나 컴퓨터의 탓, 130 도중에 그만둠"
)
STOPPED = 130
INSTALL = (
    "프로젝트의 Python으로 실행해 주세요: make check, make build, 또는 .venv/bin/python scripts/sessions.py …"
)


def placed() -> argparse.ArgumentParser:
    """Reads where the project is, which stands before the command or behind it."""
    made = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    made.add_argument(
        "--root", type=Path, default=ROOT, metavar="폴더",
        help="sessions/, docs/, mkdocs.yml이 있는 폴더. 같은 코드로 다른 행사의 사이트를 다룹니다(기본: 이 저장소)",
    )  # fmt: skip
    return made


def parser(asked: str | None) -> argparse.ArgumentParser:
    """The parser of the command asked for, or of all of them where it is not one of them."""
    made = argparse.ArgumentParser(
        prog="sessions.py",
        description="sessions/의 YAML을 읽고, 검사하고, 사이트로 만듭니다.",
        epilog=STATUS,
        parents=[placed()],
    )
    parsers = made.add_subparsers(dest="command", required=True)
    for module in dict.fromkeys([COMMANDS[asked]] if asked in COMMANDS else COMMANDS.values()):
        import_module(f"commands.{module}").add(parsers)
    return made


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that no encoding knows stops nothing
    try:
        for stop in (signal.SIGTERM, signal.SIGHUP):  # as Ctrl+C: what is half done is undone
            if signal.getsignal(stop) is signal.SIG_DFL:
                signal.signal(stop, signal.default_int_handler)
        status = done()
        sys.stdout.flush()  # a full disk or a closed pipe shows here at the latest
        return status
    except ImportError as missing:
        if missing.name and missing.name.partition(".")[0] in ("builder", "commands", "preview"):
            raise
        print(f"Python에 {missing.name} 이(가) 없습니다({sys.executable}).", INSTALL, file=sys.stderr)
    except BrokenPipeError:  # who was reading has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return refused(error)
    except KeyboardInterrupt:
        print(
            "\n도중에 그만두었습니다. 앞서 만든 site/는 그대로이고, 반쯤 쓴 파일은 없습니다.", file=sys.stderr
        )
        return STOPPED
    return 2


def done() -> int:
    """Does what is asked for; the exit status."""
    project, rest = placed().parse_known_args()
    arguments = parser(next(iter(rest), None)).parse_args(rest)
    root: Path = project.root.resolve()
    try:
        settle(root)
        arguments.do(root, arguments)
    except ProblemsFound as faults:
        # Loaded no sooner: it needs packages, and without them nothing could say so.
        import_module("commands.report").report(root, faults.problems, getattr(arguments, "format", None))
        if faults.problems:
            after = getattr(arguments, "after", "아무것도 바꾸지 않았습니다.")
            print(f"고칠 것 {len(faults.problems)}건. {after}", file=sys.stderr)
        return 1
    except NotUnderstood as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except EngineFailed as failed:
        print("".join(f"| {line}\n" for line in str(failed).splitlines()), file=sys.stderr, end="")
        print("사이트를 만들지 못했습니다. 앞서 만든 site/는 그대로입니다.", file=sys.stderr)
        return 2
    return 0


def refused(error: OSError) -> int:
    """Says what the machine did not do."""
    print(f"파일을 읽거나 쓰지 못했습니다: {reason(error)}. 그 자리와 권한을 살펴 주세요.", file=sys.stderr)
    print("앞서 만든 site/는 그대로입니다.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
