"""The exports in the hands of programs that were not written here and know nothing of each other."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import feedparser
import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from lxml import etree

from builder.edition import Edition
from builder.exports import exports
from builder.exports.calendars import SCHEDULE, TIMELINE
from builder.reading import load_catalog
from exported import EDITION, UNPLACED
from toy import ROOT, TOY

VOC = ROOT.parent / "shared" / "validators" / "frab" / "schedule.xml.xsd"
SITES = pytest.mark.parametrize("root", [TOY, ROOT], ids=["toy", "real"])


def files(root: Path, edition: Edition = EDITION) -> Mapping[str, bytes]:
    return exports(load_catalog(root), edition)


@pytest.mark.skipif(not VOC.is_file(), reason="the voc's schemas are not beside this clone")
@pytest.mark.parametrize("edition", [EDITION, UNPLACED], ids=["placed", "unplaced"])
@SITES
def test_the_voc_takes_the_schedule(root: Path, edition: Edition) -> None:
    schema = etree.XMLSchema(etree.parse(VOC))
    schema.assertValid(etree.fromstring(files(root, edition)["schedule/schedule.xml"]))


@SITES
def test_a_feed_reader_reads_the_feeds(root: Path) -> None:
    made = {path: raw for path, raw in files(root).items() if path.startswith("feeds/")}
    for path, raw in made.items():
        read = feedparser.parse(raw)
        assert not read.bozo, read.get("bozo_exception")
        assert read.version == "atom10"
        assert read.feed.links[0].href == EDITION.site + path
        assert len(read.entries) == raw.count(b"<entry>")
        for entry in read.entries:
            assert entry.link.startswith(EDITION.site)
            assert entry.title
            assert entry.updated_parsed
            assert entry.content[0].type == "text/html"


@SITES
def test_another_calendar_library_reads_the_same(root: Path) -> None:
    """Of the real site the two that hold all the others' events: the library is slow."""
    for path, raw in files(root).items():
        if path.endswith(".ics") and (root is TOY or path in (SCHEDULE, TIMELINE)):
            theirs = {event.uid: event for event in IcsCalendarStream.calendar_from_ics(raw.decode()).events}
            for event in cast("list[Any]", Calendar.from_ical(raw).walk("VEVENT")):
                read = theirs.pop(str(event["uid"]))
                assert read.summary == str(event["summary"])
                assert read.description == str(event["description"])
                assert instant(read.dtstart) == instant(event.start)
                assert read.dtend is None or instant(read.dtend) == instant(event.end)
            assert theirs == {}, path


def instant(moment: date | None) -> str:
    return f"{moment.astimezone():%Y-%m-%dT%H:%M%z}" if isinstance(moment, datetime) else str(moment)
