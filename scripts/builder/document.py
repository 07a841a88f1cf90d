"""Reads a YAML file as plain strings, lists and mappings, and remembers where each value stood.

This room knows YAML and no meaning. YAML 1.1 reads `10:30` as 630 and `no` as False and lets the last of two
equal keys win, so no value is interpreted here: every scalar stays the string an editor wrote.
The event stream is read, never the composer: depth and size are bounded before anything recurses.
"""

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from builder.problems import Problem, ProblemsFound, found, say, why
from builder.syntax import syntax

Loc = tuple[str | int, ...]
Place = tuple[int, int]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_SCALAR = 8_000
MAX_STACKED = 4  # marks on one letter (https://www.unicode.org/reports/tr39/, of optional detection)
MAX_FAULTS = 50  # of one file that are told at once: more are of one making

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# C0 and C1 controls except LF; soft hyphen; zero-width, bidi and invisible format characters; Hangul fillers;
# variation selectors beyond text/emoji; controls of music and shorthand; tag characters; private use; surrogates;
# noncharacters; more marks on a letter than MAX_STACKED, which cover the lines above and below.
# Unicode TR36 and TR39 (https://www.unicode.org/reports/tr36/) name them as ways to hide or disguise text.
_REFUSED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 15))
    + f"]|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{MAX_STACKED + 1},}}"
)


@dataclass(frozen=True)
class Document:
    """One file: `data` holds only str, list and dict; `values` and `keys` say where each stands.

    `values[("points", 0, "text")]` is the (line, column) of that value, `keys[...]` that of its key; both count from 1.
    `widths` has how many characters a key or value takes of its line, by its place; none for what comes from no file.
    """

    path: str
    data: dict[str, Any]
    values: Mapping[Loc, Place]
    keys: Mapping[Loc, Place]
    widths: Mapping[Place, int] = field(default_factory=dict)

    def place(self, loc: Loc, *, of_key: bool = False) -> Place:
        """Where `loc` stands; where the file has no such value, the nearest thing that holds it."""
        if of_key and loc in self.keys:
            return self.keys[loc]
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.values:
                return self.values[loc[:end]]
        return 1, 1

    def key_of(self, loc: Loc) -> str:
        """The key under which `loc` stands in the file; of what is written short, as a bare id, that of its list."""
        names = [(loc[:i], key) for i, key in enumerate(loc, 1) if isinstance(key, str)]
        written = [key for at, key in names if at in self.keys]
        return (written or [key for _, key in names] or [""])[-1]

    def problem(self, loc: Loc, message: str, *, of_key: bool = False) -> Problem:
        return Problem(self.path, *self.place(loc, of_key=of_key), message, self._width(loc, of_key=of_key))

    def _width(self, loc: Loc, *, of_key: bool) -> int:
        """Of what is no value on one line (a list, a group) one character; none of the file as a whole."""
        if of_key and loc in self.keys:
            return self.widths.get(self.keys[loc], 0)
        while loc and loc not in self.values:
            loc = loc[:-1]
        if not loc or not self.widths:
            return 0
        value: Any = self.data
        for key in loc:
            value = value[key]
        return self.widths[self.values[loc]] if isinstance(value, str) else 1


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
        return _Reader(path, text).document()
    except yaml.YAMLError as error:
        raise ProblemsFound([_fault(path, error, text)]) from None


def unwanted_in(path: str, text: str) -> list[Problem]:
    """The characters that hide or disguise text, each at its place, the first MAX_FAULTS of them."""
    return [
        Problem(
            path, text.count("\n", 0, at.start()) + 1, _column(text, at.start()), _unwanted(at.group()), 1
        )
        for at in islice(_REFUSED.finditer(text), MAX_FAULTS)
    ]


def without_unwanted(text: str) -> str:
    """A line of text as it looks: white space is one space, what cannot be seen is gone.

    >>> without_unwanted(" Open\\tsource\\r\\n\\u200bday ")
    'Open source day'
    """
    return _REFUSED.sub("", " ".join(text.split()))


def _fault(path: str, error: yaml.YAMLError, text: str) -> Problem:
    """Where the fault is; what only a later line shows (a bracket left open, a ':' left out) is where it began."""
    mark: Any = getattr(error, "problem_mark", None)
    began: Any = getattr(error, "context_mark", None)
    told = str(getattr(error, "problem", None) or error)
    late = mark is None or mark.line >= text.rstrip("\n").count("\n") + 1
    if began and (late or "expected ',' or" in told or "expected ':'" in told):
        mark = began
    line, column = (mark.line, mark.column) if mark else (0, 0)
    before = "" if mark is began else text.split("\n")[line][:column]
    return Problem(path, line + 1, column + 1, syntax(told, before), 1)


def read_text(root: Path, path: str, limit: int = MAX_BYTES) -> str:
    """The text of `root/path` as it is looked at. Raises ProblemsFound as `read_raw`."""
    return with_plain_lines(read_raw(root, path, limit))


