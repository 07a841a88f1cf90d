"""Makes the font of the cards (`make font`) from Debian's fonts-noto-cjk; run where the cards need a character it lacks.

It is Noto Sans CJK KR Bold with Latin, signs, every syllable of Hangul and the Hanja of KS X 1001. Its sign for a
missing character is empty and has no width: what the font lacks leaves neither a box nor a gap.
"""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from builder.cards.drawing import FONT

ORIGIN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
KOREAN = 1  # its place in the collection
BLOCKS = (
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x0370, 0x03FF), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF),
    (0x2100, 0x24FF), (0x25A0, 0x266F), (0x3000, 0x30FF), (0x3131, 0x318E), (0x3200, 0x33FF), (0xAC00, 0xD7A3),
    (0xFF01, 0xFFEE),
)  # fmt: skip


def hanja() -> Iterator[int]:
    for first in range(0xCA, 0xFE):
        for second in range(0xA1, 0xFF):
            yield ord(bytes((first, second)).decode("euc_kr"))


def main() -> int:
    if not ORIGIN.is_file():
        print(f"{ORIGIN} 가 없습니다. apt-get install fonts-noto-cjk 를 먼저 실행해 주세요", file=sys.stderr)
        return 2
    font = TTFont(ORIGIN, fontNumber=KOREAN, recalcTimestamp=False)
    options = Options(
        layout_features=[], hinting=False, notdef_outline=False, name_IDs=[0, 1, 2, 4, 6, 13, 14]
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=chain(hanja(), *(range(first, last + 1) for first, last in BLOCKS)))
    subsetter.subset(font)
    font["hmtx"].metrics[".notdef"] = (0, 0)
    font.save(FONT)
    print(f"{FONT.name}: {len(font.getBestCmap())}자, {FONT.stat().st_size:,}바이트")
    return 0


if __name__ == "__main__":
    sys.exit(main())
