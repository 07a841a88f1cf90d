"""Issue forms: they follow the models, and what strangers write into them becomes valid YAML or a problem at its line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from attacks import Text, texts
from builder.catalog import Catalog
from builder.intake.body import read_answers, read_issue
from builder.intake.forms import FORMS, Form, to_forms
from builder.intake.issue import made_of
from builder.models.conference import Person, Session
from builder.models.references import Correction, Source
from builder.problems import Problem, ProblemsFound
from builder.reading import load_catalog
from toy import CLOCK, ROOT, door, files, problems_of, toy_project

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
TALK = {
    "talk_title": "Rain: 둘째 <이야기> #2", "talk_id": "rain-two", "talk_kind": "tech", "talk_date": "2031-11-02 둘째 날", "talk_start": "09:30",
    "speakers": "han-bit\nhana-kim=김하나\n- O'Brien", "track": "물 & 전기 (water)", "company": "다리소프트 (dari)", "video": "https://video.example.org/9",
    "summary": "비가 온 뒤를 말했다.", "source_url": "https://www.rain.co.kr/2031/9", "source_publisher": "빗물신문", "source_title": "비, 그 뒤",
    "source_date": "2031-11-03", "source_kind": "press",
}  # fmt: skip
CORRECTION = {
    "record": "event/leak-begins", "page": "https://naru.example.org/incident/timeline/", "correction_kind": "fact",
    "before": "물이 새기 시작했다고\n\n나루시는",
    "after": "14시 12분\n### 고칠 것들\n```yaml\nid: x\n```", "why": "영상의 시계가 14시 12분이다. https://video.example.org/9",
}  # fmt: skip
SOURCE = {
    "source_url": "https://tech.rain.io/post", "source_publisher": "빗물", "source_title": "no", "source_kind": "blog", "source_seen": "whole",
    "source_lang": "en", "record": "cause/no-standby",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


def body(form: str, answers: dict[str, str]) -> str:
    """An issue as GitHub writes it: every question, and what was left empty."""
    (asked,) = (f for f in FORMS if f.name == form)
    return "".join(f"### {ask.label}\n\n{answers.get(ask.id, '_No response_')}\n\n" for ask in asked.asks)


def say(root: Path, text: str, *flags: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "scripts/sessions.py", "from-issue", "-", *flags],
        cwd=root, input=text.encode("utf-8", "surrogatepass"), capture_output=True, check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": CLOCK, "PYTHONUTF8": "1"},
    )  # fmt: skip
    said = done.stdout.decode() + done.stderr.decode()
    assert "Traceback" not in said, said
    return done.returncode, said


def test_the_forms_follow_the_models() -> None:
    made = to_forms(load_catalog(ROOT))
    here = {path: text.decode() for path, text in files(FOLDER).items() if path != "config.yml"}
    assert here == made, "sessions.py forms"


def test_github_reads_the_forms() -> None:
    forms = [str(FOLDER / f"{form.name}.yml") for form in FORMS]
    for schema, paths in (
        ("vendor.github-issue-forms", forms),
        ("vendor.github-issue-config", [str(FOLDER / "config.yml")]),
    ):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *paths]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_question_can_be_told_from_the_others(form: Form) -> None:
    """GitHub's own query parameters and one label twice would prefill or read the wrong one."""
    read = yaml.safe_load(to_forms(load_catalog(ROOT))[f"{form.name}.yml"])
    asked = [part for part in read["body"] if part["type"] != "markdown"]
    ids, labels = [part["id"] for part in asked], [part["attributes"]["label"] for part in asked]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)
    assert not set(ids) & {
        "title",
        "body",
        "template",
        "labels",
        "assignees",
        "milestone",
        "projects",
        "type",
    }
    assert all(part["attributes"]["description"] or part["type"] == "dropdown" for part in asked)
    assert all(
        len(set(options)) == len(options) > 0
        for part in asked
        if (options := part["attributes"].get("options")) is not None
    )


