"""`schema`: the JSON Schemas of the repository, made to follow the models."""

import argparse
from pathlib import Path

from builder.exports.schema import to_schemas
from builder.files import write_files
from commands import Parsers


def add(parsers: Parsers) -> None:
    parsers.add_parser("schema", help="모델에서 schemas/*.json을 만듭니다").set_defaults(do=run)


def run(root: Path, _: argparse.Namespace) -> None:
    write_files(root, {f"schemas/{name}": text.encode() for name, text in to_schemas().items()})
    print("schemas/ 를 모델에 맞췄습니다.")
