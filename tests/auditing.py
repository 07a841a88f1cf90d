"""What a machine can say of a page in a real Chromium: axe-core's findings, sideways scroll, small targets, bytes.

Shared by the tests (every kind of page, on every change) and by `make audit` (one table of all measures).
"""

import gzip
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

KIND = re.compile(r'class="page page--([\w-]+)"')
# https://www.deque.com/axe/core-documentation/api-documentation/ names the tags; target-size is off unless asked for.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
# A link in a line of text may be as low as the line (WCAG 2.2, 2.5.8, "Inline"); charts are judged by axe-core.
SMALL = """least => {
  const written = node => [...node.childNodes].some(part => part.nodeType === Node.TEXT_NODE && part.data.trim());
  const inText = node => getComputedStyle(node).display === "inline" && written(node.parentElement);
  return [...document.querySelectorAll("a[href], button, input, select, summary, label[for], [tabindex='0']")]
    .filter(node => node.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
    .filter(node => !node.closest("svg") && !inText(node) && !(node.matches("input") && node.closest("label")))
    .map(node => [node, node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1 && box.right > 0 && (box.width < least || box.height < least))
    .map(([node, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${node.outerHTML.slice(0, 90)}`);
}"""
# What is far off the screen is not laid out (docs/assets/site.css), and its colours are half way: no measure sees it.
LAY_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { content-visibility: visible !important; transition: none !important }");
  document.adoptedStyleSheets = [sheet];
}"""
SIDEWAYS = "document.scrollingElement.scrollWidth - innerWidth"
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".ics", ".txt")


NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


def chromium() -> str:
    """Where the Chromium of the machine is."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert path, (
        "no Chromium: install chromium or google-chrome (Debian/Ubuntu: apt install chromium fonts-noto-cjk)"
    )
    return path


def launched(playwright: Playwright) -> Browser:
    """That Chromium, running."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium(), args=["--headless=new", *QUIET, *as_root])


class Handler(SimpleHTTPRequestHandler):
    """Answers as GitHub Pages does: text compressed, good for ten minutes; the site stands under a path of its host."""

    protocol_version = "HTTP/1.1"
    under = "/"

    def do_GET(self) -> None:
        path = Path(self.translate_path("/" + self.path.removeprefix(self.under)))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file() and self.path.startswith(self.under)
        body = (path if found else Path(self.directory) / "404.html").read_bytes()
        packed = path.suffix in PACKED or not found
        body = gzip.compress(body, 6) if packed else body
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path) if found else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Says nothing: a browser that goes on to another page hangs up."""


@contextmanager
def served_site(site: Path, under: str = "/") -> Iterator[str]:
    """Serves a built site at a free port of this machine until the block ends; its address, ending in "/".

    `under` is the path that a project's site has below the root of its host: "/project/".
    """
    handler = type("HandlerUnder", (Handler,), {"under": under})
    server = Server(("127.0.0.1", 0), partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{under}"
    finally:
        server.shutdown()
        server.server_close()


def kinds_in(site: Path) -> dict[str, str]:
    """Kind of page -> the address of the longest such page, {"session": "sessions/x/"}; handwritten pages one by one."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        kind = KIND.search(text)
        if not kind:
            continue  # an address that moved: not a page to read
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        name = address.strip("/") if kind[1] == "doc" else kind[1]
        found[name] = max(found.get(name, (0, "")), (len(text), address))
    return {name: address for name, (_, address) in sorted(found.items())}


@cache
def axe_script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def axe_findings(page: Page) -> list[str]:
    """What axe-core faults on the open page: "color-contrast: .md-copyright ..."."""
    page.evaluate(LAY_OUT)
    page.evaluate(axe_script())
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def small_targets(page: Page, least: int = 24) -> list[str]:
    """What can be pressed and is less than `least` CSS pixels wide or high: "60x20 <a class=...", links in a text excepted."""
    page.evaluate(LAY_OUT)
    found: list[str] = page.evaluate(SMALL, least)
    return found


def sideways(page: Page) -> int:
    """By how many CSS pixels the page is wider than the window; 0 or less is right."""
    page.evaluate(LAY_OUT)
    wide: int = page.evaluate(SIDEWAYS)
    return max(wide, 0)
