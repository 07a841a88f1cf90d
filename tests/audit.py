"""`make audit`: one page of each kind of the built site through every measure, and all its HTML through the W3C's checker.

Prints one table. What must be nought is in HARD: a finding there ends with status 1. The rest is told in numbers.
What the machine lacks (Node, Java) is said and leaves its columns empty; nothing is skipped in silence.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from auditing import axe_findings, chromium, kinds_in, launched, served_site, sideways, small_targets

TOOLS = Path(__file__).resolve().parent.parent / ".audit" / "node_modules"
CHECKER = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = TOOLS / "lighthouse" / "cli" / "index.js"
# scheme and width of the window, as the columns name them
SIGHTS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 1280), ("light", 320))
WIDTHS = (320, 390)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
HARD = ("axe", "html", "wide", "away")
# heading of a column: the measure it shows
COLUMNS = {
    "axe": "axe", "HTML": "html", "sideways": "wide", "3rd party": "away", "<24px": "small",
    "KB first": "first", "KB next": "next", "perf": "performance", "a11y": "accessibility",
    "best": "best-practices", "SEO": "seo", "CLS": "shift",
}  # fmt: skip


@dataclass
class Row:
    """What was measured of one kind of page, and in words what is wrong with it."""

    kind: str
    address: str
    measures: dict[str, float] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def tell(self, measure: str, findings: list[str]) -> None:
        self.measures[measure] = self.measures.get(measure, 0) + len(findings)
        self.said += [f"{measure}: {finding}" for finding in findings]


def look(browser: Browser, site: str, row: Row) -> None:
    """Everything that is measured by opening the page."""
    for scheme, width in SIGHTS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        asked = requests_of(page)
        page.goto(site + row.address, wait_until="networkidle")
        row.tell("axe", [f"{scheme} {width}: {finding}" for finding in axe_findings(page)])
        row.tell("away", [url for url in asked if not url.startswith((site, "data:"))])
        row.measures["small"] = max(row.measures.get("small", 0), len(small_targets(page)))
        page.close()
    page = browser.new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(site + row.address)
        row.tell("wide", [f"{by} px at {width}" for by in (sideways(page),) if by])
    page.close()


def requests_of(page: Page) -> list[str]:
    """A list that fills with every address the page asks for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def weigh(browser: Browser, site: str, row: Row) -> None:
    """KB over the wire: of the first page ever seen, and of this page when another was seen before."""
    for measure, before in (("first", None), ("next", "" if row.address else "incident/")):
        # Without the worker: it asks for pages itself, and what comes through it has no bytes here.
        context = browser.new_context(service_workers="block")
        page = context.new_page()
        if before is not None:
            page.goto(site + before, wait_until="networkidle")
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        sizes = sizes_of(network)
        page.goto(site + row.address, wait_until="networkidle")
        row.measures[measure] = sum(sizes) / 1000
        context.close()


def sizes_of(network: CDPSession) -> list[float]:
    """A list that fills with the bytes of every answer, heads and all."""
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def check_html(site: Path, rows: list[Row]) -> list[str]:
    """Reads every page of the site; tells each row its own errors and gives the errors of all."""
    done = subprocess.run(
        ["java", "-Xss8m", "-jar", CHECKER, "--skip-non-html", "--format", "json", "--exit-zero-always", site],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    errors = [
        (
            message["url"].split(site.as_posix() + "/")[-1],
            f"{message['message']} (line {message.get('lastLine')})",
        )
        for message in json.loads(done.stderr)["messages"]
        if message["type"] != "info"
    ]
    for row in rows:
        path = row.address if row.address.endswith(".html") else f"{row.address}index.html"
        row.tell("html", [error for page, error in errors if page == path])
    return [f"{page}: {error}" for page, error in errors]


def run_lighthouse(site: str, row: Row) -> None:
    """Lighthouse's own mobile settings: a 412 px phone, slow 4G and a slow processor, simulated."""
    flags = f"--headless=new {'--no-sandbox' if os.geteuid() == 0 else ''}"
    done = subprocess.run(
        ["node", LIGHTHOUSE, site + row.address, "--quiet", "--output=json", f"--chrome-flags={flags}",
         f"--only-categories={','.join(CATEGORIES)}"],
        env=os.environ | {"CHROME_PATH": chromium()}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        row.said.append(f"lighthouse: {done.stderr.strip()[-300:]}")
        return
    report: dict[str, Any] = json.loads(done.stdout)
    audits = report["audits"]
    for name in CATEGORIES:
        category = report["categories"][name]
        row.measures[name] = round(100 * (category["score"] or 0))
        if row.measures[name] < 100:
            row.said.append(f"{name} {row.measures[name]:.0f}: {', '.join(reasons(category, audits))}")
    row.measures["shift"] = round(audits["cumulative-layout-shift"]["numericValue"], 3)


def reasons(category: dict[str, Any], audits: dict[str, Any]) -> Iterator[str]:
    """Why a category is below 100, in numbers: "Largest Contentful Paint 2.9 s"."""
    for part in category["auditRefs"]:
        audit = audits[part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 1:
            yield f"{audit['title']} {audit.get('displayValue', '')}".strip()


def missing() -> Iterator[str]:
    """What cannot be measured on this machine, and why."""
    if not shutil.which("java") or not CHECKER.is_file():
        yield "html: not checked (needs Java and npm: `apt install default-jre-headless npm`)"
    if not shutil.which("node") or not LIGHTHOUSE.is_file():
        yield "lighthouse: not run (needs Node 18.16 or newer and npm)"


def table(rows: list[Row]) -> Iterator[str]:
    yield f"{'kind':20}" + "".join(f"{heading:>10}" for heading in COLUMNS)
    for row in rows:
        cells = (row.measures.get(measure) for measure in COLUMNS.values())
        yield f"{row.kind:20}" + "".join(
            f"{'-' if cell is None else f'{cell:g}' if cell == int(cell) else f'{cell:.3g}':>10}"
            for cell in cells
        )


def main() -> int:
    """The exit status: 1 if a measure of HARD found anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=Path("site"), help="the built site (default: site)")
    parser.add_argument("--lighthouse", action="store_true", help="run Lighthouse too, half a minute a page")
    parser.add_argument("kinds", nargs="*", help="only these kinds of page")
    asked = parser.parse_args()
    site = asked.site.resolve()
    rows = [Row(k, a) for k, a in kinds_in(site).items() if not asked.kinds or k in asked.kinds]
    lacking = list(missing())
    bad = [] if any(said.startswith("html") for said in lacking) else check_html(site, rows)
    with served_site(site) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        for row in rows:
            print(row.kind, row.address, file=sys.stderr, flush=True)
            look(browser, address, row)
            weigh(browser, address, row)
            if asked.lighthouse and not any(said.startswith("lighthouse") for said in lacking):
                run_lighthouse(address, row)
        browser.close()
    print(*table(rows), sep="\n")
    print(
        f"\nHTML of all {sum(1 for _ in site.rglob('*.html'))} pages: {len(bad)} errors",
        *bad[:50],
        sep="\n  ",
    )
    print(*(f"{row.kind}: {said}" for row in rows for said in row.said), *lacking, sep="\n")
    totals = Counter({measure: sum(row.measures.get(measure, 0) for row in rows) for measure in HARD})
    return int(bool(bad) or any(totals.values()))


if __name__ == "__main__":
    sys.exit(main())
