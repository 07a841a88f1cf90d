"""What the tests share: the toy site as records, as pages, and built once by the door."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from playwright.sync_api import Browser, expect, sync_playwright

from auditing import launched
from builder.catalog import Catalog
from builder.checks import check_catalog
from builder.reading import load_catalog
from builder.views.sheet import Page
from odd import Odd, odd_site
from toy import ROOT, TOY, door, pages_in, real_project, toy_project

# Every run of the tests tries the same examples; `make fuzz` tries new ones for long and keeps those that fail.
set_hypothesis_home_dir(ROOT / "build" / "hypothesis")
settings.register_profile("same", derandomize=True, database=None, max_examples=50, deadline=None)
settings.register_profile("fuzz", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
expect.set_options(timeout=20_000)  # a loaded machine is slow, not wrong


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless",
        action="store_true",
        help="take the pages of the toy site as they are now for tests/golden/",
    )


@pytest.fixture(scope="session")
def toy_catalog() -> Catalog:
    catalog = load_catalog(TOY)
    check_catalog(catalog)
    return catalog


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a toy project whose site is built; tests only read it."""
    root = toy_project(tmp_path_factory.mktemp("built"))
    done = door(root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="session")
def toy_pages(built: Path) -> list[Page]:
    return pages_in(built)


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the real project whose site is built; tests only read it."""
    root = real_project(tmp_path_factory.mktemp("real"))
    done = door(root, "build", DATA_VERSION="2032-03-10 a1b2c3d")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Odd:
    """The toy site with every odd and every hostile text in every field that takes text, built; tests only read it."""
    return odd_site(tmp_path_factory.mktemp("odd"))


@pytest.fixture
def rebuilt(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change and build again."""
    shutil.copytree(built.parents[1], tmp_path / "copy")
    return tmp_path / "copy" / "tests" / "site"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A toy project whose state is committed, as if it were on the site."""
    root = toy_project(tmp_path)
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "t"],
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()
