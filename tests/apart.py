"""Commands in a world of their own: other mounts, which nobody else sees and which end with the command.

Linux gives them to root, to everybody where user namespaces are allowed, and to whoever may use sudo without a password
(the runners of GitHub, whose Ubuntu keeps unprivileged user namespaces from mounting).
"""

import os
import shlex
import subprocess
from functools import cache
from pathlib import Path

import pytest

from toy import ENVIRONMENT

WAYS = (("unshare", "-m"), ("unshare", "-Urm"), ("sudo", "-n", "unshare", "-m"))
TOLD = ("SOURCE_DATE_EPOCH", "NO_MKDOCS_2_WARNING", "PYTHONUTF8", "GITHUB_ACTIONS")


@cache
def way() -> tuple[str, ...]:
    """How this machine gives a command mounts of its own; () where it does not."""
    for found in WAYS:
        try:
            tried = subprocess.run(
                [*found, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
            )
        except FileNotFoundError:
            continue
        if tried.returncode == 0:
            return found
    return ()


def on_a_disk_of_its_own(folder: Path, room: int | None, script: str) -> subprocess.CompletedProcess[str]:
    """Runs a shell script in a copy of the folder on a small disk, with `room` KiB left free; none: it can only be read.

    The script stands in the copy and has "$FROM", the folder itself.
    """
    if not way():
        why = f"this machine gives no command mounts of its own ({', '.join(' '.join(w) for w in WAYS)})"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    disk = folder.with_name(f"{folder.name}-disk")
    disk.mkdir(exist_ok=True)
    used = int(subprocess.run(["du", "-sk", folder], capture_output=True, check=True).stdout.split()[0])
    places = {"FROM": str(folder), "DISK": str(disk), "SIZE": f"{used + (room or 0) + 8}k"}
    told = {name: ENVIRONMENT[name] for name in TOLD} | places | {"PYTHONDONTWRITEBYTECODE": "1"}
    begin = 'mount -t tmpfs -o "size=$SIZE" none "$DISK" && cp -a "$FROM/." "$DISK" && cd "$DISK"'
    if room is None:
        begin += ' && mount -o remount,ro "$DISK" && cd "$DISK"'
    values = [f"{name}={value}" for name, value in told.items()]
    command = [*way(), "env", *values, "sh", "-c", f"{begin} || exit 99\n{script}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode != 99, f"{shlex.join(command)}\n{done.stderr}"
    return done
