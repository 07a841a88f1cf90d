"""`schema`: the JSON Schemas of the repository, made to follow the models."""

import argparse
from pathlib import Path

from builder.exports.schema import to_schemas
from commands import Parsers


def add(parsers: Parsers) -> None:
    parsers.add_parser("schema", help="모델에서 schemas/*.json을 만듭니다").set_defaults(do=run)


def run(root: Path, _: argparse.Namespace) -> None:
    (root / "schemas").mkdir(exist_ok=True)
    for name, text in to_schemas().items():
        (root / "schemas" / name).write_text(text, encoding="utf-8")
    print("schemas/ 를 모델에 맞췄습니다.")
