"""Drawings of what a source says, as boxes on a grid."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from builder.models.base import Entry, Model, Sources
from builder.models.values import Flag, Form, Line, Slug, Text

Label = Annotated[
    str, StringConstraints(min_length=1, max_length=24), Form("짧은 말", "그림에 적는 말, 24자 안")
]


class Box(Model):
    """A part of a diagram on its grid: column and row count from 0."""

    id: Slug = Field(description="칸의 id(이 그림 안에서)")
    label: Label = Field(description="칸에 적는 말, 24자 안")
    col: int = Field(ge=0, le=11, description="왼쪽에서 몇째 칸, 0부터 11까지")
    row: int = Field(ge=0, le=11, description="위에서 몇째 줄, 0부터 11까지")
    state: Literal["on", "off", "standby", "damaged", "plain"] = Field(
        "plain", description="on 작동, off 멈춤, standby 대기, damaged 손상, plain 상태 없음"
    )


class Group(Model):
    """A room or a site: a frame around part of the grid."""

    label: Label = Field(description="테두리의 이름, 24자 안")
    col: int = Field(ge=0, le=11, description="왼쪽 위 칸의 col")
    row: int = Field(ge=0, le=11, description="왼쪽 위 칸의 row")
    cols: int = Field(1, ge=1, le=12, description="가로로 몇 칸")
    rows: int = Field(1, ge=1, le=12, description="세로로 몇 줄")

    def holds(self, box: Box) -> bool:
        return 0 <= box.col - self.col < self.cols and 0 <= box.row - self.row < self.rows


class Arrow(Model):
    start: Slug = Field(description="어느 칸에서(칸의 id)")
    end: Slug = Field(description="어느 칸으로(칸의 id)")
    label: Label | None = Field(None, description="화살표에 적는 말, 24자 안")
    broken: Flag = Field(False, description="이어지지 않았으면 true")


class Diagram(Entry):
    """A drawing of what a source says: boxes on a grid, rooms around them, arrows between them."""

    entity: ClassVar[str] = "diagram"
    place: ClassVar[str] = "incident/diagrams/#g-{id}"

    title: Line = Field(description="그림의 제목")
    caption: Text = Field(description="누가 그렇게 설명했나, 그림을 글로")
    sources: Sources
    groups: tuple[Group, ...] = Field((), description="방이나 장소의 테두리")
    boxes: tuple[Box, ...] = Field(min_length=1, description="그림의 칸")
    arrows: tuple[Arrow, ...] = Field((), description="칸에서 칸으로 가는 화살표")
