"""What runs on GitHub for anyone who opens a pull request: it may read, it holds no secret, nothing in it moves by itself."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from toy import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"^ +(?:- )?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", re.MULTILINE)
# The only jobs that need more than reading are the one that publishes what `main` says, and the one that tells of dead links.
MAY_WRITE = {"pages.yml": {"pages": "write", "id-token": "write"}, "links.yml": {"issues": "write"}}


def read(path: Path) -> dict[Any, Any]:
    """YAML 1.1 takes the key `on` for `True`."""
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_given_nothing(path: Path) -> None:
    text, workflow = path.read_text("utf-8"), read(path)
    assert "pull_request_target" not in text
    assert "workflow_run" not in text
    assert "secrets" not in text
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        more = {name: level for name, level in job["permissions"].items() if level != "read"}
        assert more == {} or more == MAY_WRITE.get(path.name)
        assert job["timeout-minutes"] <= 60
    if "pull_request" in workflow[True]:
        assert path.name not in MAY_WRITE


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_commands_are_targets(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(PINNED.findall(text)) == text.count("uses:") > 0
    for job in read(path)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            assert re.search(r"^(make \w+|bash \.ci/[\w-]+)", step.get("run", "make all"), re.MULTILINE)
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
