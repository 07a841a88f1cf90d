"""The one door: `python scripts/sessions.py COMMAND`; `--help` lists them. What a command prints and how it ends is decided here.

Exit status 0: done; 1: problems that an editor can mend; 2: the command or the machine is at fault.
"""

import argparse
import os
import sys
from pathlib import Path

from builder.engine import EngineFailed
from builder.problems import NotUnderstood, ProblemsFound
from commands import check, intake, issue, ledger, new, render, schema, serve, summary

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (check, render, serve, new, intake, issue, schema, summary, ledger)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="sessions.py", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parsers = made.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add(parsers)
    return made


def main() -> int:
    arguments = parser().parse_args()
    try:
        arguments.do(ROOT, arguments)
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
