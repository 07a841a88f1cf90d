"""What the tests share: the toy site as records, as pages, and built once by the door."""

import shutil
from pathlib import Path

import pytest

from builder.catalog import Catalog, load_catalog
from builder.checks import check_catalog
from builder.views.sheet import Page
from toy import TOY, door, pages_in, toy_project


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


@pytest.fixture
def rebuilt(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change and build again."""
    shutil.copytree(built.parents[1], tmp_path / "copy")
    return tmp_path / "copy" / "tests" / "site"
