"""A conference may be a hundred times as large: no page grows with all the others, and the whole grows as the records do."""

import re
from pathlib import Path

import pytest

from builder.reading import load_catalog
from builder.views import pages
from builder.views.sessions import SHOWN
from exported import EDITION
from toy import toy_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


def grown(root: Path, many: int) -> dict[str, str]:
    """The pages with `many` more talks and as many previews of one track, all on one day."""
    programme = root / "sessions" / "programme"
    text = (programme / "braces.yml").read_text(encoding="utf-8")
    for number in range(many):
        for kind in ("tech", "preview"):
            made = text.replace("kind: tech", f"kind: {kind}").replace("표 * 별", f"표 {kind} {number}")
            (programme / f"more-{kind}-{number}.yml").write_text(made, encoding="utf-8")
    catalog = load_catalog(root)
    assert catalog.problems == ()
    return {page.path: page.markdown for page in pages(catalog, EDITION.day)}


def test_nothing_on_the_site_grows_with_the_square(root: Path) -> None:
    some, more, most = (sum(map(len, grown(root, many).values())) for many in (60, 120, 240))
    assert 1.9 < (most - more) / (more - some) < 2.1


def test_a_list_of_all_is_short_and_leads_to_the_rest(root: Path) -> None:
    made = grown(root, 100)
    for path in ("sessions/index.md", "schedule/index.md", "sessions/more-preview-7/index.md"):
        named = set(re.findall(r'href="[^"]*(more-[a-z]+-[0-9]+)/', made[path]))
        assert SHOWN - 2 <= len(named) <= SHOWN + 2  # beside the list, the talk before and the one after
        assert 'tracks/books/">' in made[path]
        assert "나머지 발표" in made[path]
    track = made["tracks/books/index.md"]
    assert all(f"more-{kind}-{n}/" in track for kind in ("tech", "preview") for n in range(100))
