"""The many ways to write a date or a time, turned into the one form; where anything would have to be guessed, nothing is."""

import re
from datetime import date, datetime

_DATES = (
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?",
    r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?",
    r"(\d{4})\. ?(\d{1,2})(?:\. ?(\d{1,2}))?\.?",
    r"(\d{4})년(?: ?(\d{1,2})월(?: ?(\d{1,2})일)?)?",
)
_INSTANT = r"(.+?)(?:T| +)(\d{1,2}):(\d\d)(?::00)? ?(Z|KST|[+-]\d\d(?::?\d\d)?)"
_ZONES = {"Z": "+00:00", "KST": "+09:00"}


def date_form(text: str) -> str:
    """An ISO 8601 date as exact as the text, or nothing where it is none or no calendar has the day.

    >>> date_form("2022. 12. 7."), date_form("2022년 12월"), date_form("2022/2/30"), date_form("7.12.2022")
    ('2022-12-07', '2022-12', '', '')
    """
    for form in _DATES:
        if shape := re.fullmatch(form, text.strip(), re.ASCII):
            parts = [int(part) for part in shape.groups() if part]
            try:
                date(*parts, *[1] * (3 - len(parts)))
            except ValueError:
                return ""
            return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])
    return ""


def clock_form(text: str) -> str:
    """A time of the day on 24 hours, or nothing.

    >>> clock_form("9:30"), clock_form("24:00")
    ('09:30', '')
    """
    shape = re.fullmatch(r"(\d{1,2}):([0-5]\d)", text.strip(), re.ASCII)
    return f"{int(shape[1]):02}:{shape[2]}" if shape and int(shape[1]) < 24 else ""


def instant_form(text: str) -> str:
    """A moment to the minute with its zone, or nothing: a zone that is not written is not known.

    >>> instant_form("2022.10.15 15:19 KST"), instant_form("2022-10-15T6:19:00Z"), instant_form("2022-10-15 15:19")
    ('2022-10-15T15:19+09:00', '2022-10-15T06:19+00:00', '')
    """
    shape = re.fullmatch(_INSTANT, text.strip(), re.ASCII)
    if not shape:
        return ""
    zone = _ZONES.get(shape[4]) or f"{shape[4][:3]}:{shape[4][3:].lstrip(':') or '00'}"
    made = f"{date_form(shape[1])}T{clock_form(f'{shape[2]}:{shape[3]}')}{zone}"
    try:
        datetime.fromisoformat(made)
    except ValueError:
        return ""
    return made if len(made) == len("2022-10-15T15:19+09:00") else ""
