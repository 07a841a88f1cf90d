"""The conference, its sessions and the people who spoke."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import ConfigDict, Field, model_validator

from builder.models.base import Citations, Entry, Model, Sourced, Sources
from builder.models.values import (
    CauseId,
    Clock,
    Code,
    Day,
    EventId,
    FigureId,
    Line,
    MeasureId,
    Misfit,
    PersonId,
    RefTo,
    Sentence,
    SessionId,
    Slug,
    TermId,
    Text,
    TimeZone,
    Url,
    VideoPlace,
    When,
)

TrackId = Annotated[Slug, RefTo("track")]
CompanyId = Annotated[Slug, RefTo("company")]


class ConferenceDay(Model):
    date: Day = Field(description="행사가 열린 날. 보기: 2022-12-07")
    title: Line = Field(description="그날의 이름. 보기: 1일차")


class Track(Model):
    id: Slug = Field(description="트랙의 id. 세션의 tracks가 가리킵니다")
    name: Line = Field(description="트랙의 이름")


class Company(Model):
    id: Slug = Field(description="회사의 id. 세션과 발표자의 company가 가리킵니다")
    name: Line = Field(description="회사의 이름")


class Featured(Model):
    """A group of sessions that the site puts first, in this order."""

    id: Slug = Field(description="묶음의 id")
    title: Line = Field(description="묶음의 이름")
    text: Text = Field(description="이 묶음이 무엇인지 한두 문장")
    sources: Sources
    sessions: tuple[SessionId, ...] = Field(min_length=1, description="세션의 id, 보여 줄 순서대로")


class Site(Model):
    """The record that is published, as against the conference that it is about."""

    name: Line = Field(description="이 기록의 이름. mkdocs.yml의 site_name과 같게 적습니다")
    licence: Line = Field(description="글과 자료의 이용 허락. 보기: CC BY 4.0")
    licence_url: Url = Field(description="이용 허락의 주소")


class Conference(Model):
    """The one conference of a site: its days, tracks, companies and official addresses."""

    entity: ClassVar[str] = "conference"

    code: Code = Field(
        description="행사의 짧은 이름(ASCII, 네 글자부터). 달력과 피드의 식별자가 여기서 나오므로 공개한 뒤에는 바꾸지 않습니다. "
        "보기: naru-2031"
    )
    language: Literal["ko", "en"] = Field(
        "ko", description="이 사이트의 말(mkdocs.yml의 theme.language와 같게). ko 한국어, en 영어"
    )
    name: Line = Field(description="행사의 이름")
    text: Text = Field(description="어떤 행사인지 두세 문장")
    site: Site = Field(description="이 기록의 이름과 이용 허락")
    time_zone: TimeZone = Field(description="행사 현지 시각의 시간대(IANA 이름). 보기: Asia/Seoul")
    venue: Line | None = Field(None, description="행사를 연 곳. 보기: 온라인")
    days: tuple[ConferenceDay, ...] = Field(min_length=1, description="행사 날짜와 이름")
    tracks: tuple[Track, ...] = Field(min_length=1, description="트랙 목록")
    companies: tuple[Company, ...] = Field((), description="발표한 회사 목록")
    official_url: Url | None = Field(None, description="행사의 공식 누리집")
    channel: Url | None = Field(None, description="발표 영상이 모인 곳의 주소")
    featured: tuple[Featured, ...] = Field((), description="사이트가 앞에 내세우는 세션 묶음")
    notes: tuple[Sourced, ...] = Field((), description="세션 수처럼 출처를 견주어 정리한 사실")
    figures: tuple[FigureId, ...] = Field((), description="행사에 관한 수치의 id")
    avoid: tuple[Line, ...] = Field((), description="인용 밖에서 쓰지 않기로 한 낱말(비난하는 말)")
    sources: Sources


class Speaker(Model):
    person: PersonId = Field(description="발표자의 id(references/people/의 파일 이름)")
    role_then: Line | None = Field(None, description="발표 당시의 직함. 출처에 없으면 줄을 지웁니다")
    company: CompanyId | None = Field(None, description="발표 당시의 회사(conference.yml의 companies)")
    sources: Citations = Field((), description="직함의 출처. 세션의 출처와 같으면 줄을 지웁니다")


class Point(Model):
    """One thing a talk said, in our words."""

    text: Text = Field(description="말한 것을 우리 말로. 누가 말했는지 문장에 넣습니다")
    sources: Sources
    at: VideoPlace | None = Field(None, description="영상 안의 자리 12:30. 영상을 본 사람만 적습니다")
    reported_by: Line | None = Field(
        None, description="발표를 직접 보지 않고 옮겼을 때, 누가 전했는지. 보기: 한 참석자의 글"
    )
    causes: tuple[CauseId, ...] = Field((), description="이 말이 다루는 원인의 id")
    measures: tuple[MeasureId, ...] = Field((), description="이 말이 다루는 대책의 id")


class Chapter(Model):
    at: VideoPlace = Field(description="영상 안의 자리 12:30")
    title: Line = Field(description="그 대목의 이름")


class DeadLink(Model):
    """One address of a talk that no longer opens: it stays on the page, with the day and a copy."""

    link: Literal["official_url", "video", "slides"] = Field(
        description="열리지 않는 것: official_url 공식 페이지, video 영상, slides 발표 자료"
    )
    found_dead: Day = Field(description="열리지 않는 것을 확인한 날. 보기: 2026-11-22")
    archive_url: Url | None = Field(
        None, description="보존된 사본의 주소(공인된 보존소만). 없으면 줄을 지웁니다"
    )


class Session(Entry):
    """One talk. The file's name is its id; a folder under sessions/ is only a shelf."""

    entity: ClassVar[str] = "session"
    place: ClassVar[str] = "sessions/{id}/"

    kind: Literal["keynote", "tech", "preview"] = Field(
        description="keynote 기조연설, tech 기술 세션, preview 트랙 소개"
    )
    title: Line = Field(description="공식 제목 그대로")
    date: Day = Field(
        description="발표한 날 2022-12-07. 행사 날짜(conference.yml의 days) 가운데 하나여야 합니다"
    )
    start: Clock = Field(description="시작한 때 11:00, 행사가 열린 곳의 시각으로")
    speakers: tuple[Speaker, ...] = Field(min_length=1, description="발표자, 나온 순서대로")
    tracks: tuple[TrackId, ...] = Field(
        (), description="속한 트랙(conference.yml의 tracks). 트랙 소개는 여럿을 적을 수 있습니다"
    )
    company: CompanyId | None = Field(None, description="발표를 마련한 회사(conference.yml의 companies)")
    official_url: Url | None = Field(None, description="공식 누리집에 있는 이 세션의 주소")
    video: Url | None = Field(None, description="영상 주소")
    slides: Url | None = Field(None, description="발표 자료 주소")
    dead_links: tuple[DeadLink, ...] = Field(
        (),
        description="위의 주소 가운데 열리지 않게 된 것. 주소는 지우지 않고 여기에 확인한 날과 사본을 적습니다",
    )
    tags: tuple[Line, ...] = Field((), description="공식 누리집이 붙인 꼬리표")
    summary: Sentence | None = Field(None, description="무엇을 말한 발표인지 한 줄로")
    questions: tuple[Sentence, ...] = Field((), description="이 발표가 답하는 물음")
    points: tuple[Point, ...] = Field((), max_length=12, description="발표가 말한 것, 열두 가지 안에서")
    not_said: tuple[Sourced, ...] = Field((), description="이 발표가 다루지 않았거나 확인되지 않은 것")
    chapters: tuple[Chapter, ...] = Field((), description="영상의 차례")
    terms: tuple[TermId, ...] = Field((), description="함께 볼 용어의 id")
    events: tuple[EventId, ...] = Field((), description="함께 볼 경과의 id")
    rights_note: Line | None = Field(None, description="영상과 자료의 권리에 관한 알림")
    sources: Sources

    @model_validator(mode="after")
    def _dead_links_once(self) -> Self:
        """열리지 않는 주소(dead_links)는 그 세션에 적힌 주소이고, 주소마다 한 번만 적습니다."""
        named = [dead.link for dead in self.dead_links]
        for name in named:
            if getattr(self, name) is None:
                wrong = f"이 세션에 {name} 항목이 없습니다"
                raise Misfit(
                    wrong, f"{name}의 주소를 지우지 말고 남겨 두거나, 이 줄을 지워 주세요", "dead_links"
                )
        if len(set(named)) < len(named):
            raise Misfit("같은 주소를 두 번 적었습니다", "하나만 남겨 주세요", "dead_links")
        return self

    @property
    def dead(self) -> Mapping[str, DeadLink | None]:
        """Its addresses by their fields, each with what is known where it no longer opens: {"slides": None, ...}."""
        known = {dead.link: dead for dead in self.dead_links}
        return {name: known.get(name) for name in get_args(DeadLink.model_fields["link"].annotation)}

    @property
    def opens(self) -> Mapping[str, str | None]:
        """Where each of them can be had: at its address, where that no longer opens at its copy, if there is one."""
        return {name: dead.archive_url if dead else getattr(self, name) for name, dead in self.dead.items()}


