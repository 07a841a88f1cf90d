"""The live preview: every page is that of a build, none is ever older than the files, and nothing needs a restart."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from served import LIVE, Served, serving, wait_for
from toy import files, toy_project

BRACES = "sessions/programme/braces.yml"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(toy_project(tmp_path_factory.mktemp("served"))) as made:
        yield made


def test_every_page_is_that_of_a_build(served: Served, built: Path) -> None:
    pages = [path for path in files(built / "site") if path.endswith("/index.html")]
    assert len(pages) > 40
    for path in ["index.html", *pages]:
        assert served.page(path.removesuffix("index.html")) == (built / "site" / path).read_text("utf-8"), (
            path
        )
    status, missing = served.get("nowhere/")
    assert status == 404
    assert LIVE.sub("", missing) == (built / "site" / "404.html").read_text("utf-8")
    for name in ("assets/site.css", "assets/search.json", "schemas/cause.schema.json", "robots.txt"):
        assert served.get(name) == (200, (built / "site" / name).read_text("utf-8"))
    for name in ("card.png", "causes/no-standby/card.png", "about/card.png"):
        assert served.answer(name) == (200, (built / "site" / name).read_bytes()), name
    assert served.get("../mkdocs.yml")[0] == served.get("%2e%2e/mkdocs.yml")[0] == 302


def test_a_page_asked_for_after_a_save_shows_it(served: Served) -> None:
    before = served.page("sessions/braces/")
    served.edit(BRACES, "표 * 별", "새 별")
    for address in ("sessions/braces/", "sessions/", "schedule/", "speakers/o-neil/"):
        assert "새 별" in served.page(address), address
        assert "표 * 별" not in served.page(address), address

    added = served.root / "sessions/programme/added.yml"
    added.write_text((served.root / BRACES).read_text("utf-8").replace("새 별", "더한 것"), "utf-8")
    assert "더한 것" in served.page("sessions/added/")
    assert "더한 것" in served.page("sessions/")

    added.rename(added.with_stem("renamed"))
    assert served.get("sessions/added/")[0] == 404
    assert "더한 것" in served.page("sessions/renamed/")
    assert 'href="renamed/"' in served.page("sessions/")

    added.with_stem("renamed").unlink()
    assert served.get("sessions/renamed/")[0] == 404
    assert "더한 것" not in served.page("sessions/")

    served.edit(BRACES, "새 별", "표 * 별")
    assert served.page("sessions/braces/") == before


def test_a_page_by_hand_and_the_theme_are_read_again(served: Served) -> None:
    (served.root / "docs" / "by-hand.md").write_text("# 손으로\n\n[세션](sessions/index.md)\n", "utf-8")
    assert 'href="../sessions/"' in served.page("by-hand/")
    (served.root / "docs" / "by-hand.md").unlink()
    assert served.get("by-hand/")[0] == 404
    theme = "../../theme/partials/copyright.html"
    served.edit(theme, "md-copyright__highlight", "md-copyright__highlight seen")
    served.edit("mkdocs.yml", "site_name:", "# 고침\nsite_name:")
    assert "md-copyright__highlight seen" in served.page("about/")


def test_a_broken_file_is_told_on_the_page_and_in_the_terminal(served: Served) -> None:
    last = served.page("sessions/braces/")
    version = served.version()
    served.edit(BRACES, "kind: tech", "kind: <b>tech")
    wait_for(lambda: any("programme/braces.yml:1:7: kind:" in line for line in served.log))
    assert served.get(f"~version?not={version}")[1] != version
    broken = served.page("sessions/braces/")
    assert "고칠 것 1건" in broken
    assert "programme/braces.yml:1:7: kind:" in broken
    assert "<b>tech" not in broken
    assert re.sub(r"<aside role=.alert.*?</aside>", "", broken, flags=re.DOTALL) == last
    served.edit(BRACES, "kind: <b>tech", "kind: tech")
    assert served.page("sessions/braces/") == last


def test_templates_and_code_change_without_a_restart(served: Served) -> None:
    template = "scripts/builder/templates/session.md.jinja"
    text = (served.root / template).read_text("utf-8")
    (served.root / template).write_text(text + "{{ nowhere }}", "utf-8")
    status, made = served.get("sessions/braces/")
    assert status == 500
    assert "UndefinedError" in made
    (served.root / template).write_text(text + "<p>새 틀</p>\n", "utf-8")
    assert "<p>새 틀</p>" in served.page("sessions/braces/")

    version = served.version()
    code = "scripts/builder/views/text.py"
    served.edit(code, "def calendar(", "def calendar(:")
    wait_for(lambda: any("SyntaxError" in line for line in served.log))
    served.edit(code, "def calendar(:", "def calendar(")
    served.edit(
        code, "    year, month, day = value if", "    return '새 코드'\n    year, month, day = value if"
    )

    def back() -> bool:
        try:
            return "새 코드" in served.page("sessions/braces/")
        except OSError:
            return False

    wait_for(back)
    assert served.version() != version


@pytest.mark.browser
def test_an_open_page_follows_the_file(served: Served, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(f"http://127.0.0.1:{served.port}/sessions/braces/")
    served.edit(BRACES, "굵게", "살아 있는")
    expect(tab.locator("h1")).to_contain_text("살아 있는")
    served.edit(BRACES, "kind: tech", "kind: none")
    expect(tab.get_by_role("alert")).to_contain_text("braces.yml:1:7")
    served.edit(BRACES, "kind: none", "kind: tech")
    expect(tab.get_by_role("alert")).to_have_count(0)
    tab.close()


@pytest.mark.browser
def test_the_preview_keeps_nothing_for_later(served: Served, browser: Browser) -> None:
    """Not even where the built site stood at its address before and left a worker behind."""
    assert served.get("sw.js")[0] == 404
    tab = browser.new_page()
    tab.goto(f"http://127.0.0.1:{served.port}/sessions/braces/")
    tab.evaluate("navigator.serviceWorker.register('/assets/copy.js', { scope: '/assets/' })")
    tab.reload()
    count = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    wait_for(lambda: tab.evaluate(count) == 0)
    assert tab.evaluate("caches.keys()") == []
    tab.close()
