"""`serve`: the site at a local address, fresh at each save."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from builder.engine import start_server
from builder.problems import ProblemsFound
from commands import Parsers

WATCHED = ("sessions", "docs", "scripts/builder")
ADDRESS = "127.0.0.1:8000"


def add(parsers: Parsers) -> None:
    serve = parsers.add_parser("serve", help="사이트를 열고, 고칠 때마다 다시 그립니다")
    serve.add_argument("--address", default=ADDRESS, help=f"주소와 문(기본 {ADDRESS})")
    serve.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    """Renders again at each change, in a fresh process, so that a change of the builder's own code shows too."""
    again = [sys.executable, str(root / "scripts" / "sessions.py"), "render"]
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