class Role(Model):
    role: Line = Field(description="직함, 출처에 적힌 대로")
    company: Line | None = Field(None, description="회사의 이름")
    since: When | None = Field(None, description="언제부터 그 직함이었나")
    sources: Sources


class Joined(Model):
    """Why a handle and a name are taken for one person."""

    basis: Literal["printed", "inferred"] = Field(
        description="printed 한 출처가 둘을 함께 적음, inferred 편집자의 추론"
    )
    note: Sentence = Field(description="무엇을 보고 이었는지")
    sources: Sources


class Person(Entry):
    """A speaker: only what the programme and the press say of the role. Nothing else about a person."""

    entity: ClassVar[str] = "person"
    place: ClassVar[str] = "speakers/{id}/"

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["name"]}, {"required": ["handle"]}]})

    name: Line | None = Field(None, description="이름. 별칭만 알려졌으면 적지 않습니다")
    handle: Line | None = Field(None, description="사내 별칭. 보기: indy.jones")
    name_en: Line | None = Field(None, description="영문 이름(출처에 적힌 대로)")
    joined: Joined | None = Field(None, description="이름과 별칭을 이은 근거. 둘 다 적으면 꼭 있어야 합니다")
    roles: tuple[Role, ...] = Field((), description="당시의 직함과 출처")
    not_same_as: tuple[PersonId, ...] = Field((), description="이름이 비슷하지만 다른 사람의 id")
    sources: Sources

    @model_validator(mode="after")
    def _named(self) -> Self:
        """발표자에게는 이름(name)과 별칭(handle) 가운데 하나는 있어야 합니다."""
        if not (self.name or self.handle):
            raise Misfit("name과 handle 가운데 하나는 있어야 합니다", "아는 쪽을 적어 주세요")
        return self

    @property
    def shown(self) -> str:
        """The name, else the handle; a name that is only inferred to be the handle's does not stand for the person."""
        return (None if self.guessed else self.name) or self.handle or ""

    @property
    def guessed(self) -> str | None:
        """The name that the editors infer to be this handle's."""
        return self.name if self.handle and self.joined and self.joined.basis == "inferred" else None