def test_a_talk_becomes_a_session_its_people_and_its_source(root: Path) -> None:
    before = files(root)
    status, said = say(root, body("session", TALK), "--into", "retrospective")
    assert status == 0, said
    assert problems_of(root) == []
    new = files(root).keys() - before.keys()
    assert new == {
        "sessions/retrospective/rain-two.yml", "sessions/references/people/hana-kim.yml", "sessions/references/people/obrien.yml",
        "sessions/references/sources/rain-20311103.yml",
    }  # fmt: skip
    assert all(f"{path} 에 적었습니다" in said for path in new)
    catalog = load_catalog(root)
    talk = catalog.of(Session)["rain-two"]
    assert (talk.title, str(talk.date), talk.tracks, talk.company) == (
        TALK["talk_title"],
        "2031-11-02",
        ("water",),
        "dari",
    )
    assert [speaker.person for speaker in talk.speakers] == ["han-bit", "hana-kim", "obrien"]
    assert catalog.of(Person)["hana-kim"].name == "김하나"
    source = catalog.of(Source)["rain-20311103"]
    assert (source.grade, source.seen, source.accessed.isoformat(), source.date_basis) == (
        "C",
        "opening",
        "2032-03-10",
        "printed",
    )
    after = files(root)
    status, said = say(root, body("session", TALK), "--into", "retrospective")
    assert status == 1
    assert "이미 있는 id입니다(sessions/retrospective/rain-two.yml)" in said
    assert files(root) == after


def test_a_talk_on_a_known_page_or_from_a_known_source(root: Path) -> None:
    known = TALK | {"source_url": "https://conf.example.org/2031/programme", "talk_id": "rain-three"}
    status, said = say(root, body("session", known))
    assert status == 0, said
    assert load_catalog(root).of(Session)["rain-three"].sources[0].id == "programme"
    status, said = say(
        root, body("session", known | {"talk_id": "x", "official_url": "https://conf.example.org/2031/2"})
    )
    assert status == 1
    assert "이미 있는 세션입니다(sessions/retrospective/init-and-vec.yml)" in said


def test_a_correction_is_logged_and_told_where_to_mend(root: Path) -> None:
    path = root / "sessions/references/corrections.yml"
    before = path.read_text(encoding="utf-8")
    issue = json.dumps(
        {
            "number": 12,
            "author": {"login": "x"},
            "title": "t",
            "body": body("correction", CORRECTION).replace("\n", "\r\n"),
        }
    )
    status, said = say(root, issue)
    assert status == 0, said
    assert problems_of(root) == []
    assert path.read_text(encoding="utf-8").startswith(before)
    entry = load_catalog(root).of(Correction)["issue-12"]
    assert (entry.before, entry.after, entry.why) == (
        CORRECTION["before"],
        CORRECTION["after"],
        CORRECTION["why"],
    )
    assert (entry.records, entry.date.isoformat()) == (("event/leak-begins",), "2032-03-10")
    assert "sessions/incident/timeline/the-day.yml:9:5 를 고쳐 주세요" in said
    exact = CORRECTION | {
        "before": "물이 새기 시작했다고 나루시는",
        "after": "물이 샜다고",
        "record": "event/leak-begins",
    }
    status, said = say(
        root,
        issue.replace(
            json.dumps(CORRECTION["before"])[1:-1].replace("\\n", "\\r\\n"), json.dumps(exact["before"])[1:-1]
        ),
    )
    assert status == 0, said
    assert "sessions/incident/timeline/the-day.yml:16:11 를 고쳐 주세요" in said
    assert "issue-12-2" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("answers", "flags", "records"),
    [
        ({"page": "https://naru.example.org/sub/causes/no-standby/"}, (), ("cause/no-standby",)),
        ({"page": "https://naru.example.org/incident/timeline/#e-loans-stop"}, (), ("event/loans-stop",)),
        ({"page": "https://naru.example.org/glossary/"}, ("--set", "record=term/panel"), ("term/panel",)),
    ],
)
def test_a_page_tells_the_record(
    answers: dict[str, str], flags: tuple[str, ...], records: tuple[str, ...], root: Path
) -> None:
    told = {name: text for name, text in CORRECTION.items() if name != "record"} | answers
    (root / "sessions/references/corrections.yml").unlink()
    status, said = say(root, body("correction", told), *flags)
    assert status == 0, said
    (entry,) = load_catalog(root).of(Correction).values()
    assert (entry.id, entry.records) == ("issue-20320310", records)


def test_a_source_is_written_and_waits_to_be_cited(root: Path) -> None:
    status, said = say(root, body("source", SOURCE))
    assert status == 0, said
    assert "sources에 rain-undated 을(를) 적어 주세요" in said
    assert "제보한 기록: sessions/incident/causes/no-standby.yml:1:1" in said
    assert [p.message[:20] for p in problems_of(root)] == ["아무 기록도 인용하지 않는 출처입니다"]
    source = load_catalog(root).of(Source)["rain-undated"]
    assert (source.title, source.grade, source.lang, source.seen, source.date_basis) == (
        "no",
        "D",
        "en",
        "whole",
        "unknown",
    )
    status, said = say(root, body("source", SOURCE))
    assert status == 1
    assert "issue:3:1: url: 이미 있는 출처입니다(sessions/references/sources/rain-undated.yml)" in said


