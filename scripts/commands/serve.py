"""`serve`: the site at a local address, each page made when it is asked for.

The server runs in a process of its own, which ends when the builder's code changes and is then started anew.
"""

import argparse
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from builder.problems import NotUnderstood, Problem, why
from commands import Parsers
from commands.git import edition, tell_engine
from commands.report import report
from preview.server import serve
from preview.site import Preview, stamps

DOOR = Path(__file__).resolve().parent.parent / "sessions.py"
ADDRESS = "127.0.0.1:8000"
CHANGED = 75  # the exit status of a server whose code has changed


def add(parsers: Parsers) -> None:
    made = parsers.add_parser("serve", help="사이트를 열고, 저장할 때마다 고친 것을 보여 줍니다")
    made.add_argument("--address", default=ADDRESS, help=f"주소와 문(기본 {ADDRESS})")
    made.add_argument("--in-process", action="store_true", help=argparse.SUPPRESS)
    made.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    host, _, port = arguments.address.rpartition(":")
    if not host or not port.isdecimal():
        raise NotUnderstood(f"--address 는 {ADDRESS} 처럼 적어 주세요: {arguments.address}")
    if arguments.in_process:
        _serve(root, host, int(port))
    else:
        _keep_serving(root, arguments.address)


def _keep_serving(root: Path, address: str) -> None:
    """Starts the server again whenever its code changes, and once it is mended where it was broken."""
    command = [sys.executable, str(DOOR), "serve", "--root", str(root), "--in-process", "--address", address]
    tell_engine(root)
    server = None
    try:
        while True:
            before = stamps(root)
            server = subprocess.Popen(command, cwd=root)
            status = server.wait()
            if status == 2:
                sys.exit(status)
            while status != CHANGED and stamps(root) == before:
                time.sleep(0.3)
    except KeyboardInterrupt:
        print()
    finally:
        if server and server.poll() is None:
            server.terminate()
            server.wait()


def _serve(root: Path, host: str, port: int) -> None:
    opened = False

    def ready() -> None:
        nonlocal opened
        opened = True
        print(
            f"http://{host}:{port}/ 에서 볼 수 있습니다. 파일을 저장하면 바로 보입니다. 멈추려면 Ctrl+C",
            flush=True,
        )

    try:
        serve(Preview(root, edition(root)), host, port, partial(tell, root), ready)
    except OSError as error:
        if opened:
            raise
        raise NotUnderstood(
            f"{host}:{port} 를 열 수 없습니다({why(error)}). --address 로 다른 문을 골라 주세요"
        ) from None
    except KeyboardInterrupt:
        return
    sys.exit(CHANGED)


def tell(root: Path, problems: tuple[Problem, ...]) -> None:
    report(root, problems)
    print(
        f"{time.strftime('%H:%M:%S')} 고칠 것 {len(problems)}건"
        if problems
        else f"{time.strftime('%H:%M:%S')} 고칠 것이 없습니다",
        flush=True,
    )
