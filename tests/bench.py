"""How long a build takes and what memory it needs: the real site, then with 1,000 and 5,000 sessions.

`python tests/bench.py 125 1000` measures only these. Each phase runs in a process of its own; `build` is everything
from reading to the gate, and the builder's share of it is what MkDocs does not take.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
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
from builder.reading import load_catalog
from builder.sitemap import for_crawlers
from builder.tree import write_tree
from builder.views import each_page
from builder.views.desk import Desk
from builder.views.documents import document_pages
from builder.views.sheet import Page
from commands.git import edition
from served import serving
from toy import real_project

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


def row(size: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = real_project(Path(folder))
        generate(root, size)
        (check, check_mb), (render, render_mb), (build, build_mb) = (
            in_a_process(phase, root) for phase in ("check", "render", "build")
        )
        save = save_to_visible(root)
    whole = sum(build.values())
    share = 1 - build["engine"] / whole
    return (
        f"{size:8} {sum(check.values()):9.2f} {check_mb:6.0f} {render['exports']:9.2f} {render['pages'] + render['tree']:9.2f} {render_mb:6.0f} "
        f"{render['index']:8.2f} "
        f"{build['engine']:9.2f} {build['gate']:7.2f} {whole:9.2f} {build_mb:6.0f} {share:7.0%} {save:7.2f}"
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--phase"]:
        print(json.dumps(measure(arguments[1], Path(arguments[2]))))
        return
    print(
        "sessions   check s     MB exports s  render s     MB  index s  engine s  gate s   build s     MB  share*  save s"
    )
    for size in [int(argument) for argument in arguments] or SIZES:
        print(row(size), flush=True)
    print(
        "* the builder's part of the build: all but the engine (MkDocs); save: from a save to the new page, while serving"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
