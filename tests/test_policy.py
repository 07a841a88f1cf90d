"""The Content-Security-Policy in a real Chromium: everything of the site works under it, and nothing asks another host."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from auditing import kinds_in, served_site

pytestmark = pytest.mark.browser

TELLS = "addEventListener('securitypolicyviolation', e => refused(`${e.effectiveDirective} ${e.blockedURI}`))"
PLAYER = "https://www.youtube-nocookie.com/"
# No link of ours: addresses that moved (finished HTML, without the theme) and one that there is not.
MORE = {"moved": "sessions/first-words/", "missing": "nowhere/at/all/"}


@dataclass
class Watched:
    """A tab, what its pages' policies refused, and what it asked other hosts for."""

    page: Page
    site: str
    refused: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(self.site + address, wait_until="networkidle")


@pytest.fixture
def watched(browser: Browser, built: Path) -> Iterator[Watched]:
    with served_site(built / "site") as site:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, permissions=["clipboard-write"]
        )
        seen = Watched(context.new_page(), site)
        context.expose_binding("refused", lambda _, said: seen.refused.append(said))
        context.add_init_script(TELLS)
        context.on(
            "request",
            lambda ask: seen.away.append(ask.url) if not ask.url.startswith((site, "data:")) else None,
        )
        context.route(lambda url: not url.startswith(site), answer)
        yield seen
        context.close()


def answer(route: Route) -> None:
    """Stands in for every other host."""
    route.fulfill(body="<body>a player", content_type="text/html")


def test_every_kind_of_page_keeps_to_its_policy_and_its_host(watched: Watched, built: Path) -> None:
    """Opened, scrolled through, printed; every detail unfolded; with the search, the schemes and what shows on focus used."""
    page = watched.page
    for kind, address in (kinds_in(built / "site") | MORE).items():
        watched.open(address)
        policy = page.locator("meta[http-equiv=Content-Security-Policy]")
        assert (policy.get_attribute("content") or "").startswith(
            "default-src 'none'; script-src 'self'; "
        ), kind
        assert page.evaluate("document.characterSet") == "UTF-8", kind  # within the first 1,024 bytes
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate("document.querySelectorAll('a, button, input').forEach(one => one.focus())")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.emulate_media(media="print")
        page.emulate_media(media="screen")
    assert watched.refused == []
    assert watched.away == []


def test_search_schemes_and_the_worker_run_under_the_policy(watched: Watched) -> None:
    page = watched.page
    watched.open("sessions/opening/")
    page.keyboard.press("/")
    page.keyboard.type("분전반")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("label[title='어두운 화면으로']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    watched.open("causes/single-panel/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate("navigator.serviceWorker.ready.then(one => one.active !== null)")
    assert watched.refused == []
    assert watched.away == []


def test_a_player_comes_only_to_a_page_with_a_recording(watched: Watched) -> None:
    page, frame = (
        watched.page,
        "() => document.body.append(Object.assign(document.createElement('iframe'), {src: '%s'}))",
    )
    watched.open("sessions/opening/")
    page.get_by_role("button", name="이 자리에서 재생").click()
    expect(page.frame_locator(".video iframe").locator("body")).to_have_text("a player")
    assert watched.refused == []
    page.evaluate(frame % "https://far.example.org/")
    watched.open("causes/single-panel/")
    page.evaluate(frame % PLAYER)
    page.wait_for_timeout(300)
    assert watched.refused == ["frame-src https://far.example.org", f"frame-src {PLAYER.rstrip('/')}"]


def test_no_other_host_is_told_where_a_reader_came_from(watched: Watched) -> None:
    told: list[str | None] = []

    def listen(route: Route) -> None:
        told.append(route.request.header_value("referer"))
        answer(route)

    watched.page.route("https://*.example.org/**", listen)
    for address in ("causes/single-panel/", "sessions/first-words/"):
        watched.open(address)
        watched.page.evaluate("location.assign('https://far.example.org/')")
        watched.page.wait_for_url("https://far.example.org/")
    assert told == [None, None]
