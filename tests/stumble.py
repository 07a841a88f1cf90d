"""Runs a command of the door again and again, and lets the machine fail it at its first, second, third … step of writing.

`python tests/stumble.py ROOT refuse|kill COMMAND…`: each step on the file system (a file opened to be written, a rename,
a folder made, a file removed) below ROOT is, in one run each, refused as by a full disk, or the last thing that the
process does. Prints a line of JSON for each run: its exit status, what it said, and what it left in ROOT. The runs begin
with the same files and end with the first that meets no more steps.
"""

import errno
import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any

PLACES = ("sessions", "schemas", ".github", ".writing")
CHANGING = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.chmod", "os.truncate"}
MOST, KILLED = 400, 9


def state(root: Path) -> dict[str, str]:
    """Every file of the places that a command writes to, with a digest."""
    found = (path for place in PLACES for path in sorted((root / place).rglob("*")) if path.is_file())
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
    }


def writes(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in CHANGING


def stumble(root: Path, how: str, at: int) -> Callable[[], int]:
    """From now on the `at`th step of writing below the root is not taken; tells how many have come."""
    taken = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal taken
        place = arguments[0] if arguments else 0
        if (
            isinstance(place, int)
            or not writes(event, arguments)
            or not os.fsdecode(place).startswith(str(root))
        ):
            return
        taken += 1
        if taken == at and how == "kill":
            os._exit(KILLED)
        if taken == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fsdecode(arguments[0]))

    sys.addaudithook(hook)
    return lambda: taken


def run(root: Path, how: str, at: int, command: list[str]) -> tuple[int, str, bool]:
    """One run in a process of its own, from the modules that are loaded already: how it ended, what it said, whether it stumbled."""
    said_to, said_by = os.pipe()
    child = os.fork()
    if not child:
        os.close(said_to)
        said = io.StringIO()
        sys.argv = ["sessions.py", *command]
        with redirect_stdout(said), redirect_stderr(said):
            taken = stumble(root, how, at)
            status = sessions.main()
        os.write(said_by, json.dumps([said.getvalue()[:5000], taken() >= at]).encode())
        os._exit(status)
    os.close(said_by)
    with os.fdopen(said_to, encoding="utf-8") as told:
        text, stumbled = json.loads(told.read() or '["", true]')
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text, stumbled


def runs(root: Path, how: str, command: list[str], kept: Path) -> Iterator[dict[str, Any]]:
    for at in count(1):
        for place in PLACES:
            shutil.rmtree(root / place, ignore_errors=True)
            if (kept / place).exists():
                shutil.copytree(kept / place, root / place)
        status, said, stumbled = run(root, how, at, command)
        left = state(root)
        mended = run(root, "", 0, ["check"]) if how == "kill" else (status, said)
        yield {
            "status": status, "said": said, "left": left,
            "after": state(root), "checked": mended[0],
        }  # fmt: skip
        if not stumbled or at > MOST:
            return


if __name__ == "__main__":
    ROOT, HOW, *COMMAND = sys.argv[1:]
    sys.path.insert(0, f"{ROOT}/scripts")
    sys.dont_write_bytecode = True
    import sessions

    sessions.parser(None)  # loads every command
    kept = Path(ROOT).with_name("kept")
    for place in PLACES:
        if Path(ROOT, place).exists():
            shutil.copytree(Path(ROOT, place), kept / place)
    for told in runs(Path(ROOT), HOW, COMMAND, kept):
        sys.stdout.write(f"{json.dumps(told)}\n")
