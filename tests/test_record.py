"""The record as a whole: numbers stand once, corrections are owed, gaps are counted, the article's talks are found."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from builder.gaps import find_gaps
from builder.reading import load_catalog
from builder.views import pages
from toy import ROOT, TOY, door

TODAY = date(2032, 3, 10)
# The words of the Hankyoreh article of 23 Nov 2022 from which the project starts, and the talk each must lead to.
ARTICLE = {
    "허준 카카오픽코마 플랫폼개발팀장": "piccoma-global-service",
    "김혜일 DAO": "accessibility-at-kakao",
    "카카오브레인 텍스트 기반 이미지 생성": "text-to-image-generation",
    "초거대 인공지능 헬스케어": "large-scale-ai-healthcare",
    "카카오 T 대리 커넥션 서버": "kakao-t-driver-connection-server",
    "메타버스 블록체인": "blockchain-for-metaverse-latency",
    "카카오페이 성장 일하는 문화 밋업": "kakaopay-growth-and-culture",
}


def rendered(root: Path) -> dict[str, str]:
    return {page.path: page.markdown for page in pages(load_catalog(root), TODAY)}


def test_a_changed_number_changes_on_every_page_that_shows_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sessions", tmp_path / "sessions")
    before = rendered(tmp_path)
    figures = tmp_path / "sessions/incident/figures.yml"
    changed = re.sub(
        r'(- id: pangyo-servers\n(?: {4}.*\n)*?    value: )"3만 2,000"',
        r'\1"7만 7,777"',
        figures.read_text("utf-8"),
    )
    assert changed != figures.read_text("utf-8")
    figures.write_text(changed, "utf-8")
    after = rendered(tmp_path)
    shown = {path for path, text in before.items() if 'figures/#f-pangyo-servers">약 3만 2,000대<' in text}
    assert len(shown) >= 5
    for path in shown:
        assert ">약 7만 7,777대<" in after[path], path
        assert ">약 3만 2,000대<" not in after[path], path


def test_a_number_that_sources_dispute_says_so_where_it_is_printed() -> None:
    disputed = re.compile(
        r'#f-total-outage-kakao">127시간 30분</a><a class="differs[^"]*" href="[^"]*#d-[^"]+"'
    )
    pages_with = [path for path, text in rendered(ROOT).items() if disputed.search(text)]
    assert len(pages_with) >= 3
    assert "index.md" in pages_with


def test_a_changed_fact_owes_a_correction(published: Path) -> None:
    assert door(published, "check", "--since", "HEAD").returncode == 0
    timeline = published / "sessions/incident/timeline/the-day.yml"
    text = timeline.read_text("utf-8")
    name, at = re.findall(r"- id: (\S+)\n    at: (\S+)\n    precision: minute", text)[-1]
    timeline.write_text(text.replace(at, f"{at[:11]}23:58+09:00"), "utf-8")
    done = door(published, "check", "--since", "HEAD")
    assert done.returncode == 1
    assert (
        f"at: 공개한 값이 바뀌었습니다 (앞의 값: '{at}'). references/corrections.yml에 records: [event/{name}]"
        in done.stdout
    )
    with (published / "sessions/references/corrections.yml").open("a", encoding="utf-8") as file:
        file.write(f"  - id: later\n    date: 2032-03-10\n    kind: fact\n    records: [event/{name}]\n")
        file.write("    before: 전\n    after: 뒤\n    why: 새 출처\n")
    assert door(published, "check", "--since", "HEAD").returncode == 0
    assert door(published, "check", "--since", "nowhere").returncode == 2


def test_gaps_are_counted_and_listed() -> None:
    catalog = load_catalog(TOY)
    kinds = {gap.kind for gap in find_gaps(catalog, TODAY)}
    assert {"source_partly_seen", "session_without_slides"} <= kinds
    old = [gap for gap in find_gaps(catalog, date(2040, 1, 1)) if gap.kind == "measure_stale"]
    assert len(old) == len(catalog.entries["measure"])
    page = next(page for page in pages(catalog, TODAY) if page.path == "sources/gaps/index.md")
    for gap in find_gaps(catalog, TODAY):
        assert gap.kind.replace("_", "-") in page.markdown


@pytest.mark.parametrize(("words", "session"), ARTICLE.items())
def test_a_talk_of_the_article_is_found_by_its_words(words: str, session: str) -> None:
    catalog = load_catalog(ROOT)
    page = next(p for p in pages(catalog, TODAY) if p.path == f"sessions/{session}/index.md")
    missing = [word for word in words.split() if word not in page.markdown]
    assert not missing


def test_the_site_says_which_version_it_was_built_from(published: Path) -> None:
    version = subprocess.run(
        ["git", "log", "-1", "--format=%cs %h"], cwd=published, capture_output=True, check=True, text=True
    ).stdout.strip()
    assert door(published, "build").returncode == 0
    assert f"자료 판: {version}" in (published / "site/index.html").read_text("utf-8")
