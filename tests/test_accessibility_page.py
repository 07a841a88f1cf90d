"""What docs/accessibility.md says of the tests and tools is so, and its two tables are whole."""

import json
import re
from collections import Counter
from pathlib import Path

from auditing import axe_script
from toy import ROOT

PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (지킴|해당 없음|확인 못 함) \| (.+) \|$", re.MULTILINE)
KWCAG, WCAG = (ROW.findall(part) for part in PAGE.split('<a id="kwcag"></a>')[1].split('<a id="wcag"></a>'))


def test_the_tables_have_every_check_once() -> None:
    """33 checks (KS X OT0003:2022, table 1), 55 criteria of level A and AA (WCAG 2.2)."""
    for rows, count in ((KWCAG, 33), (WCAG, 55)):
        numbers = [number for number, *_ in rows]
        assert len(numbers) == count
        assert not [number for number, times in Counter(numbers).items() if times > 1]
        assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])


def test_every_named_test_is_there() -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_a_criterion_says_the_same_as_the_check_it_refers_to() -> None:
    results = {number: result for number, _, result, _ in KWCAG}
    for number, _, result, reason in WCAG:
        if found := re.match(r"위의 (\d+\.\d+\.\d+)", reason):
            assert results[found[1]] == result, number


def test_the_tools_are_of_the_named_versions() -> None:
    tools = json.loads((ROOT / "tests" / "audit" / "package.json").read_text("utf-8"))["dependencies"]
    axe = re.search(r"axe v([\d.]+)", axe_script())
    assert axe
    for tool, version in (
        ("axe-core", axe[1]),
        ("Nu Html Checker", tools["vnu-jar"]),
        ("Lighthouse", tools["lighthouse"]),
    ):
        assert f"| {tool} | {version} |" in PAGE
