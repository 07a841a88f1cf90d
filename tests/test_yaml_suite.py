"""The reader against the yaml-test-suite: every case is read as it is meant, or refused; nothing else happens.

`yaml-test-suite.json` has the cases with the tree of events that each is. What is YAML and yet refused is listed here
by its reason, and so is the little that is read though it is no YAML.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from builder import document
from builder.document import parse_document, with_plain_lines
from builder.problems import ProblemsFound
from toy import ROOT, hold_to, whole

CASES: dict[str, dict[str, Any]] = json.loads((ROOT / "tests/yaml-test-suite.json").read_text("utf-8"))[
    "cases"
]
ESCAPED = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "\\": "\\"}
EVENT = re.compile(r"=VAL (?:&\S+ )?(?:<[^>]*> )?[:\"'|>](.*)")
OWN_DOCUMENT = re.compile(r"^(---|\.\.\.|%)", re.MULTILINE)
NO_MAPPING = "'항목: 값' 모양이 아닙니다"
# The loader of machines without libyaml reads the same, or refuses it in its own words.
LOADERS = (yaml.CSafeLoader, yaml.SafeLoader)

REFUSED = {
    # Forms of YAML 1.2 that libyaml, a reader of 1.1, does not know, and directives.
    "YAML 문법": "2JQS 2LFX 2SXE 4ABK 4MUZ-00 4MUZ-01 4MUZ-02 58MP 5MUD 5T43 6LVF 6M2F 7Z25 8XYN 9SA2 BEC7 CFD4 "
    "DBG4 DK3J FP8R FRK4 HM87-00 HWV9 K3WX M7A3 MUS6-05 MUS6-06 NHX8 NJ66 NKF9 QT73 S3PD SM9W-01 "
    "UKK6-00 UT92 VJP3-01 W4TN W5VH",
    "값이 비어 있습니다": "5WE3 6KGN 7W2P C2DT DFF7 FH7J JTV5 PW8X SM9W-00 UKK6-01 UKK6-02 W42U WZ62 ZWK4",
    NO_MAPPING: "27NA 2G84-02 2G84-03 33X3 3MYT 4Q9F 4V8U 52DL 5TYM 6CK3 6FWR 6JQW 6WLZ 6WPF 6XDY 6ZKB 753E 7TMG "
    "82AN 8KB6 93WF 96L6 9BXH 9KAX 9MQT-00 9TFX 9U5K 9WXW B3HG C4HZ CC74 EX5H EXG3 FTA2 J7PZ JHB9 "
    "KSS4 L383 MUS6-02 MUS6-04 MYW6 P76L RTP8 S7BG SSW6 T26H T4YY U3C3 XLQ9 Z9M4",
    "보이지 않는 글자나 제어 글자가 있습니다": "G4RS",
    "앵커는 쓸 수 없습니다": "26DV 3GZX 3R3P 6BFJ 7BMT 7BUB BU8L CN3R CUP7 E76Z F2C7 HMQ5 JS2J SKE5 U3XV V55R Y2GN ZH7C",
    "태그는 쓸 수 없습니다": "2AUY 2XXW 35KP 565N 57H4 6JWB 735Y 74H7 7FWL 8MK2 EHF6 L94M LE5A M5C3 S4JQ UGM3 Z67P",
    "탭 글자가 있습니다": "3RLN-00 3RLN-01 3RLN-02 3RLN-03 3RLN-04 3RLN-05 4ZYM 5GBF 6BCT 6CA3 6HB6 6SLA 7A4E 96NN-00 "
    "96NN-01 A2M4 CPZ3 DC7X DE56-00 DE56-01 DE56-02 DE56-03 DE56-04 DE56-05 DK95-00 DK95-02 DK95-03 "
    "DK95-04 DK95-05 DK95-07 DK95-08 HS5T J3BT K54U KH5V-00 KH5V-01 KH5V-02 M9B4 MJS9 MUS6-03 NB6Z "
    "NP9H PRH3 Q5MG Q8AD R4YG T5N4 TL85 UV7Q Y79Y-01 Y79Y-02 Y79Y-10",
    "파일이 비어 있습니다": "8G76 98YD AVM7",
    "한 파일에 문서가 둘입니다": "9DXL PUW8 RZT7 U9NS",
    "항목 이름은 글자여야 합니다": "4FJ6 6PBE 9MMW KK5P LX3P M2N8-00 M2N8-01 M5DY Q9WF RZP5 SBG9 V9D5 X38W XW4D",
    "항목 이름이 '?'로 시작합니다": "652Z HM87-01",
}  # fmt: skip
# Flow or quoted text that goes on too far left, a '#' without a blank before it, and the like.
LENIENT: dict[str, Any] = {
    "9C9N": {"flow": ["a", "b", "c"]},
    "QB6E": {"quoted": "a b c"},
    "S98Z": {"empty block scalar": ""},
    "SU5Z": {"key": "value"},
    "X4QW": {"block": "scalar\n"},
    "YJV2": ["-"],
}


def meant(events: Iterator[str]) -> Any:
    """What a tree of events says, in strings, lists and mappings."""
    event = next(events)
    if event.startswith("+SEQ"):
        return list(iter(lambda: meant(events), None))
    if event.startswith("+MAP"):
        return {key: meant(events) for key in iter(lambda: meant(events), None)}
    if event.startswith("-"):
        return None
    said = EVENT.fullmatch(event)
    assert said, event
    return re.sub(r"\\(.)", lambda escape: ESCAPED[escape[1]], said[1])


def read(text: str) -> Any:
    """The text as a file; what is a list or a single value, as that of a key."""
    try:
        return parse_document("x.yml", text).data
    except ProblemsFound as found:
        if NO_MAPPING not in found.problems[0].message or OWN_DOCUMENT.search(text):
            raise
    return parse_document("x.yml", "key:\n" + re.sub(r"^(?=.)", "  ", text, flags=re.MULTILINE)).data["key"]


def outcome(case: dict[str, Any]) -> tuple[Any, str]:
    """What was read, or why nothing was."""
    try:
        return read(with_plain_lines(case["yaml"])), ""
    except ProblemsFound as found:
        message = found.problems[0].message
        return None, next((reason for reason in REFUSED if reason in message), message)


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(document, "_Loader", request.param)
    return request.param


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 402


def test_what_is_read_is_read_as_it_is_meant(loader: Any) -> None:
    read_so = {name: data for name, case in CASES.items() if (data := outcome(case)[0]) is not None}
    wrong = {name for name in read_so if "fail" in CASES[name]}
    said = {name: meant(iter(CASES[name]["tree"].splitlines()[2:])) for name in read_so.keys() - wrong}
    assert {name: read_so[name] for name in said} == said
    assert {name: read_so[name] for name in wrong}.items() <= LENIENT.items()
    assert loader is yaml.SafeLoader or wrong == LENIENT.keys()


def test_what_is_yaml_and_refused_is_listed_by_its_reason() -> None:
    refused: dict[str, list[str]] = defaultdict(list)
    for name, case in CASES.items():
        if "fail" not in case and (why := outcome(case)[1]):
            refused[why].append(name)
    assert {why: " ".join(names) for why, names in refused.items()} == REFUSED


def test_what_each_refused_case_is_told_is_as_blessed(request: pytest.FixtureRequest) -> None:
    told: list[str] = []
    for name, case in CASES.items():
        try:
            parse_document(name, with_plain_lines(case["yaml"]))
        except ProblemsFound as found:
            told += map(whole, found.problems)
    hold_to(ROOT / "tests/golden_yaml.txt", told, bless=request.config.getoption("--bless"))
