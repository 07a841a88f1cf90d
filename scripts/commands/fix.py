"""`check --fix`: mends what is mechanical in the files themselves."""

from pathlib import Path
from typing import TextIO

from builder.document import read_raw
from builder.files import write_files
from builder.mend import mend
from builder.problems import ProblemsFound, printable
from builder.reading import shelved


def fix(root: Path, out: TextIO) -> None:
    """Mends every file that can be read, all of them or none, and says which and what.

    Raises NotUnderstood where the machine does not let them be written.
    """
    files: dict[str, bytes] = {}
    said: list[str] = []
    for path, shelf in shelved(root):
        try:
            text = read_raw(root, path)
        except ProblemsFound:
            continue  # the check that follows says what is wrong with it
        mended = mend(text, shelf.model, shelf.many)
        if mended.kinds:
            files[path] = mended.text.encode()
            said.append(f"{printable(path)}: 고쳤습니다({', '.join(mended.kinds)})")
    write_files(root, files)
    print(*said, f"저절로 고친 파일 {len(files)}개", sep="\n", file=out)
