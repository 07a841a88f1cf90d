"""What a pull request changes is told whole, in bounds, and nothing of a stranger's text becomes markup of the summary."""

import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from builder.differences.change import Change
from builder.differences.site import PageChange, SiteChange
from builder.differences.summary import LISTED, Summary, to_summary
from builder.problems import Problem
from toy import ROOT, TOY, door

HOSTILE = "``` ` ````` </code></details> <img src=https://evil.example/a.png> ![x](https://evil.example/b.png) @everyone"
# Handwritten: a line that stays, and alone would end a fence, before one that changes.
ABOUT = "---\ntitle: 안내\ndescription: 안내\n---\n\n# 안내\n\n<p>`````</p>\n\n{}\n\n[대책](../measures/index.md)\n"
GITHUB_LIMIT = 1024 * 1024


def committed(folder: Path) -> Path:
    """The toy site as a repository of its own, with one commit; returns its root."""
    root = folder / "repository"
    for part in ("sessions", "docs"):
        shutil.copytree(TOY / part, root / part)
    for part in ("scripts", "theme", "docs/assets", "docs/contribute"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("mkdocs.yml", ".gitignore"):
        shutil.copy(ROOT / part, root)
    git(root, "init", "-q")
    commit(root)
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments], cwd=root, check=True)


def commit(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "-qm", "t")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def summarise(root: Path, in_actions: str = "") -> tuple[subprocess.CompletedProcess[str], str]:
    done = door(root, "summary", "--since", "HEAD", "--output", "out/summary.md", GITHUB_ACTIONS=in_actions)
    assert "Traceback" not in done.stderr, done.stderr
    return done, (root / "out/summary.md").read_text("utf-8")


def as_html(summary: str) -> LexborHTMLParser:
    """As GitHub reads it: CommonMark with HTML."""
    return LexborHTMLParser(MarkdownIt("commonmark", {"html": True}).render(summary))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return committed(tmp_path_factory.mktemp("summary"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], str]:
    """A change of everything at once, and what is said of it."""
    root = committed(tmp_path_factory.mktemp("changed"))
    about = root / "docs/about/index.md"
    about.write_text(ABOUT.format("옛 글"), "utf-8")
    commit(root)
    talks = root / "sessions/programme"
    text = (talks / "braces.yml").read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    (talks / "hostile.yml").write_text(text.replace(title, f"title: '{HOSTILE}'"), "utf-8")
    (talks / "preview-books.yml").rename(talks / "preview-shelves.yml")
    replace(root / "sessions/incident/causes/no-standby.yml", "summary: ", "summary: 다시 썼다. ")
    replace(root / "sessions/references/sources/city-news.yml", "url: https://", "url: https://moved.")
    about.write_text(ABOUT.format("``` ` ````` &lt;img src=https://evil.example/c.png> @everyone"), "utf-8")
    (root / "docs/assets/`<img src=x>`@everyone.txt").write_text("x", "utf-8")
    (root / "docs/assets/site.css").write_text("p { color: red }\n", "utf-8")
    return summarise(root)


def section(summary: str, heading: str) -> str:
    return summary.split(f"\n## {heading}")[1].split("\n## ", maxsplit=1)[0]


def test_what_changed_is_told(told: tuple[subprocess.CompletedProcess[str], str]) -> None:
    done, summary = told
    assert done.returncode == 1, done.stdout + done.stderr  # corrections are owed
    owed = section(summary, "고칠 것")
    assert "old: sessions/preview-books/, new: sessions/preview-shelves/" in owed
    assert "[source/city-news]" in owed
    pages = section(summary, "쪽")
    assert "새 쪽 2 " in pages
    assert "없어진 쪽 1 " in pages
    assert "  - `/sessions/preview-shelves/`\n" in pages
    assert "  - `/sessions/preview-books/`\n" in pages
    assert "\n+다시 썼다.\n" in pages
    assert "\n-원본: sessions" not in pages  # what is the same is not told
    moved = [line for line in pages.splitlines() if "<https://moved." in line]
    assert moved
    assert all(line.startswith("+") for line in moved)
    ids = section(summary, "id와 주소")
    assert "새 기록 2\n  - `session/hostile`\n  - `session/preview-shelves`" in ids
    assert "없어진 기록 1\n  - `session/preview-books`" in ids
    assert "발표 자료가 없는 세션: session/preview-shelves" in section(summary, "비어 있는 곳")
    size = section(summary, "크기")
    assert "GitHub Pages 한도 1 GB의 0." in size
    assert "`/assets/search.json`" in size
    assert "`/assets/site.css`" in size