def with_plain_lines(text: str) -> str:
    """The text with LF line ends and no byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_raw(root: Path, path: str, limit: int = MAX_BYTES) -> str:
    """The text of `root/path`, of at most `limit` bytes, as it stands in the file.

    Raises ProblemsFound for what is no plain file (no link is followed), is too big, cannot be read or is not UTF-8.
    """
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
        message = say("", "파일을 읽을 수 없습니다", "권한을 살펴 주세요", why(error))
        raise ProblemsFound([Problem(path, 1, 1, message)]) from None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        message = say(
            "", "UTF-8이 아닌 글자입니다", "파일을 UTF-8로 저장해 주세요", f"0x{raw[error.start]:02x}"
        )
        raise ProblemsFound(
            [Problem(path, before.count("\n") + 1, _column(before, len(before)), message, 1)]
        ) from None


def _place(event: Any) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _start(event: Any) -> int:
    index: int = event.start_mark.index
    return index


def _width(event: Any) -> int:
    start, end = event.start_mark, event.end_mark
    return max(end.column - start.column, 1) if end.line == start.line else 1


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at)


def _unwanted(found: str) -> str:
    if found == "\t":
        return "탭 글자가 있습니다. 빈칸으로 바꿔 주세요"
    if len(found) > 1:
        return f"한 글자에 부호가 너무 많이 겹쳐 있습니다 (찾은 값: {len(found)}개). {MAX_STACKED}개 안으로 줄여 주세요"
    return f"보이지 않는 글자나 제어 글자가 있습니다 (찾은 값: U+{ord(found):04X}). 지워 주세요"


class _Reader:
    """Builds the data from the event stream by walking it once; holds the place it is at."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = (
            text if text.endswith("\n") else f"{text}\n"
        )  # else libyaml takes blanks of the last line for text
        self.event: Callable[[], Any] = _Loader(self.text).get_event
        self.values: dict[Loc, Place] = {}
        self.keys: dict[Loc, Place] = {}
        self.widths: dict[Place, int] = {}
        self.problems: list[Problem] = []

    def document(self) -> Document:
        self.event()
        start = self.event()
        if isinstance(start, yaml.StreamEndEvent):
            raise ProblemsFound(
                [Problem(self.path, 1, 1, "파일이 비어 있습니다. 내용을 적거나 파일을 지워 주세요")]
            )
        start = self.event()
        data = self._node(start, ())
        self.event()
        after = self.event()
        if not isinstance(after, yaml.StreamEndEvent):
            self._report(after, "한 파일에 문서가 둘입니다. '---' 뒤를 다른 파일로 옮겨 주세요")
        if not isinstance(data, dict):
            self._report(start, say("", "'항목: 값' 모양이 아닙니다", "항목 이름부터 적어 주세요", data))
        if self.problems:
            raise ProblemsFound(self.problems)
        assert isinstance(data, dict)
        return Document(self.path, data, self.values, self.keys, self.widths)

    def _report(self, event: yaml.Event, message: str) -> None:
        self.problems.append(Problem(self.path, *_place(event), message, _width(event)))
        if len(self.problems) == MAX_FAULTS:
            raise ProblemsFound(self.problems)

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
            tag = found(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self._report(event, f"태그는 쓸 수 없습니다 {tag}. '!…'를 지우고 값만 적어 주세요")
        if isinstance(event, yaml.ScalarEvent):
            self.widths[self.values[loc]] = _width(event)
            return self._scalar(event)
        if len(loc) >= MAX_DEPTH:
            self._report(event, f"너무 깊이 들여 썼습니다. {MAX_DEPTH}단계 안으로 줄여 주세요")
            raise ProblemsFound(self.problems)
        return self._list(loc) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(loc)

    def _scalar(self, event: yaml.ScalarEvent) -> str:
        value: str = event.value
        if not event.style and value in ("", "~", "null"):
            self._report(
                event,
                "값이 비어 있습니다. 값을 적거나('#'로 시작하는 값은 큰따옴표로 감싸서) 이 줄을 지워 주세요",
            )
        if len(value) > MAX_SCALAR:
            self._report(
                event, f"값이 너무 깁니다 (찾은 길이: {len(value)}자). {MAX_SCALAR}자 안으로 줄여 주세요"
            )
        if event.style == '"' and (hidden := _REFUSED.search(value)):  # only here an escape can bring one
            self._report(event, _unwanted(hidden.group()))
        return value

    def _list(self, loc: Loc) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self.event(), yaml.SequenceEndEvent):
            items.append(self._node(event, (*loc, len(items))))
        return items

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := self.event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._report(event, "항목 이름은 글자여야 합니다. '이름: 값'으로 적어 주세요")
                raise ProblemsFound(self.problems)
            if self.text[_start(event) - 1] == "?":  # libyaml takes it for a mark of YAML's own
                self._report(
                    event, "항목 이름이 '?'로 시작합니다. '?'를 지우거나 이름을 큰따옴표로 감싸 주세요"
                )
            key = self._node(event, (*loc, "?"))
            del self.values[(*loc, "?")]
            if key in data:
                first = self.keys[(*loc, key)][0]
                self._report(
                    event,
                    f"같은 항목이 두 번 있습니다 {found(key)}. {first}번째 줄의 것과 하나로 합쳐 주세요",
                )
            self.keys[(*loc, key)] = _place(event)
            data[key] = self._node(self.event(), (*loc, key))
        return data
