"""The conference, its sessions and the people who spoke, as published."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from builder.exports.press import Press
from builder.exports.published.base import (
    CauseId,
    Citations,
    CompanyId,
    Date,
    EventId,
    FigureId,
    MeasureId,
    PersonId,
    Prose,
    Published,
    Record,
    SessionId,
    Statement,
    TermId,
    TrackId,
    When,
)
from builder.models import conference as given


class Day(Published):
    date: Date = Field(description="날짜")
    title: str = Field(description="그날의 이름")


class Track(Published):
    id: str = Field(description="트랙의 id")
    name: str = Field(description="트랙의 이름")


class Company(Published):
    id: str = Field(description="회사의 id")
    name: str = Field(description="회사의 이름")


class Featured(Published):
    id: str = Field(description="묶음의 id")
    title: str = Field(description="묶음의 이름")
    text: Prose = Field(description="무엇을 묶었는가")
    sessions: tuple[SessionId, ...] = Field(description="세션의 id, 보일 차례대로")
    sources: Citations


class Conference(Published):
    """행사"""

    code: str = Field(description="행사의 짧은 이름")
    name: str = Field(description="행사의 이름")
    text: Prose = Field(description="어떤 행사인가")
    time_zone: str = Field(description="행사 현지 시각의 시간대(IANA 이름)")
    venue: str | None = Field(description="행사를 연 곳")
    official_url: str | None = Field(description="공식 누리집")
    channel: str | None = Field(description="영상이 모인 곳")
    days: tuple[Day, ...] = Field(description="행사 날짜")
    tracks: tuple[Track, ...] = Field(description="트랙")
    companies: tuple[Company, ...] = Field(description="발표한 회사")
    featured: tuple[Featured, ...] = Field(description="앞에 내세운 세션 묶음")
    notes: tuple[Statement, ...] = Field(description="출처를 견주어 정리한 사실")
    figures: tuple[FigureId, ...] = Field(description="행사에 관한 수치의 id")
    sources: Citations


class Speaker(Published):
    person: PersonId = Field(description="사람의 id")
    name: str = Field(description="화면에 적는 이름이나 별칭")
    role_then: str | None = Field(description="발표 당시의 직함")
    company: CompanyId | None = Field(description="발표 당시의 회사 id")
    sources: Citations

    @classmethod
    def computed(cls, record: given.Speaker, press: Press) -> Mapping[str, object]:
        return {"name": press.catalog.of(given.Person)[record.person].shown}


class Point(Published):
    text: Prose = Field(description="발표가 말한 것")
    at: str | None = Field(description="영상 안의 자리, 분:초")
    reported_by: str | None = Field(description="발표를 직접 보지 않고 옮겼을 때 전한 곳")
    causes: tuple[CauseId, ...] = Field(description="다룬 원인의 id")
    measures: tuple[MeasureId, ...] = Field(description="다룬 대책의 id")
    sources: Citations


class Chapter(Published):
    at: str = Field(description="영상 안의 자리, 분:초")
    title: str = Field(description="그 대목의 이름")


class DeadLink(Published):
    link: Literal["official_url", "video", "slides"] = Field(description="열리지 않는 주소의 항목")
    found_dead: Date = Field(description="열리지 않는 것을 확인한 날")
    archive_url: str | None = Field(description="보존된 사본의 주소")


class Session(Record):
    """세션(발표)"""

    entity: ClassVar[str] = "session"

    kind: Literal["keynote", "tech", "preview"] = Field(
        description="keynote 기조연설, tech 기술 세션, preview 트랙 소개"
    )
    title: str = Field(description="공식 제목 그대로")
    date: Date = Field(description="날짜(행사 현지)")
    start: str = Field(description="시작 시각(행사 현지), 시:분")
    starts_at: datetime = Field(description="시작한 때, ISO 8601(셈한 값). 끝난 때는 자료에 없습니다")
    speakers: tuple[Speaker, ...] = Field(description="발표자, 나온 차례대로")
    tracks: tuple[TrackId, ...] = Field(description="트랙의 id")
    company: CompanyId | None = Field(description="주최한 회사의 id")
    official_url: str | None = Field(description="공식 세션 페이지")
    video: str | None = Field(description="영상 주소")
    slides: str | None = Field(description="발표 자료 주소")
    dead_links: tuple[DeadLink, ...] = Field(description="위의 주소 가운데 열리지 않게 된 것")
    tags: tuple[str, ...] = Field(description="공식 꼬리표")
    summary: Prose | None = Field(description="한 줄 요약")
    questions: tuple[Prose, ...] = Field(description="이 발표가 답하는 물음")
    points: tuple[Point, ...] = Field(description="발표가 말한 것")
    not_said: tuple[Statement, ...] = Field(description="다루지 않았거나 확인되지 않은 것")
    chapters: tuple[Chapter, ...] = Field(description="영상의 차례")
    terms: tuple[TermId, ...] = Field(description="함께 볼 용어의 id")
    events: tuple[EventId, ...] = Field(description="함께 볼 경과의 id")
    rights_note: str | None = Field(description="영상과 자료의 권리에 관한 알림")
    sources: Citations

    @classmethod
    def computed(cls, record: given.Session, press: Press) -> Mapping[str, object]:
        return {**super().computed(record, press), "starts_at": press.catalog.starts_at(record)}


class Role(Published):
    role: str = Field(description="직함")
    company: str | None = Field(description="회사의 이름")
    since: When | None = Field(description="언제부터")
    sources: Citations


class Joined(Published):
    basis: Literal["printed", "inferred"] = Field(
        description="printed 한 출처가 함께 적음, inferred 편집자의 추론"
    )
    note: Prose = Field(description="무엇을 보고 이었는가")
    sources: Citations


class Person(Record):
    """발표자"""

    entity: ClassVar[str] = "person"

    shown: str = Field(description="화면에 적는 이름이나 별칭. 추론일 뿐인 이름은 쓰지 않습니다")
    name: str | None = Field(description="이름. joined.basis가 inferred이면 추론입니다")
    handle: str | None = Field(description="사내 별칭")
    name_en: str | None = Field(description="영문 이름")
    joined: Joined | None = Field(description="이름과 별칭을 한 사람으로 이은 근거")
    roles: tuple[Role, ...] = Field(description="당시의 직함")
    not_same_as: tuple[PersonId, ...] = Field(description="이름이 비슷하지만 다른 사람의 id")
    sources: Citations
