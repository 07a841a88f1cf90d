"""Reads a YAML file as plain strings, lists and mappings, and remembers where each value stood.

This room knows YAML and no meaning. YAML 1.1 reads `10:30` as 630 and `no` as False and lets the last of two
equal keys win, so no value is interpreted here: every scalar stays the string an editor wrote.
The event stream is read, never the composer: depth and size are bounded before anything recurses.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from builder.problems import Problem, ProblemsFound, found, say

Loc = tuple[str | int, ...]
Place = tuple[int, int]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_SCALAR = 8_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# C0 and C1 controls except LF; soft hyphen; zero-width, bidi and invisible format characters; Hangul fillers;
# variation selectors beyond text/emoji; tag characters; private use; surrogates; noncharacters.
# Unicode TR36 and TR39 (https://www.unicode.org/reports/tr36/) name them as ways to hide or disguise text.
_REFUSED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

_ASTRAY = (
    "앞줄과 들여쓰기가 맞지 않거나 따옴표나 괄호 뒤에 글이 더 있습니다. "
    "앞줄과 칸을 맞추고, 따옴표나 '['로 시작하는 값은 값 전체를 큰따옴표로 감싸 주세요"
)
_OPEN = "따옴표나 괄호가 닫히지 않았습니다. 짝을 닫아 주세요"
_SYNTAX = (
    (
        "mapping values are not allowed",
        "':'이 뜻밖의 곳에 있습니다. 값에 ': '이 들어가면 값 전체를 큰따옴표로 감싸 주세요",
    ),
    (
        "could not find expected ':'",
        "이 줄에서 '항목: 값'의 ':'을 찾지 못했습니다. ':'와 빈칸을 넣거나 들여쓰기를 맞춰 주세요",
    ),
    ("did not find expected key", _ASTRAY),
    ("expected <block end>", _ASTRAY),
    ("did not find expected '-' indicator", "목록의 '-'가 앞줄과 맞지 않습니다. '-'를 같은 칸에 맞춰 주세요"),
    ("unexpected end of stream", _OPEN),
    ("did not find expected ',' or", _OPEN),
    ("did not find expected node content", _OPEN),
    (
        "found character that cannot start any token",
        "이 글자로 값을 시작할 수 없습니다. 값을 큰따옴표로 감싸 주세요",
    ),
    ("unknown escape character", "큰따옴표 안에 쓸 수 없는 '\\' 표기입니다. 작은따옴표로 감싸 주세요"),
    (
        "block sequence entries are not allowed",
        "목록의 '-'를 여기에 둘 수 없습니다. 다음 줄로 내려 들여 써 주세요",
    ),
)


@dataclass(frozen=True)
class Document:
    """One file: `data` holds only str, list and dict; `values` and `keys` say where each stands.

    `values[("points", 0, "text")]` is the (line, column) of that value, `keys[...]` that of its key; both count from 1.
    """

    path: str
    data: dict[str, Any]
    values: Mapping[Loc, Place]
    keys: Mapping[Loc, Place]

    def place(self, loc: Loc, *, of_key: bool = False) -> Place:
        """Where `loc` stands; where the file has no such value, the nearest thing that holds it."""
        if of_key and loc in self.keys:
            return self.keys[loc]
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.values:
                return self.values[loc[:end]]
        return 1, 1

    def problem(self, loc: Loc, message: str, *, of_key: bool = False) -> Problem:
        return Problem(self.path, *self.place(loc, of_key=of_key), message)


def read_document(root: Path, path: str) -> Document:
    """Reads `root/path`, which must be a mapping.

    A byte order mark and CRLF line ends are accepted. Raises ProblemsFound, with every unwanted character of the
    file or with the first fault of its YAML.
    """
    return parse_document(path, read_text(root, path))


def parse_document(path: str, text: str) -> Document:
    """The same from a text, which stands or will stand at `path`; its lines end in LF."""
    if unwanted := unwanted_in(path, text):
        raise ProblemsFound(unwanted)
    try:
        return _Reader(path, yaml.parse(text, Loader=_Loader)).document()
    except yaml.YAMLError as error:
        raise ProblemsFound([Problem(path, *_fault_place(error, text), _syntax(error))]) from None


def unwanted_in(path: str, text: str) -> list[Problem]:
    """Every character that hides or disguises text, at its place."""
    return [
        Problem(path, text.count("\n", 0, at.start()) + 1, _column(text, at.start()), _unwanted(at.group()))
        for at in _REFUSED.finditer(text)
    ]


def without_unwanted(text: str) -> str:
    """A line of text as it looks: white space is one space, what cannot be seen is gone.

    >>> without_unwanted(" Open\\tsource\\r\\n\\u200bday ")
    'Open source day'
    """
    return _REFUSED.sub("", " ".join(text.split()))


def _fault_place(error: yaml.YAMLError, text: str) -> Place:
    """Where the fault is; what only a later line shows (a bracket left open, a ':' left out) is where it began."""
    mark: Any = getattr(error, "problem_mark", None)
    began: Any = getattr(error, "context_mark", None)
    late = mark is None or mark.line >= text.rstrip("\n").count("\n") + 1
    if began and (late or "expected ':'" in str(getattr(error, "problem", ""))):
        mark = began
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def read_text(root: Path, path: str, limit: int = MAX_BYTES) -> str:
    """The text of a file of at most `limit` bytes, its lines ended by LF. Raises ProblemsFound."""
    try:
        status = os.lstat(root / path)
        if not stat.S_ISREG(status.st_mode):
            message = say("", "보통 파일이 아닙니다(링크나 장치)", "파일을 직접 넣어 주세요")
            raise ProblemsFound([Problem(path, 1, 1, message)])
        if status.st_size > limit:
            mend = f"{limit} 바이트 아래로 나눠 주세요"
            message = say("", "파일이 너무 큽니다", mend, f"{status.st_size} 바이트")
            raise ProblemsFound([Problem(path, 1, 1, message)])
        raw = (root / path).read_bytes()
    except OSError as error:
        message = say("", "파일을 읽을 수 없습니다", "권한을 살펴 주세요", error.strerror)
        raise ProblemsFound([Problem(path, 1, 1, message)]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        message = say(
            "", "UTF-8이 아닌 글자입니다", "파일을 UTF-8로 저장해 주세요", f"0x{raw[error.start]:02x}"
        )
        raise ProblemsFound(
            [Problem(path, before.count("\n") + 1, _column(before, len(before)), message)]
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(event: yaml.Event) -> Place:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at)


def _unwanted(char: str) -> str:
    if char == "\t":
        return "탭 글자가 있습니다. 빈칸으로 바꿔 주세요"
    return f"보이지 않는 글자나 제어 글자가 있습니다 (찾은 값: U+{ord(char):04X}). 지워 주세요"


def _syntax(error: yaml.YAMLError) -> str:
    told = str(getattr(error, "problem", None) or error)
    for english, korean in _SYNTAX:
        if english in told:
            return f"YAML 문법: {korean}"
    return f"YAML 문법이 맞지 않습니다 (읽는 도구의 말: {told[:80]}). 이 줄의 따옴표와 들여쓰기를 살펴 주세요"


class _Reader:
    """Builds the data from the event stream by walking it once; holds the place it is at."""

    def __init__(self, path: str, events: Iterator[yaml.Event]) -> None:
        self.path = path
        self.events = events
        self.values: dict[Loc, Place] = {}
        self.keys: dict[Loc, Place] = {}
        self.problems: list[Problem] = []

    def document(self) -> Document:
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise ProblemsFound(
                [Problem(self.path, 1, 1, "파일이 비어 있습니다. 내용을 적거나 파일을 지워 주세요")]
            )
        data = self._node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._report(after, "한 파일에 문서가 둘입니다. '---' 뒤를 다른 파일로 옮겨 주세요")
        if not isinstance(data, dict):
            message = say("", "'항목: 값' 모양이 아닙니다", "항목 이름부터 적어 주세요", data)
            self.problems.append(Problem(self.path, *self.values[()], message))
        if self.problems:
            raise ProblemsFound(self.problems)
        assert isinstance(data, dict)
        return Document(self.path, data, self.values, self.keys)

    def _report(self, event: yaml.Event, message: str) -> None:
        self.problems.append(Problem(self.path, *_place(event), message))

    def _node(self, event: Any, loc: Loc) -> Any:
        self.values[loc] = _place(event)
        if isinstance(event, yaml.AliasEvent):
            self._report(
                event, f"별칭은 쓸 수 없습니다 {found(f'*{event.anchor}')}. 값을 그대로 다시 적어 주세요"
            )
            return ""
        if event.anchor:
            self._report(event, f"앵커는 쓸 수 없습니다 {found(f'&{event.anchor}')}. '&이름'을 지워 주세요")
        if event.tag:
            self._report(event, f"태그는 쓸 수 없습니다 {found(event.tag)}. '!…'를 지우고 값만 적어 주세요")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(loc) >= MAX_DEPTH:
            self._report(event, f"너무 깊이 들여 썼습니다. {MAX_DEPTH}단계 안으로 줄여 주세요")
            raise ProblemsFound(self.problems)
        return self._list(loc) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(loc)

    def _scalar(self, event: yaml.ScalarEvent) -> str:
        value: str = event.value
        if not event.style and value in ("", "~", "null"):
            self._report(event, "값이 비어 있습니다. 값을 적거나 이 줄을 지워 주세요")
        if len(value) > MAX_SCALAR:
            self._report(
                event, f"값이 너무 깁니다 (찾은 길이: {len(value)}자). {MAX_SCALAR}자 안으로 줄여 주세요"
            )
        if hidden := _REFUSED.search(value):
            self._report(event, _unwanted(hidden.group()))
        return value

    def _list(self, loc: Loc) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*loc, len(items))))
        return items

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._report(event, "항목 이름은 글자여야 합니다. '이름: 값'으로 적어 주세요")
                raise ProblemsFound(self.problems)
            key = self._node(event, (*loc, "?"))
            del self.values[(*loc, "?")]
            if key in data:
                first = self.keys[(*loc, key)][0]
                self._report(
                    event,
                    f"같은 항목이 두 번 있습니다 {found(key)}. {first}번째 줄의 것과 하나로 합쳐 주세요",
                )
            self.keys[(*loc, key)] = _place(event)
            data[key] = self._node(next(self.events), (*loc, key))
        return data
