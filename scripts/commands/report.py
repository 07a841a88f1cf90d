"""How problems are shown: one way for every command, in the form that was asked for."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from builder.problems import Problem
from builder.quoting import with_lines

FORMATS = ("text", "github", "json")


def report(root: Path, problems: Sequence[Problem], form: str | None = None) -> None:
    """Prints the problems to the standard output, and nothing else there."""
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    if form == "json":
        # In ASCII, so that every pipe and every terminal carries it.
        print(json.dumps([problem.to_dict() for problem in problems], indent=1))
        return
    columns = shutil.get_terminal_size().columns
    annotations = (problem.to_annotation() for problem in problems)
    for line in annotations if form == "github" else with_lines(root, problems, columns):
        print(line)


def beside(form: str | None) -> TextIO:
    """Where everything else is printed: to the standard output, unless a program reads that."""
    return sys.stderr if form == "json" else sys.stdout
