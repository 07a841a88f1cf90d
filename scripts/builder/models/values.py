"""Strings become values: dates, times, addresses, ids, and the marks that say what a field is for.

A value is refused here only for its own shape.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, PlainValidator, StringConstraints, WithJsonSchema

from builder.models.forms import clock_form, date_form, instant_form

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
TIME_ZONE = r"[A-Z][a-z]+(/[A-Z][A-Za-z_-]+)+|UTC"
VIDEO_PLACE = r"(\d:)?[0-5]?\d:[0-5]\d"
URL = r"https?://[!#-;=?-\[\]_a-z~]+"


class Misfit(ValueError):
    """What is wrong with a value and how to mend it; of a record, `at` is the field that shows it."""

    def __init__(self, wrong: str, mend: str, at: str = "") -> None:
        self.wrong = wrong
        self.mend = mend
        self.at = at
        super().__init__(f"{wrong}. {mend}")


def _mend(meant: str, form: str) -> str:
    """How to write a date or a time: the one that is meant, where it can be told, else the form it has."""
    if meant:
        return f"'{meant}' 인가요? 그렇게 고치거나 make fix 를 실행해 주세요"
    return f"{form} 모양으로 적어 주세요"


class PartialDate(NamedTuple):
    """A date as exact as its source: `2022-12-07`, `2024-01` or `2016`; an unknown part is 0, so that dates sort.

    >>> PartialDate.read("2024-01")
    PartialDate(year=2024, month=1, day=0)
    >>> str(PartialDate.read("2022-12-07"))
    '2022-12-07'
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def read(cls, text: object) -> "PartialDate":
        """Raises ValueError for any other form and for a day that no calendar has (ISO 8601 calendar dates)."""
        shape = (
            re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
            if isinstance(text, str)
            else None
        )
        if not shape:
            form = "'2022-12-07', '2024-01', '2016' 가운데 한"
            raise Misfit("날짜의 모양이 아닙니다", _mend(date_form(str(text)), form))
        year, month, day = (int(part or 0) for part in shape.groups())
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            raise Misfit("달력에 없는 날짜입니다", "달과 날을 확인해 주세요") from None
        if shape[2] == "00" or shape[3] == "00":
            raise Misfit("달력에 없는 날짜입니다", "모르는 달과 날은 아예 적지 말아 주세요")
        return cls(year, month, day)

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])


def _day(text: object) -> date:
    read = PartialDate.read(text)
    if not read.day:
        raise Misfit("날이 빠졌습니다", "2022-12-07처럼 날까지 적어 주세요")
    return read.first


def _clock(text: str) -> str:
    if not re.fullmatch(CLOCK, text, re.ASCII):
        raise Misfit("시각의 모양이 아닙니다", _mend(clock_form(text), "24시간제 '11:00'"))
    return text


def _video_place(text: str) -> str:
    if not re.fullmatch(VIDEO_PLACE, text, re.ASCII):
        raise Misfit("영상 안의 자리가 아닙니다", "분:초 '12:30'이나 시:분:초 '1:02:30' 모양으로 적어 주세요")
    return text


def _instant(text: object) -> datetime:
    if not isinstance(text, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", text, re.ASCII
    ):
        form = "'2022-10-15T15:19+09:00'"
        raise Misfit("시간대까지 적은 시각이 아닙니다", _mend(instant_form(str(text)), form))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Misfit("달력이나 시계에 없는 시각입니다", "날짜와 시각을 확인해 주세요") from None


