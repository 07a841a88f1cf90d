"""The issue forms of the repository: what readers are asked, and which field of which record each answer is for.

This is the one place of the questions: `sessions.py forms` writes `.github/ISSUE_TEMPLATE/*.yml` from it, with the
options as the models and conference.yml have them, and `from-issue` reads the answers back by it.
https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from builder.catalog import Catalog
from builder.models.base import Model
from builder.models.conference import Session
from builder.models.references import Correction, Source
from builder.scaffold.text import yaml_of

MADE = "# 손으로 고치지 않습니다. 모델과 conference.yml에서 만듭니다: sessions.py forms\n"


@dataclass(frozen=True)
class Ask:
    """One question. `id` is also the query parameter that prefills it; `of` and `field` say where the answer goes.

    A dropdown's options are the words of that field, or those of conference.yml for days, tracks and companies.
    """

    id: str
    label: str
    of: type[Model] | None
    field: str
    kind: Literal["input", "textarea", "dropdown"] = "input"
    required: bool = False
    about: str = ""

    @property
    def description(self) -> str:
        told = self.of.model_fields[self.field].description if self.of and self.field else ""
        return self.about or told or ""

    def options(self, catalog: Catalog) -> list[str]:
        """The options as they are shown; `value` takes one back to what a record holds."""
        conference = catalog.conference
        if self.field == "date":
            return [f"{day.date} {day.title}" for day in conference.days]
        if self.field in ("tracks", "company"):
            listed = conference.tracks if self.field == "tracks" else conference.companies
            return [f"{item.name} ({item.id})" for item in listed]
        return list(get_args(self.of.model_fields[self.field].annotation)) if self.of else []

    def value(self, shown: str) -> str:
        """An option as the record holds it: "카카오 (kakao)" -> "kakao", "2022-12-07 1일차" -> "2022-12-07"."""
        if self.kind != "dropdown":
            return shown
        if self.field == "date":
            return shown.partition(" ")[0]
        return shown.rpartition("(")[2].removesuffix(")") if self.field in ("tracks", "company") else shown


@dataclass(frozen=True)
class Form:
    """One form: the file's name without its ending, what it is called, its questions in order."""

    name: str
    title: str
    about: str
    asks: tuple[Ask, ...]

    def file(self, catalog: Catalog) -> str:
        body: list[dict[str, Any]] = [{"type": "markdown", "attributes": {"value": self.about}}]
        body += [_element(ask, catalog) for ask in self.asks]
        head = {
            "name": self.title,
            "description": self.about.partition(".")[0],
            "title": f"{self.title}: ",
            "labels": [self.name],
        }
        return MADE + yaml_of({**head, "body": body}) + "\n"


def _element(ask: Ask, catalog: Catalog) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": ask.label, "description": ask.description}
    if ask.kind == "dropdown":
        attributes["options"] = ask.options(catalog)
    return {
        "type": ask.kind,
        "id": ask.id,
        "attributes": attributes,
        "validations": {"required": ask.required},
    }


_SOURCE = (
    Ask("source_url", "출처 주소", Source, "url", required=True, about="이 사실을 볼 수 있는 글의 주소"),
    Ask("source_publisher", "출처를 펴낸 곳", Source, "publisher", required=True),
    Ask("source_title", "출처의 제목", Source, "title", required=True, about="제목 그대로"),
    Ask(
        "source_date",
        "출처를 펴낸 날",
        Source,
        "date",
        about="2022-12-07, 2022-12, 2022 가운데 한 모양. 모르면 비워 둡니다",
    ),
    Ask("source_kind", "출처의 종류", Source, "kind", "dropdown", required=True),
)
FORMS = (
    Form(
        "session",
        "세션 추가",
        "빠진 발표를 알려 주세요. 아는 것만 적으면 됩니다. 글은 베끼지 말고 우리 말로 적어 주세요.",
        (
            Ask("talk_title", "발표 제목", Session, "title", required=True),
            Ask("talk_id", "주소에 쓸 영문 이름", Session, "id", about="보기: adopting-mfa. 비워 두면 받는 사람이 짓습니다"),
            Ask("talk_kind", "발표의 종류", Session, "kind", "dropdown", required=True),
            Ask("talk_date", "발표한 날", Session, "date", "dropdown", required=True, about="행사 날짜"),
            Ask("talk_start", "시작 시각", Session, "start", required=True),
            Ask(
                "speakers", "발표자", Session, "speakers", "textarea", required=True,
                about="한 줄에 한 사람. 영문 id를 알면 앞에 적습니다. 보기: hana-kim=김하나",
            ),
            Ask("track", "트랙", Session, "tracks", "dropdown", about="없으면 비워 둡니다"),
            Ask("company", "회사", Session, "company", "dropdown"),
            Ask("official_url", "공식 페이지", Session, "official_url"),
            Ask("video", "영상 주소", Session, "video"),
            Ask("slides", "발표 자료 주소", Session, "slides"),
            Ask("summary", "한 줄 설명", Session, "summary"),
            *_SOURCE,
        ),
    ),
    Form(
        "correction",
        "사실 정정",
        "틀린 곳을 알려 주세요. 무엇을 보고 틀린 줄 알았는지가 가장 도움이 됩니다.",
        (
            Ask("record", "기록", Correction, "records", about="보기: event/fire-starts. 사이트의 ‘잘못 알리기’에서 왔으면 적혀 있습니다"),
            Ask("page", "페이지 주소", None, "", about="틀린 곳이 있는 페이지의 주소"),
            Ask("correction_kind", "무엇이 틀렸나", Correction, "kind", "dropdown", required=True),
            Ask("before", "지금 적혀 있는 것", Correction, "before", "textarea", required=True, about="틀린 부분을 그대로"),
            Ask("after", "고칠 것", Correction, "after", "textarea", required=True, about="어떻게 고치면 되나"),
            Ask("why", "까닭과 근거", Correction, "why", "textarea", required=True, about="무엇을 보고 알았나. 주소가 있으면 적어 주세요"),
        ),
    ),
    Form(
        "source",
        "출처 제보",
        "이 사건이나 발표를 다룬 글을 알려 주세요. 사본이나 퍼 온 글이 아니라 원문의 주소를 적어 주세요.",
        (
            *_SOURCE,
            Ask("source_seen", "어디까지 보았나", Source, "seen", "dropdown", required=True),
            Ask("source_author", "글쓴이", Source, "author"),
            Ask("source_lang", "글의 언어", Source, "lang"),
            Ask("record", "어느 기록의 출처인가", Correction, "records", about="보기: event/fire-starts, session/adopting-mfa. 모르면 비워 둡니다"),
            Ask("note", "읽을 때 알아 둘 것", Source, "note"),
        ),
    ),
)  # fmt: skip


def to_forms(catalog: Catalog) -> dict[str, str]:
    """File name -> text, for .github/ISSUE_TEMPLATE/; the same catalog gives the same bytes."""
    return {f"{form.name}.yml": form.file(catalog) for form in FORMS}