def test_a_changed_page_shows_its_words_by_sentence(
    told: tuple[subprocess.CompletedProcess[str], str],
) -> None:
    (page,) = (node for node in as_html(told[1]).css("details") if "/causes/no-standby/" in node.text())
    lines = page.text().splitlines()
    assert "+다시 썼다." in lines
    assert [line for line in lines if line.startswith("-") and "news.example.org" not in line] == []


def test_a_strangers_text_stays_text(told: tuple[subprocess.CompletedProcess[str], str]) -> None:
    tree = as_html(told[1])
    assert not tree.css("img, a, script")
    assert told[1].count("<details>") == len(tree.css("body > details"))
    for node in tree.css("pre, code"):
        node.decompose()
    rest = tree.text()
    for part in ("evil.example", "@everyone", "```", "다시 썼다"):
        assert part in told[1]
        assert part not in rest


def test_nothing_changed_is_told_too(project: Path) -> None:
    done, summary = summarise(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "새 쪽 0 · 글이 바뀐 쪽 0 · 없어진 쪽 0 · 글은 같고 마크업만 바뀐 쪽 0" in summary
    assert (
        section(summary, "id와 주소").strip() == section(summary, "비어 있는 곳").strip() == "그대로입니다."
    )
    assert "(+0 B)" in summary
    assert "<details>" not in summary


def test_what_cannot_be_built_is_listed(tmp_path: Path) -> None:
    """This change is broken, then the revision before it, in its code and in its records; each time a summary stands."""
    root = committed(tmp_path)
    cause = root / "sessions/incident/causes/no-standby.yml"
    whole = cause.read_text("utf-8")
    cause.write_text(whole + "nonsense: <b>`x`</b>\n", "utf-8")
    done, summary = summarise(root, in_actions="true")
    assert done.returncode == 1
    assert "::error file=sessions/incident/causes/no-standby.yml,line=" in done.stdout
    assert "고칠 것 1건" in summary
    assert "  - `sessions/incident/causes/no-standby.yml`" in section(summary, "바뀐 파일")
    replace(
        root / "scripts/commands/render.py",
        "build_site(root, made,",
        "raise SystemExit('옛 코드의 흠')  #",
    )
    commit(root)
    cause.write_text(whole, "utf-8")
    shutil.copy(ROOT / "scripts/commands/render.py", root / "scripts/commands")
    done, summary = summarise(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nonsense" in section(summary, "앞의 사이트와 견주지 못했습니다")
    assert "`scripts/commands/render.py`" in section(summary, "바뀐 파일")
    assert section(summary, "id와 주소").strip() == "그대로입니다."
    assert "견주지 못했습니다" in section(summary, "비어 있는 곳")
    assert (root / "site/index.html").is_file()


def test_a_revision_that_is_not_there(project: Path) -> None:
    for revision in ("nowhere", "--help", "HEAD:docs"):
        done = door(project, "summary", f"--since={revision}")
        assert done.returncode == 2
        assert f"'{revision}'" in done.stderr


def test_a_huge_change_stays_below_the_limit() -> None:
    names = tuple(f"{'𒀀`' * 200}{number}" for number in range(3_000))
    lines = tuple(f"{'<&`글' * 1_000}{number}" for number in range(300))
    pages = tuple(PageChange(name, name, (name,), (name, *lines, name[::-1])) for name in names[:200])
    long = PageChange("/long/", "긴 쪽", ("글",) * 15_000, ("말",) * 15_000)
    names_only = Change(names, names)
    site = SiteChange(
        names_only, (long, *pages), names, names_only, names_only, names, 1, 2, ((names[0], 1),) * 5
    )
    problems = tuple(Problem(name, 1, 1, name) for name in names)
    text = "글`<b>\n" * 100_000
    summary = to_summary(Summary("abc", names, problems, text, text, names_only, names_only, site))
    assert len(summary.encode()) < GITHUB_LIMIT
    assert f"… 외 {3_000 - LISTED}건" in summary
    assert "줄을 줄였습니다)" in summary
    assert "너무 길어 견주지 않았습니다: 15000줄이던 글이 15000줄입니다." in summary
    assert "여기에 다 싣지 못한 쪽이" in summary
    assert not as_html(summary).css("b, img")


def test_one_difference_of_many_pages_is_shown_once() -> None:
    pages = tuple(PageChange(f"/{n}/", str(n), (str(n), "약 3대"), (str(n), "약 4대")) for n in range(30))
    site = SiteChange(Change(), pages, (), Change(), Change(), (), 1, 1, ())
    summary = to_summary(Summary("abc", (), site=site))
    assert summary.count("+약 4대") == 1
    assert "외 29쪽</summary>" in summary
