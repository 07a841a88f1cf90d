"""What is wrong, where, and how to mend it.

A problem is a value: nothing prints or exits here, so that a run can gather every problem of every file first.
"""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One thing an editor can mend; sorts by place.

    `path` is relative to the project ("sessions/keynotes/x.yml"), `line` and `column` count from 1,
    `message` is one Korean line: the field, what is wrong, the value found, the mend.
    `width` is how many characters of that line are at fault; none where it is the file as a whole.
    """

    path: str
    line: int
    column: int
    message: str
    width: int = 0

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}:{self.column}: {self.message}"

    def to_annotation(self) -> str:
        """The same as a GitHub Actions command.

        Data is escaped as the runner unescapes it, so that a value cannot begin a command of its own:
        https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
        """
        message = self.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        path = "".join(char if char in "\r\n" else printable(char) for char in self.path)
        for raw, coded in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
            path = path.replace(raw, coded)
        end = f",endColumn={self.column + self.width}" if self.width else ""
        return f"::error file={path},line={self.line},col={self.column}{end}::{message}"

    def to_dict(self) -> dict[str, str | int]:
        """The same for other programs; `end_column` is that of the first character no longer at fault."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "end_column": self.column + self.width,
            "message": self.message,
        }


# Letters and marks to Unicode, and yet nothing to see: joiners, fillers, the variation selectors of Mongolian.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")


class ProblemsFound(Exception):
    """Raised once, with everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class NotUnderstood(Exception):
    """The command line asks for something that cannot be done; the message is the mend."""


class EngineFailed(Exception):
    """The engine refused the tree; holds what it said."""


def found(value: object) -> str:
    """The value as an editor wrote it, on one short line.

    >>> found("a" * 60)
    "(찾은 값: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…')"
    """
    text = (
        value if isinstance(value, str) else "묶음" if isinstance(value, (dict, list, tuple)) else str(value)
    )
    text = printable(text)
    return f"(찾은 값: '{text[:40]}{'…' if len(text) > 40 else ''}')"


def printable(text: str) -> str:
    """The text on one line, so that a value cannot begin a line of its own in a log.

    >>> printable("a\\n::error::")
    'a\\\\u000a::error::'
    """
    return "".join(c if c.isprintable() and c not in _UNSEEN else f"\\u{ord(c):04x}" for c in text)


# Why a machine does not read or write a file, in an editor's words.
_REASONS = {
    errno.EACCES: "권한이 없습니다",
    errno.EPERM: "권한이 없습니다",
    errno.EROFS: "읽기만 되는 곳입니다",
    errno.ENOSPC: "디스크가 가득 찼습니다",
    errno.EDQUOT: "디스크가 가득 찼습니다",
    errno.EFBIG: "디스크에 더 쓸 수 없습니다",
    errno.ENOENT: "파일이 없습니다",
    errno.EISDIR: "파일이 있을 자리에 폴더가 있습니다",
    errno.ENOTDIR: "폴더가 있을 자리에 파일이 있습니다",
    errno.EXDEV: "다른 디스크에 있습니다",
    errno.EBUSY: "다른 프로그램이 쓰고 있습니다",
}


def reason(error: OSError) -> str:
    """What the machine could not do: the file, where it names one, and why.

    >>> reason(OSError(28, "No space left on device", "site/a"))
    'site/a: 디스크가 가득 찼습니다'
    """
    return f"{printable(str(error.filename))}: {why(error)}" if error.filename else why(error)


def why(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def near(value: str, known: Iterable[str]) -> str:
    """A question that names the nearest known word, or nothing.

    >>> near("sumary", ["summary", "title"])
    "'summary' 인가요?"
    >>> near("zzz", ["summary"])
    ''
    """
    close = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f"'{close[0]}' 인가요?" if close else ""


def say(field: str | int, wrong: str, mend: str, value: object = None) -> str:
    """A message in the one form that all have: the field, what is wrong, the value found, the mend; on one line.

    >>> say("at", "시각이 아닙니다", "고쳐 주세요", "25:00")
    "at: 시각이 아닙니다 (찾은 값: '25:00'). 고쳐 주세요"
    """
    head = f"{field}: {wrong}" if field else wrong
    return printable(f"{head}{'' if value is None else ' ' + found(value)}. {mend}")
