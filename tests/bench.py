"""How long a build takes and what memory it needs: the real site, then with 1,000 and 5,000 sessions.

`python tests/bench.py 125 20000` measures only these; `--corpus FOLDER` measures what `import` makes of the folder's
schedule.json and CSV files. Each phase runs in a process of its own; `build` is everything from reading to the gate, and
the builder's share of it is what MkDocs does not take. At the end: with which power of the number of files time and
memory grow (1 is linear). Seconds are those of a machine that may be busy: only figures of one run can be compared.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from math import log
from pathlib import Path
from statistics import linear_regression, median
from time import perf_counter
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from builder.cards import cards
from builder.checks import check_catalog
from builder.engine import build_site
from builder.exports import exports
from builder.exports.offers import downloads
from builder.files import write_file
from builder.finder import INDEX, search_index, written
from builder.gate import check_site
from builder.models.conference import Session
from builder.reading import load_catalog
from builder.sitemap import for_crawlers
from builder.tree import write_tree
from builder.views import each_page
from builder.views.desk import Desk
from builder.views.documents import document_pages
from builder.views.sheet import Page
from commands.git import edition
from served import serving
from toy import door, real_project

SIZES = (125, 1000, 5000)
Times = dict[str, float]


def generate(root: Path, size: int) -> None:
    """Adds sessions to `root/sessions` until there are `size`: the real ones again, each round with its own speakers."""
    folders = [path for path in (root / "sessions").iterdir() if path.name not in ("incident", "references")]
    patterns = {
        path: read(path)
        for folder in sorted(folders)
        if folder.is_dir()
        for path in sorted(folder.glob("*.yml"))
    }
    left = size - len(patterns)
    for turn in count(2):
        for path, session in list(patterns.items())[: max(left, 0)]:
            write_session(root, path, session, turn)
        left -= len(patterns)
        if left <= 0:
            return


def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return data


def write(path: Path, data: dict[str, Any]) -> None:
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, encoding="utf-8")


def write_session(root: Path, path: Path, session: dict[str, Any], turn: int) -> None:
    """The same session, its title, texts and speakers marked with the turn."""
    people = root / "sessions" / "references" / "people"
    for speaker in session["speakers"]:
        person = read(people / f"{speaker['person']}.yml")
        mark = hashlib.sha256(f"{speaker['person']} {turn}".encode()).hexdigest()[:9]
        named = {key: f"{person[key]} {mark}" for key in ("name", "handle", "name_en") if key in person}
        write(people / f"{speaker['person']}-{turn}.yml", person | named)
    made = {
        **session,
        "title": f"{session['title']} {turn}",
        "speakers": [{**speaker, "person": f"{speaker['person']}-{turn}"} for speaker in session["speakers"]],
    }
    if "points" in session:
        made["points"] = [
            {**point, "text": f"{point['text']} ({turn}번째 판)"} for point in session["points"]
        ]
    write(path.with_stem(f"{path.stem}-{turn}"), made)


def timed(times: Times, name: str, work: Callable[[], Any]) -> Any:
    start = perf_counter()
    made = work()
    times[name] = perf_counter() - start
    return made


def measure(phase: str, root: Path) -> Times:
    """Does a phase and all before it; the seconds of each."""
    times: Times = {}

    def gate(site: Path, made: Iterable[Page]) -> None:
        timed(times, "gate", lambda: check_site(site, made))

    catalog = timed(times, "read", lambda: load_catalog(root))
    timed(times, "rules", lambda: check_catalog(catalog))
    if phase != "check":
        told, docs = edition(root), root / "docs"
        exported = timed(times, "exports", lambda: exports(catalog, told))
        offer = partial(downloads, catalog, told, exported)
        desk, tree = Desk(catalog, told.day, offer, told.site), root / "build" / "docs"
        by_hand = list(document_pages(desk, docs, catalog.handwritten))
        made = timed(times, "pages", lambda: list(each_page(desk)))

        def index() -> bytes:
            indexed: bytes = timed(times, "index", lambda: search_index(desk, written(made, tree), by_hand))
            return indexed

        last = {INDEX: index, **for_crawlers(told, [*by_hand, *made])}
        timed(times, "tree", lambda: write_tree([*by_hand, *made], exported, docs, tree, last))
        times["tree"] -= times["index"]
        drawn = cards(desk, [*by_hand, *made], tree)
        timed(times, "cards", lambda: [write_file(tree / path, make()) for path, make in drawn.items()])
    if phase == "build":
        timed(times, "engine", lambda: build_site(root, made, gate=gate))
        times["engine"] -= times["gate"]
    return times


def in_a_process(phase: str, root: Path) -> tuple[Times, float]:
    """The seconds of a phase and the peak of its memory in MB, its children included."""
    with subprocess.Popen(
        [sys.executable, __file__, "--phase", phase, str(root)], stdout=subprocess.PIPE
    ) as process:
        told = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(process.returncode)
    return json.loads(told), usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def save_to_visible(root: Path) -> float:
    """Seconds from the save of a session to its new page in the hands of a browser that was told of it; the median of five."""
    path = "sessions/retrospective/datacenter-redundancy.yml"
    took = []
    with serving(root) as served:
        served.page("sessions/datacenter-redundancy/")
        title = read(root / path)["title"]
        for turn in range(5):
            version = served.version()
            start = perf_counter()
            served.edit(path, title, title := f"{title} {turn}")
            assert served.get(f"~version?not={version}")[1] != version
            assert title in served.page("sessions/datacenter-redundancy/")
            took.append(perf_counter() - start)
    return median(took)


@dataclass(frozen=True)
class Row:
    """What one corpus took: seconds, MiB at the peak, and the greatest files that a reader is sent, in KiB."""

    sessions: int
    files: int
    check: float
    check_memory: float
    exports: float
    render: float
    index: float
    cards: float
    memory: float
    engine: float
    gate: float
    build_memory: float
    save: float
    page: tuple[int, str]
    found: int

    @property
    def builder(self) -> float:
        """Everything but the engine, each card drawn anew."""
        return self.check + self.exports + self.render + self.index + self.cards + self.gate

    def __str__(self) -> str:
        whole = self.builder + self.engine
        size, path = self.page
        return (
            f"{self.sessions:8} {self.files:7} {self.check:7.2f} {self.check_memory:5.0f} {self.exports:9.2f} "
            f"{self.render:8.2f} {self.index:7.2f} {self.cards:7.2f} {self.memory:5.0f} {self.engine:8.2f} "
            f"{self.gate:6.2f} {self.builder:9.2f} {whole:7.2f} {self.build_memory:5.0f} {self.builder / whole:6.0%} "
            f"{self.save:6.2f} {self.found:10} {size:8} {path}"
        )


HEAD = (
    "sessions   files check s   MiB exports s render s index s cards s   MiB engine s gate s builder s build s   MiB share* save s "
    "search KiB page KiB the greatest page"
)


def measured(root: Path) -> Row:
    (check, check_memory), (render, memory), (build, build_memory) = (
        in_a_process(phase, root) for phase in ("check", "render", "build")
    )
    pages = ((path.stat().st_size // 1024, path) for path in (root / "site").rglob("*.html"))
    size, greatest = max(pages)
    return Row(
        sessions=len(load_catalog(root).of(Session)),
        files=sum(1 for _ in (root / "sessions").rglob("*.yml")),
        check=sum(check.values()),
        check_memory=check_memory,
        exports=render["exports"],
        render=render["pages"] + render["tree"],
        index=render["index"],
        cards=render["cards"],
        memory=memory,
        engine=build["engine"],
        gate=build["gate"],
        build_memory=build_memory,
        save=save_to_visible(root),
        page=(size, greatest.relative_to(root / "site").as_posix()),
        found=(root / "site" / INDEX).stat().st_size // 1024,
    )


def imported(root: Path, corpus: Path) -> None:
    """Takes every export of a folder into the project, each as a source of its own; says what could not be taken."""
    exports = [path for path in sorted(corpus.rglob("*")) if path.suffix in (".json", ".csv")]
    for number, path in enumerate(exports):
        source = ("--source", f"corpus-{number}", "--publisher", path.stem, "--title", path.stem)
        place = ("--url", f"https://corpus.example.org/{number}", "--conference")
        done = door(root, "import", str(path), *source, *place)
        if done.returncode:
            sys.stderr.write(f"{path}: {(done.stdout + done.stderr).splitlines()[0]}\n")


def power(rows: Sequence[Row], of: Callable[[Row], float]) -> float:
    """The exponent with which something grows with the number of files, by least squares over the logarithms."""
    return linear_regression([log(row.files) for row in rows], [log(of(row)) for row in rows]).slope


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SESSIONS")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--phase", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.phase:
        print(json.dumps(measure(told.phase[0], Path(told.phase[1]))))
        return
    print(HEAD)
    rows = []
    makers = [partial(generate, size=size) for size in told.sizes or (() if told.corpus else SIZES)]
    makers += [partial(imported, corpus=told.corpus)] if told.corpus else []
    for make in makers:
        with tempfile.TemporaryDirectory() as folder:
            root = real_project(Path(folder))
            make(root)
            rows.append(measured(root))
        print(rows[-1], flush=True)
    print(
        "* the builder's part of the build: all but the engine, the cards drawn anew; save: from a save to the new page, while serving"
    )
    if len({row.files for row in rows}) > 1:
        grows = {"check": lambda r: r.check, "builder": lambda r: r.builder, "engine": lambda r: r.engine}
        sizes = {"check's memory": lambda r: r.check_memory, "builder's memory": lambda r: r.memory}
        print(", ".join(f"{name} ~ files^{power(rows, of):.2f}" for name, of in (grows | sizes).items()))


if __name__ == "__main__":
    main()