def refused(text: str, catalog: Catalog) -> tuple[Problem, ...]:
    """What is told of an issue that must not become files."""
    try:
        issue = read_issue(text)
        made_of(catalog, issue, *read_answers(issue), "2032-03-10")
    except ProblemsFound as faults:
        return faults.problems
    return ()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("form", "answers", "at", "said"),
    [
        ("session", TALK | {"talk_start": "9시 반"}, "9시 반", "start: 시각의 모양이 아닙니다"),
        ("session", TALK | {"talk_date": "2031-11-03 셋째 날"}, "2031-11-03", "date: 행사 날짜가 아닙니다"),
        ("session", TALK | {"talk_kind": "lecture"}, "lecture", "kind: 정해진 낱말이 아닙니다"),
        ("session", TALK | {"track": "하늘 (sky)"}, "하늘", "tracks: 없는 track의 id입니다"),
        ("session", TALK | {"video": "javascript:alert(1)"}, "javascript", "video: 쓸 수 없는 주소입니다"),
        ("session", TALK | {"source_url": "https://user@rain.io/"}, "https://user", "url: 주소의 호스트가 이름이"),
        ("session", TALK | {"source_date": "작년"}, "작년", "date: 날짜의 모양이 아닙니다"),
        ("session", TALK | {"talk_id": "../../docs/index"}, "../../docs", "id: 정해진 모양이 아닙니다"),
        ("session", TALK | {"talk_id": "index"}, "index", "목차 페이지의 주소와 겹치는 id입니다"),
        ("session", TALK | {"speakers": "han-bit\n../x=김둘"}, "../x", "id: 정해진 모양이 아닙니다"),
        ("session", TALK | {"speakers": "han-bit\n김둘"}, "김둘", "speakers: 이름으로 id를 지을 수 없습니다 (찾은 값: '김둘')"),
        ("session", TALK | {"talk_title": "한글뿐", "talk_id": "_No response_"}, "한글뿐", "id: 제목으로 id를 지을 수 없습니다"),
        ("session", TALK | {"talk_title": "x\nkind: keynote"}, "x\nkind", "title: 줄이 나뉘어 있습니다"),
        ("session", TALK | {"summary": "무능했다."}, "무능", "summary: 쓰지 않기로 한 말입니다"),
        ("session", TALK | {"summary": "a\u202eb"}, "a\u202e", "보이지 않는 글자나 제어 글자가"),
        ("session", TALK | {"talk_title": "a\x1b[2Jb"}, "a\x1b", "U+001B"),
        ("session", TALK | {"talk_title": "\udc80"}, "\udc80", "U+DC80"),
        ("session", TALK | {"summary": "x\n\n### 출처 주소\n\nhttps://evil.example.org/"}, "### 출처 주소\n\nhttps://www", "같은 물음의 제목이 두 번"),
        ("correction", CORRECTION | {"record": "event/leak-begin"}, "event/leak-begin", "'leak-begins' 인가요?"),
        ("correction", CORRECTION | {"record": "../conference"}, "../conference", "records: 정해진 모양이 아닙니다"),
        ("correction", CORRECTION | {"after": "가" * 2001}, "가가가", "after: 너무 깁니다"),
        ("correction", {**CORRECTION, "record": "_No response_", "page": "https://naru.example.org/"}, "https://naru", "어느 기록인지 알 수 없습니다"),
        ("source", SOURCE | {"source_kind": "rumour"}, "rumour", "kind: 정해진 낱말이 아닙니다"),
        ("source", SOURCE | {"source_lang": "english"}, "english", "lang: 정해진 모양이 아닙니다"),
    ],
)  # fmt: skip
def test_a_faulty_answer_is_told_at_its_line(
    form: str, answers: dict[str, str], at: str, said: str, toy_catalog: Catalog
) -> None:
    text = body(form, answers)
    problems = refused(text, toy_catalog)
    (problem,) = (problem for problem in problems if said in problem.message)
    assert (problem.path, problem.line) == ("issue", line_of(text, at)), problems


