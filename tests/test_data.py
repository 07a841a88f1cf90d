"""The published data: everything of the records in it, each file as its schema says, and no key lost from one day to the next."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from builder.catalog import Catalog
from builder.exports import exports
from builder.exports.documents import to_schemas
from builder.exports.offers import downloads
from builder.exports.published import FORM, LISTS
from builder.models.values import FIGURE_MARK
from builder.reading import load_catalog
from exported import EDITION, RUNS, UNPLACED, leaves, opened, read_csv, read_json
from toy import ROOT, TOY

KEPT = ROOT / "tests" / "published" / FORM
# What tells the site how to show the records, and is not of them.
OF_THE_PAGES = {"avoid", "doors", "scales", "overview", "frames", "site"}


@pytest.fixture(scope="module")
def files(toy_catalog: Catalog) -> Mapping[str, bytes]:
    return exports(toy_catalog, EDITION)


@pytest.fixture(scope="module")
def everything(files: Mapping[str, bytes]) -> dict[str, Any]:
    return read_json(files[f"data/{FORM}/all.json"])


def said(model: BaseModel) -> Iterator[str]:
    """Every value that a record holds, as text."""
    for name in type(model).model_fields:
        if name not in OF_THE_PAGES:
            value = getattr(model, name)
            for item in value if isinstance(value, tuple) and not hasattr(value, "_fields") else (value,):
                if isinstance(item, BaseModel):
                    yield from said(item)
                elif item is not None and not isinstance(item, bool):
                    yield item.isoformat() if isinstance(item, (date, datetime)) else str(item)


def test_everything_that_a_record_says_is_published(everything: dict[str, Any], toy_catalog: Catalog) -> None:
    """The toy uses every optional field once, so that a field left out of the form is missed here.

    Old addresses that lead on are the site's, and no record.
    """
    published = set(leaves(everything))
    missing = [
        (key, value)
        for key, model in toy_catalog.models
        for value in said(model)
        if key[0] != "redirect" and value not in published and not FIGURE_MARK.search(value)
    ]
    assert missing == []


@pytest.mark.parametrize("root", [TOY, ROOT], ids=["toy", "real"])
def test_every_file_is_as_its_schema_says(root: Path) -> None:
    made = exports(load_catalog(root), EDITION)
    named = [
        path
        for path in made
        if path.startswith(f"data/{FORM}/") and path.endswith(".json") and "/schemas/" not in path
    ]
    assert len(named) == len(LISTS) + len(["conference", "incident", "all"])
    for path in named:
        document = read_json(made[path])
        address = document["$schema"].removeprefix(EDITION.site)
        schema = read_json(made[address])
        Draft202012Validator.check_schema(schema)
        faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(document)]
        assert faults == [], path
        assert schema["$id"] == EDITION.site + address
        assert document["data_version"] == EDITION.version
        assert not [text for text in leaves(document) if FIGURE_MARK.search(text)], path


def test_all_is_the_lists_together(files: Mapping[str, bytes], everything: dict[str, Any]) -> None:
    for name in (*LISTS, "conference", "incident"):
        assert everything[name] == read_json(files[f"data/{FORM}/{name}.json"])[name], name
    assert [entry["id"] for entry in everything["sessions"]] == sorted(
        e["id"] for e in everything["sessions"]
    )


def test_computed_values_are_there(everything: dict[str, Any]) -> None:
    figures = {figure["id"]: figure for figure in everything["figures"]}
    assert figures["outage"]["printed"] == "42시간 29분"
    assert figures["outage"]["span"]["minutes"] == 42 * 60 + 29
    assert figures["loans"]["value"] == "1,200 < n"
    assert figures["loans"]["printed"] == "약 1,200 < n 권"
    event = next(event for event in everything["events"] if event["id"] == "loans-stop")
    assert (event["at"], event["utc"]) == ("2031-05-03T14:31:00+09:00", "2031-05-03T05:31:00Z")
    assert event["text"].endswith("받지 못한 대출은 약 1,200 < n 권이다.")
    assert event["page_url"] == "https://naru.example.org/record/incident/timeline/#e-loans-stop"
    session = next(session for session in everything["sessions"] if session["id"] == "opening")
    assert session["starts_at"] == "2031-11-01T10:00:00+09:00"


def test_a_site_without_an_address_says_where_a_page_is(toy_catalog: Catalog) -> None:
    made = exports(toy_catalog, UNPLACED)
    document = read_json(made[f"data/{FORM}/terms.json"])
    assert document["$schema"] == "schemas/terms.schema.json"
    assert {document["site"], document["data_version"], document["terms"][0]["page_url"]} == {None}
    assert document["terms"][0]["page"] == "glossary/#t-panel"
    assert "$id" not in read_json(made[f"data/{FORM}/schemas/terms.schema.json"])


def test_a_conference_without_an_incident_is_published_too(toy_catalog: Catalog) -> None:
    kept = {kind: toy_catalog.entries[kind] for kind in ("session", "person", "source")}
    catalog = replace(toy_catalog, incident=None, entries=kept)
    made = exports(catalog, EDITION)
    whole = read_json(made[f"data/{FORM}/all.json"])
    assert whole["incident"] is None
    assert whole["causes"] == []
    named = {path.rpartition("/")[2].partition(".")[0] for path in made if path.startswith(f"data/{FORM}/")}
    assert not {
        name for name in named if name.startswith(("incident", "cause", "event", "measure", "correction"))
    }
    assert {path for path in made if path.startswith("feeds/")} == {
        "feeds/all.atom", "feeds/sessions.atom", "feeds/sources.atom",
    }  # fmt: skip
    assert not [path for path in made if path.startswith("incident/")]
    offer = downloads(catalog, EDITION, made)
    assert {each.key: each.records for each in offer.lists} == {
        "conference": 1, "sessions": 4, "people": 4, "sources": len(kept["source"]),
    }  # fmt: skip


# --- the published form stays what it was


def changes(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Where a schema says less than it said, or something else: a key may be added, and a word to an enum."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key not in new:
                yield f"{place}/{key} 이 없어졌습니다"
            else:
                yield from changes(value, new[key], f"{place}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and place.rsplit("/", 1)[-1] in ("required", "enum"):
        yield from (f"{place}: {gone} 이 없어졌습니다" for gone in old if gone not in new)
    elif old != new:
        yield f"{place}: {old!r} -> {new!r}"


def kept() -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(KEPT.glob("*.json"))}


def lost() -> list[str]:
    now = to_schemas()
    return [change for name, schema in kept().items() for change in changes(schema, now.get(name), name)]


def test_no_published_key_is_lost_or_means_something_else() -> None:
    assert len(kept()) == len(LISTS) + len(["conference", "incident", "all"])
    assert not lost(), (
        "published keys stay as they are: give the changed form a new version (FORM) and a new address; "
        f"if only its wording is better now, mend tests/published/{FORM}/ by hand:\n" + "\n".join(lost())
    )


def test_a_new_key_is_taken_into_the_kept_form(request: pytest.FixtureRequest) -> None:
    now = to_schemas()
    if request.config.getoption("--bless") and not lost():
        KEPT.mkdir(parents=True, exist_ok=True)
        for name, schema in now.items():
            text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
            (KEPT / f"{name}.json").write_text(text, encoding="utf-8")
    assert kept() == now, "make bless takes new keys into tests/published/"


def test_a_lost_key_is_noticed() -> None:
    schema = to_schemas()["sessions"]
    changed = json.loads(json.dumps(schema))
    fields = changed["$defs"]["Session"]
    del fields["properties"]["video"]
    fields["required"].remove("slides")
    fields["properties"]["title"]["type"] = "integer"
    fields["properties"]["kind"]["enum"].append("panel")
    fields["properties"]["length"] = {"type": "integer"}
    assert [change.split(":")[0].split(" ")[0] for change in changes(schema, changed)] == [
        "/$defs/Session/properties/title/type",
        "/$defs/Session/properties/video",
        "/$defs/Session/required",
    ]


def test_every_published_key_says_what_it_means() -> None:
    silent = [
        f"{name}.{key}"
        for schema in to_schemas().values()
        for name, part in schema["$defs"].items()
        for key, field in part["properties"].items()
        if not re.search("[가-힣]", field.get("description", ""))
    ]
    assert silent == []


# --- CSV


def test_a_spreadsheet_reads_every_list(files: Mapping[str, bytes], everything: dict[str, Any]) -> None:
    for name in LISTS:
        raw = files[f"data/{FORM}/{name}.csv"]
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        rows = read_csv(raw)
        assert [row["id"] for row in rows] == [entry["id"] for entry in everything[name]], name
        for row, entry in zip(rows, everything[name], strict=True):
            for key, cell in row.items():
                if isinstance(entry.get(key), (str, int, float)) and not isinstance(entry[key], bool):
                    assert cell == str(entry[key]) or datetime.fromisoformat(cell) == datetime.fromisoformat(
                        entry[key]
                    )
    rows = read_csv(files[f"data/{FORM}/sessions_points.csv"])
    assert [(row["session_id"], row["position"], row["causes"], row["sources"]) for row in rows] == [
        ("init-and-vec", "0", "panel-under-pipe; single-panel", "city-news"),
        ("init-and-vec", "1", "", "talk-slides"),
    ]


def test_no_cell_of_a_spreadsheet_runs(files: Mapping[str, bytes]) -> None:
    cells = [
        cell
        for path, raw in files.items()
        if path.endswith(".csv")
        for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        for cell in row
    ]
    assert len(cells) > 1000
    assert [cell for cell in cells if cell.startswith(RUNS)] == []


# --- SQLite


def test_the_database_holds_every_record_and_every_id_leads_somewhere(
    files: Mapping[str, bytes], everything: dict[str, Any], tmp_path: Path
) -> None:
    with opened(files[f"data/{FORM}/all.sqlite"], tmp_path) as database:
        assert [row[0] for row in database.execute("PRAGMA integrity_check")] == ["ok"]
        assert list(database.execute("PRAGMA foreign_key_check")) == []
        for name in LISTS:
            rows = {row["id"]: row for row in database.execute(f'SELECT * FROM "{name}"')}
            assert rows.keys() == {entry["id"] for entry in everything[name]}
        talks = database.execute(
            "SELECT s.title FROM sessions s JOIN sessions_points_causes p ON p.session_id = s.id "
            "JOIN causes c ON c.id = p.causes WHERE c.title = '분전반이 배관 아래에 있었다'"
        )
        assert [row[0] for row in talks] == ['__init__과 Vec<T> & "따옴표"']
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        linked = sum(len(list(database.execute(f'PRAGMA foreign_key_list("{table}")'))) for table in tables)
        assert linked > 60
        cited = database.execute(
            "SELECT record, path, position, source, locator FROM citations WHERE locator = 'p. 4'"
        )
        assert [tuple(row) for row in cited] == [
            ("cause/panel-under-pipe", "/asserted_by/0/sources", 0, "city-report", "p. 4")
        ]


def test_the_database_is_the_same_bytes_whatever_library_wrote_it(
    files: Mapping[str, bytes], toy_catalog: Catalog
) -> None:
    raw = files[f"data/{FORM}/all.sqlite"]
    assert raw == exports(toy_catalog, EDITION)[f"data/{FORM}/all.sqlite"]
    assert int.from_bytes(raw[96:100], "big") == 3_040_000


def test_a_citation_points_into_its_record(files: Mapping[str, bytes], everything: dict[str, Any]) -> None:
    lists = {kind.entity: name for name, kind in LISTS.items()}
    rows = read_csv(files[f"data/{FORM}/citations.csv"])
    assert len(rows) > 70
    for row in rows:
        entity, _, name = row["record"].partition("/")
        record = (
            everything[entity]
            if entity in everything
            else next(entry for entry in everything[lists[entity]] if entry["id"] == name)
        )
        for step in row["path"].split("/")[1:]:
            record = record[int(step)] if isinstance(record, list) else record[step]
        assert record[int(row["position"])]["id"] == row["source"]


def test_the_name_of_the_record_is_that_of_its_site() -> None:
    for root in (ROOT, TOY):
        config = (root / "mkdocs.yml").read_text(encoding="utf-8")
        conference = yaml.safe_load((root / "sessions/conference.yml").read_text(encoding="utf-8"))
        assert re.findall(r"^site_name: (.*)$", config, re.MULTILINE) == [conference["site"]["name"]]