def _url(text: str) -> str:
    """An outer address: http or https, a named host, ASCII, nothing that a browser reads differently (WHATWG URL)."""
    if not re.fullmatch(URL, text, re.ASCII):
        raise Misfit(
            "쓸 수 없는 주소입니다",
            "http:// 나 https:// 로 시작하는 주소를 ASCII로만 적어 주세요(한글은 브라우저가 주는 %표기로)",
        )
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Misfit("주소의 모양이 맞지 않습니다", "브라우저의 주소를 그대로 옮겨 주세요") from None
    if "@" in parts.netloc or not re.fullmatch(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+", host):
        raise Misfit(
            "주소의 호스트가 이름이 아닙니다", "IP 주소나 사용자 이름이 없는 원문의 주소를 적어 주세요"
        )
    return text


def _flag(text: object) -> bool:
    """Other readers of YAML do not agree on yes, no, on and off."""
    if text not in ("true", "false"):
        raise Misfit("true나 false여야 합니다", "true나 false로 적어 주세요")
    return text == "true"


def _code(text: str) -> str:
    """As long as the apps that read a schedule want an acronym to be."""
    if len(text) < 4:
        raise Misfit("너무 짧습니다", "네 글자 이상으로 적어 주세요")
    return text


def _time_zone(text: str) -> str:
    """A name of the time zone database, as an area and a place: that is the form every calendar knows.

    https://www.iana.org/time-zones
    """
    try:
        if not re.fullmatch(TIME_ZONE, text, re.ASCII):
            raise ValueError
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise Misfit("모르는 시간대입니다", "'Asia/Seoul'처럼 IANA 이름으로 적어 주세요") from None
    return text


def _no_break(text: str) -> str:
    if "\n" in text:
        raise Misfit("줄이 나뉘어 있습니다", "한 줄로 적어 주세요('|'가 아니라 '>-'로 쓰면 한 줄이 됩니다)")
    return text


@dataclass(frozen=True)
class RefTo:
    """Marks an id as leading to an entry of `entity` ("source", "cause", "track", ...)."""

    entity: str


FIGURE_MARK = re.compile(rf"\[=({SLUG})\]", re.ASCII)


def _without_figure(text: str) -> str:
    if "[=" in text:
        raise Misfit("이 항목에는 수치 표시([=id])를 쓸 수 없습니다", "설명 항목에 적어 주세요")
    return text


class OwnWords:
    """Marks what the editors wrote themselves, as against titles, names and quotations: the rules of writing hold there.

    A number stands in it as `[=figure-id]` and is printed from the figure's own record.
    """


@dataclass(frozen=True)
class Form:
    """Says the form of a value to an editor: a short name for the tables of fields, and what the name means."""

    name: str
    meaning: str


_SLUG, _RECORD, _LANGUAGE = rf"^{SLUG}$", rf"^[a-z]+/{SLUG}$", r"^[a-z]{2}$"
ADDRESS = rf"^({SLUG}/)+(#{SLUG})?$"
# How each pattern is said to an editor.
FORMS = {
    _SLUG: "ASCII 소문자와 숫자를 '-'로 이어 적어 주세요. 보기: full-power-cut",
    _RECORD: "종류와 id를 '/'로 이어 적어 주세요. 보기: event/fire-starts",
    _LANGUAGE: "ISO 639-1 두 글자로 적어 주세요. 보기: ko",
    ADDRESS: "사이트의 첫 주소 뒤부터 '/'까지 적고, 페이지 안의 자리는 '#'으로 이어 주세요. 보기: incident/figures/#f-loans",
}

Slug = Annotated[
    str,
    StringConstraints(pattern=_SLUG, max_length=80),
    Form("id", "ASCII 소문자와 숫자를 '-'로 이은 이름, 80자 안. 보기: full-power-cut"),
]
Language = Annotated[
    str, StringConstraints(pattern=_LANGUAGE), Form("언어", "ISO 639-1 두 글자. 보기: ko, en")
]
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300),
    AfterValidator(_no_break),
    Form("한 줄", "줄을 바꾸지 않은 글, 300자 안. 꾸밈 없이 적은 그대로 보입니다"),
]
Quote = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120),
    AfterValidator(_no_break),
    Form("인용", "출처의 표현 그대로 한 줄, 120자 안"),
]
Title = Annotated[
    Line, AfterValidator(_without_figure), OwnWords(), Form("제목", "우리 말로 지은 한 줄, 300자 안")
]
Sentence = Annotated[Line, OwnWords(), Form("문장", "우리 말 한 줄, 300자 안. 수치는 [=수치-id]로 적습니다")]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    OwnWords(),
    Form(
        "글",
        "우리 말, 2,000자 안. 여러 줄이면 '>-' 다음 줄부터 들여 씁니다. 수치는 [=수치-id]로 적고, "
        "*강조*, `코드`, [링크](https://…), '- ' 목록을 쓸 수 있습니다",
    ),
]
Address = Annotated[
    str,
    StringConstraints(pattern=ADDRESS, max_length=200),
    Form(
        "사이트 안의 주소", "앞의 '/' 없이, '/'로 끝나거나 '#자리'로 끝나게. 보기: causes/no-control-tower/"
    ),
]
Url = Annotated[
    str,
    StringConstraints(max_length=1000),
    AfterValidator(_url),
    Form("주소", "http:// 나 https:// 로 시작하는 원문의 주소. 한글은 브라우저가 주는 %표기로 적습니다"),
]
Day = Annotated[date, BeforeValidator(_day), Form("날", "2022-12-07 모양의 날짜")]
When = Annotated[
    PartialDate,
    PlainValidator(PartialDate.read),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}),
    Form("날짜", "아는 만큼만: 2022-12-07, 2024-01, 2016"),
]
Clock = Annotated[str, AfterValidator(_clock), Form("때", "24시간제 11:00 모양")]
VideoPlace = Annotated[
    str, AfterValidator(_video_place), Form("영상의 자리", "분:초 12:30이나 시:분:초 1:02:30")
]
Code = Annotated[
    Slug, AfterValidator(_code), Form("짧은 이름", "ASCII 소문자와 숫자를 '-'로 이은 이름, 네 글자부터")
]
TimeZone = Annotated[str, AfterValidator(_time_zone), Form("시간대", "IANA 이름. 보기: Asia/Seoul")]
Flag = Annotated[bool, BeforeValidator(_flag)]
Instant = Annotated[
    datetime,
    PlainValidator(_instant),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$"}),
    Form("시각", "시간대까지 2022-10-15T15:19+09:00"),
]

SourceId = Annotated[Slug, RefTo("source")]
PersonId = Annotated[Slug, RefTo("person")]
SessionId = Annotated[Slug, RefTo("session")]
EventId = Annotated[Slug, RefTo("event")]
CauseId = Annotated[Slug, RefTo("cause")]
MeasureId = Annotated[Slug, RefTo("measure")]
ServiceId = Annotated[Slug, RefTo("service")]
FigureId = Annotated[Slug, RefTo("figure")]
TermId = Annotated[Slug, RefTo("term")]
RecordRef = Annotated[
    str,
    StringConstraints(pattern=_RECORD, max_length=100),
    RefTo("record"),
    Form("종류/id", "기록의 종류와 id. 보기: event/fire-starts, cause/full-power-cut"),
]
