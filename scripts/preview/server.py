"""The preview's web server: pages made when asked for, their problems on them, reloaded when a file changes."""

import html
import mimetypes
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from builder.problems import EngineFailed, Problem
from builder.quoting import with_lines
from preview.site import Preview

PAUSE = 0.2  # seconds between two looks at the disk, more where a look itself is long
PATIENCE = 20.0  # seconds a browser's question for a newer version is left open
ADDED = {  # to each page: what reloads it, and the look of the banner (the page's policy lets no style stand in it)
    "~live.js": ("text/javascript", (Path(__file__).parent / "live.js").read_bytes()),
    "~live.css": ("text/css", (Path(__file__).parent / "live.css").read_bytes()),
}
WORKER = "sw.js"  # keeps pages of the past: the preview has none
HTML = "text/html; charset=utf-8"
BANNER = (
    '<aside role="alert" class="live"><link rel="stylesheet" href="/~live.css">'
    "<strong>고칠 것 {}건. 보이는 것은 마지막으로 옳았던 판입니다.</strong><pre>{}</pre></aside>"
)


class Live:
    """The preview with the version that its browsers know of: the run of this process and the count of changes."""

    def __init__(self, preview: Preview, tell: Callable[[tuple[Problem, ...]], None]) -> None:
        self.preview = preview
        self.tell = tell
        self.run = format(time.time_ns(), "x")
        self.changed = threading.Condition()
        self.told = 0

    @property
    def version(self) -> str:
        return f"{self.run}-{self.told}"

    def watch(self) -> None:
        """Looks at the disk until the builder's own code changes; wakes the browsers at each change."""
        code, pause = None, PAUSE
        while code in (None, self.preview.code()):
            before = time.perf_counter()
            version = self.preview.look()
            code = code or self.preview.code()
            if version == self.told:
                pause = max(PAUSE, 4 * (time.perf_counter() - before))
            else:
                self.tell(self.preview.problems)
                with self.changed:
                    self.told = version
                    self.changed.notify_all()
            time.sleep(pause)

    def wait(self, known: str) -> str:
        """The version, as soon as it is another than the `known` one."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != known, timeout=PATIENCE)
            return self.version


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"

    def __init__(self, live: Live, *arguments: object) -> None:
        self.live = live
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        address = unquote(asked.path).removeprefix("/")
        # Taken before the page is made: at worst the page is newer than it says, and is then loaded once more.
        version = self.live.version
        try:
            if address in ADDED:
                self._answer(200, *ADDED[address])
            elif address == WORKER:
                self._answer(404, "text/plain", b"")
            elif address == "~version":
                known = parse_qs(asked.query).get("not", [""])[0]
                self._answer(200, "text/plain", self.live.wait(known).encode())
            elif not address or address.endswith("/"):
                self._answer_page(address, version)
            else:
                self._answer_file(address)
        except EngineFailed as failed:
            self._answer_html(500, _bare("mkdocs.yml을 읽지 못했습니다. 고쳐 주세요", str(failed)), version)
        except Exception:  # a fault of a template or of the builder: shown, and the next save tries again
            self._answer_html(500, _bare("이 페이지를 만들지 못했습니다", traceback.format_exc()), version)

    def _answer_page(self, address: str, version: str) -> None:
        preview = self.live.preview
        made = preview.html(address)
        if made is None and not preview.was_right:
            self._answer_html(500, _bare("아직 보여 줄 판이 없습니다", ""), version)
        else:
            self._answer_html(200 if made else 404, made or preview.missing(), version)

    def _answer_file(self, address: str) -> None:
        content = self.live.preview.file(address)
        if content is None:
            self._answer(302, "text/plain", b"", Location=f"/{quote(address)}/")
        else:
            self._answer(200, mimetypes.guess_type(address)[0] or "application/octet-stream", content)

    def _answer_html(self, status: int, made: str, version: str) -> None:
        """The page with what is wrong now, and the script that reloads it."""
        preview = self.live.preview
        said = html.escape("\n".join(with_lines(preview.root, preview.problems)))
        banner = BANNER.format(len(preview.problems), said) if said else ""
        script = f'<script src="/~live.js" data-version="{version}"></script>'
        self._answer(status, HTML, made.replace("</body>", f"{banner}{script}</body>").encode())

    def _answer(self, status: int, kind: str, content: bytes, **headers: str) -> None:
        self.send_response(status)
        fixed = {"Content-Type": kind, "Content-Length": str(len(content)), "Cache-Control": "no-store"}
        for name, value in (fixed | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing: the terminal is for problems."""


def _bare(head: str, body: str) -> str:
    """A page where no record has been right yet, or the builder itself failed."""
    return (
        f'<!doctype html><html lang="ko"><meta charset="utf-8"><title>{html.escape(head)}</title>'
        f"<body><h1>{html.escape(head)}</h1><pre>{html.escape(body)}</pre></body></html>"
    )


def serve(
    preview: Preview,
    host: str,
    port: int,
    tell: Callable[[tuple[Problem, ...]], None],
    ready: Callable[[], None],
) -> None:
    """Serves until the builder's own code changes; then this process is of the past and has to be started again.

    `tell` is called at each change with the problems there are, `ready` once the address answers. Raises OSError where the address is taken.
    """
    live = Live(preview, tell)
    server = ThreadingHTTPServer((host, port), partial(Handler, live))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ready()
    try:
        live.watch()
    finally:
        server.server_close()
