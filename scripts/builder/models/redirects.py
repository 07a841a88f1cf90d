"""Addresses that are no more, and where each of them leads."""

from typing import ClassVar

from pydantic import Field

from builder.models.base import Model
from builder.models.values import Address, Day, Title


class Redirect(Model):
    """A published address that was given up: its record has another name, or was withdrawn."""

    entity: ClassVar[str] = "redirect"

    old: Address = Field(
        description="없어진 주소, 사이트의 첫 주소 뒤부터. 보기: causes/old-name/, incident/figures/#f-old-name"
    )
    new: Address = Field(
        description="대신 볼 주소. 이름을 바꾸었으면 새 주소, 내렸으면 그 까닭을 적은 정정이나 목록의 주소"
    )
    date: Day | None = Field(None, description="옮기거나 내린 날")
    why: Title = Field(description="까닭. 그 주소의 페이지에 그대로 보입니다")

    @property
    def key(self) -> tuple[str, str]:
        return self.entity, self.old

    @property
    def page(self) -> str:
        return self.old.partition("#")[0]

    @property
    def anchor(self) -> str:
        """The place on the page; nothing where the page itself moved."""
        return self.old.partition("#")[2]