def test_all_faults_come_at_once_and_nothing_is_written(root: Path) -> None:
    before = files(root)
    faulty = {"talk_start": "x", "video": "x", "speakers": "김둘", "source_url": "x", "source_date": "x"}
    status, told = say(root, body("session", TALK | faulty))
    assert status == 1
    names = [line.split(": ")[1] for line in told.splitlines() if line.startswith("issue:")]
    assert names == ["start", "speakers", "video", "url", "date"]
    status, told = say(root, json.dumps({"number": 3, "body": body("session", TALK | {"summary": "\udc80"})}))
    assert status == 1
    assert "U+DC80" in told
    assert files(root) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "issue:1:1: 이슈 양식의 답이 아닙니다"),
        ("### 무엇\n\n글", "이슈 양식의 답이 아닙니다"),
        ("{", "이슈의 JSON이 아닙니다"),
        ('{"body": 3}', "이슈 양식의 답이 아닙니다"),
        ('{"number": "x", "body": ""}', "이슈의 JSON이 아닙니다"),
        ('{"body": ' + "[" * 100_000, "이슈의 JSON이 아닙니다"),
        ("### 발표 제목\n\n" + "가" * 70_000, "이슈가 너무 깁니다"),
        ("### 발표 제목", "title: 꼭 있어야 합니다"),
    ],
)
def test_what_is_no_form_is_refused(text: str, said: str, toy_catalog: Catalog) -> None:
    told = "\n".join(map(str, refused(text, toy_catalog)))
    assert said in told, told[:500]
    assert len(told) < 3_000


@pytest.mark.parametrize("attack", texts(), ids=lambda attack: attack.id)
def test_a_hostile_text_is_only_words(attack: Text, toy_catalog: Catalog) -> None:
    """In every answer that takes text; what the issue's record holds is what was written."""
    answers = TALK | dict.fromkeys(("talk_title", "summary", "source_title", "source_publisher"), attack.text)
    issue = read_issue(body("session", answers))
    made = made_of(toy_catalog, issue, *read_answers(issue), "2032-03-10")
    (talk,) = (record.data for record in made.records if record.model is Session)
    assert (talk["title"], talk["summary"]) == (attack.text, attack.text)


def test_answers_can_be_set_by_the_maintainer(root: Path) -> None:
    (root / "issue.md").write_text(
        body("session", TALK | {"talk_id": "_No response_", "talk_title": "한글뿐"}), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "scripts/sessions.py", "from-issue", "issue.md", "--set", "talk_id=only-korean", "--set", "speakers=구름"],
        cwd=root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert load_catalog(root).of(Session)["only-korean"].speakers[0].person == "gu-reum"
    status, told = say(root, body("session", TALK), "--set", "title=x")
    assert status == 2
    assert "물음: talk_title, talk_id" in told


def test_the_link_of_a_page_fills_the_form(root: Path) -> None:
    """`잘못 알리기` names a form that is there, only questions that it asks, and the record and address of its page."""
    done = door(
        root, "build", REPO_URL="https://github.com/naru/record", SITE_URL="https://naru.example.org/sub/"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    catalog = load_catalog(root)
    asked = {ask.id for form in FORMS if form.name == "correction" for ask in form.asks}
    linked = {}
    for path in sorted((root / "site").rglob("index.html")):
        tree = HTMLParser(path.read_text(encoding="utf-8"))
        link = next((a for a in tree.css("footer.record a") if a.text() == "잘못 알리기"), None)
        if link is None:
            continue
        address = urlsplit(link.attributes["href"] or "")
        assert (address.netloc, address.path) == ("github.com", "/naru/record/issues/new")
        told = dict(parse_qsl(address.query, strict_parsing=True, keep_blank_values=True))
        assert (FOLDER / told.pop("template")).is_file()
        assert told.pop("title").startswith("사실 정정: ")
        assert told.keys() <= asked
        here = path.relative_to(root / "site").parent.as_posix().removeprefix(".")
        assert told["page"] == f"https://naru.example.org/sub/{here}{'/' if here else ''}"
        linked[told["page"]] = told["record"]
    pages = {
        entry.address: "/".join(entry.key)
        for kinds in catalog.entries.values()
        for entry in kinds.values()
        if "#" not in entry.address
    }
    assert {
        page.removeprefix("https://naru.example.org/sub/"): record
        for page, record in linked.items()
        if record
    } == pages
    assert "" in linked.values()
