"""What `tests/hostile/` holds: every attack in a file of its own, with what it tries and what has to come of it.

A text (`what`, `text`) is what a stranger may write into any field: it is accepted, and shown exactly as it was
written. `unlocked` says what a browser does with it where nothing stands against it: it `runs`, or `calls` another
host; `shown` is how the small Markdown shows it, where that differs.

A file begins with `#? what it tries` and `# at: where it stands` (below sessions/); `# as:` says how it is made where it
is not what follows. A line that ends in `#! a part of the message` is refused so, as in tests/bad/; a file that is
made is refused at its first line.
"""

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

from builder.problems import printable
from builder.reference.attacks import Family, Refused, Tried
from toy import ROOT, TOY

HOSTILE = ROOT / "tests" / "hostile"
FAMILIES = {
    "markup": "HTML과 스크립트", "address": "링크의 주소", "markdown": "Markdown과 템플릿", "format": "다른 형식에서 빠져나오기",
    "yaml": "YAML", "character": "보이지 않는 글자와 제어 글자", "id": "id", "place": "파일의 이름과 자리", "url": "바깥 주소",
    "retired": "옮긴 주소와 공개한 주소의 목록",
}  # fmt: skip
Said = tuple[int, str]  # a line, and a part of what is said of it


@dataclass(frozen=True)
class Text:
    """A text that means something to some reader, and must not."""

    family: str
    name: str
    what: str
    text: str
    shown: str
    unlocked: str = ""

    @property
    def id(self) -> str:
        return f"{self.family}-{self.name}"


@dataclass(frozen=True)
class Attack:
    """A file that must be refused: its own path, what it tries, where it stands below sessions/, how it is made."""

    file: Path
    what: str
    at: str
    made: str

    @property
    def family(self) -> str:
        return self.file.parent.name

    @property
    def path(self) -> str:
        return f"sessions/{self.at}"

    @property
    def expected(self) -> list[Said]:
        """What is said of it, in order of its lines."""
        skipped = len(_toy(self.at).split("\n")) - 1 - _HEAD if self.made == "added" else 0
        if self.made.startswith("changed"):
            old, _ = json.loads(self.made.partition(" ")[2])
            skipped = _toy(self.at).split(old)[0].count("\n")
        lines = _raw(self.file).split("\n")
        return [
            (number + skipped, said.strip())
            for number, line in enumerate(lines, 1)
            for said in line.split("#!")[1:]
        ]

    def put(self, root: Path) -> None:
        """Makes the file below `root/sessions`."""
        target = root / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        how, _, rest = self.made.partition(" ")
        raw = _raw(self.file)
        if how == "link":
            target.symlink_to(rest)
        elif how == "pipe":
            os.mkfifo(target)
        elif how == "utf-16":
            target.write_bytes(raw.encode("utf-16"))
        elif how == "bytes":
            target.write_bytes(raw.encode().replace(b"@@", bytes.fromhex(rest)))
        elif how == "added":
            target.write_text(
                _toy(self.at) + "".join(raw.splitlines(keepends=True)[_HEAD:]), "utf-8", newline=""
            )
        elif how == "changed":
            old, new = json.loads(rest)
            assert _toy(self.at).count(old) == 1
            target.write_text(_toy(self.at).replace(old, new), "utf-8")
        elif how == "repeated":
            count, start, part = json.loads(rest)
            target.write_text(start + part * count, "utf-8", newline="")
        else:
            target.write_bytes(self.file.read_bytes())


_HEAD = 3  # lines that tell of a file which is added to another


def _raw(file: Path) -> str:
    return file.read_bytes().decode()


def _toy(at: str) -> str:
    return (TOY / "sessions" / at).read_text("utf-8")


def texts() -> tuple[Text, ...]:
    """Every text, by family and name."""
    found = []
    for file in sorted(HOSTILE.glob("*/*.yml")):
        if not (raw := _raw(file)).startswith("#?"):
            told = yaml.load(raw, Loader=yaml.BaseLoader)
            found.append(Text(file.parent.name, file.stem, **{"shown": told["text"]} | told))
    return tuple(found)


def attacks() -> tuple[Attack, ...]:
    """Every file, by family and name."""
    found = []
    for file in sorted(HOSTILE.glob("*/*.yml")):
        if head := re.match(r"#\? (.*?)(?: #!.*)?\n# at: (.*)\n(?:# as: (.*)\n)?", _raw(file)):
            at = json.loads(head[2]) if head[2].startswith('"') else head[2]
            found.append(Attack(file, head[1], at, head[3] or ""))
    return tuple(found)


def families() -> tuple[Family, ...]:
    """All of them as the page of attacks tells them."""
    return tuple(
        Family(
            name,
            [Tried(text.what, text.text, text.unlocked) for text in texts() if text.family == family],
            [
                Refused(attack.what, printable(attack.at), attack.expected[0][1])
                for attack in attacks()
                if attack.family == family
            ],
        )
        for family, name in FAMILIES.items()
    )


def toy_with(attack: Attack, root: Path) -> None:
    """The toy's records with the attack among them, in `root`."""
    shutil.copytree(TOY / "sessions", root / "sessions")
    attack.put(root)
