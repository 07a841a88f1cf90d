"""What every published record shares. A class here is the form that goes out, and says how it is made from a record.

It is written apart from the input models: a field that is renamed or given another type there fails here, a new one is
not published before it stands here, and the tests keep every published key as it was (`tests/published/`). Docstrings
in Korean stand in the schemas.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from builder.exports.press import Press
from builder.models.base import Model
from builder.models.values import PartialDate
from builder.views import text


@dataclass(frozen=True)
class Ref:
    """Marks an id as one of a published list: "sources", or "conference_tracks" for a list inside a record."""

    table: str


def _shown(value: object, info: ValidationInfo) -> object:
    return (
        info.context.desk.bare(value) if isinstance(value, str) and isinstance(info.context, Press) else value
    )


def _partial(value: object) -> object:
    return str(value) if isinstance(value, PartialDate) else value


Date: TypeAlias = date  # a field named `date` hides the class of that name
# Editors' own text: the small Markdown (emphasis, code, links, lists), its figures printed.
Prose = Annotated[str, BeforeValidator(_shown)]
# '2022-12-07', '2022-12' or '2022', as exact as the source.
When = Annotated[str, BeforeValidator(_partial), Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]

SourceId = Annotated[str, Ref("sources")]
SessionId = Annotated[str, Ref("sessions")]
PersonId = Annotated[str, Ref("people")]
EventId = Annotated[str, Ref("events")]
CauseId = Annotated[str, Ref("causes")]
MeasureId = Annotated[str, Ref("measures")]
ServiceId = Annotated[str, Ref("services")]
FigureId = Annotated[str, Ref("figures")]
TermId = Annotated[str, Ref("terms")]
TrackId = Annotated[str, Ref("conference_tracks")]
CompanyId = Annotated[str, Ref("conference_companies")]
LaneId = Annotated[str, Ref("incident_lanes")]
TopicId = Annotated[str, Ref("incident_topics")]
PhaseId = Annotated[str, Ref("incident_phases")]
QuestionId = Annotated[str, Ref("incident_questions")]
LayerId = Annotated[str, Ref("incident_layers")]
PartyId = Annotated[str, Ref("incident_parties")]


class Published(BaseModel):
    """A frozen part of the published form; a field that a record does not have is in `computed`."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def computed(cls, record: Any, press: Press) -> Mapping[str, object]:  # noqa: ARG003 (for those that compute)
        return {}

    @model_validator(mode="before")
    @classmethod
    def _of_record(cls, record: object, info: ValidationInfo) -> object:
        if not isinstance(record, Model) or not isinstance(info.context, Press):
            return record
        made = cls.computed(record, info.context)
        return {name: made[name] if name in made else getattr(record, name) for name in cls.model_fields}


class Citation(Published):
    id: SourceId = Field(description="출처의 id")
    locator: str | None = Field(description="출처 안의 자리")
    value: str | None = Field(description="이 출처가 말하는 값이 본문과 다를 때 그 값")


Citations = Annotated[tuple[Citation, ...], Field(description="이 서술의 출처")]


class Statement(Published):
    text: Prose = Field(description="서술")
    sources: Citations


class Moment(Published):
    """자료가 아는 만큼의 때"""

    at: datetime = Field(description="ISO 8601 시각. precision보다 잘은 자리는 뜻이 없습니다")
    utc: datetime = Field(description="같은 시각의 UTC(셈한 값)")
    precision: Literal["minute", "hour", "part_of_day", "day", "month", "year"] = Field(
        description="어디까지 아는가"
    )
    qualifier: Literal["exact", "about", "as_of", "not_before", "not_after", "claimed"] = Field(
        description="exact 단정, about 무렵, as_of 그 시점의 상태, not_before/not_after 그 뒤/앞, claimed 한쪽의 주장"
    )
    as_stated: str | None = Field(description="출처의 표현 그대로")
    said: str = Field(description="화면에 적는 말(셈한 값)")

    @classmethod
    def computed(cls, record: Any, press: Press) -> Mapping[str, object]:
        return {"utc": record.at.astimezone(UTC), "said": text.when(record, press.words)}


class Record(Published):
    """A record with an address; `entity` is the word that stands before its id in "event/fire-starts"."""

    entity: ClassVar[str]

    id: str = Field(description="바뀌지 않는 id")
    page: str = Field(description="이 기록이 있는 페이지, 누리집의 첫 주소에서 잰 주소")
    page_url: str | None = Field(description="같은 페이지의 온 주소. 누리집의 주소를 모르고 만들었으면 null")

    @classmethod
    def computed(cls, record: Any, press: Press) -> Mapping[str, object]:
        return {"page": record.address, "page_url": press.edition.url(record.address)}
