"""What the YAML reader says of a fault, in an editor's words with the mend.

The reader tells what it had hoped to find; what the editor did shows in the line before the place.
"""

import re

_OPEN = "따옴표나 괄호가 닫히지 않았습니다. 짝을 닫아 주세요"
_START = "이 글자로 값을 시작할 수 없습니다. 값을 큰따옴표로 감싸 주세요"
_INDENT = "앞줄과 들여쓰기가 맞지 않습니다. 앞줄과 칸을 맞춰 주세요"
_CLOSED = (
    "닫는 따옴표나 괄호 뒤에 글이 더 있습니다. "
    "따옴표나 '['로 시작하는 값은 값 전체를 큰따옴표로 감싸 주세요(안의 큰따옴표는 \\\"로)"
)
_COLON = "':'이 뜻밖의 곳에 있습니다. 값에 ': '이 들어가면 값 전체를 큰따옴표로 감싸 주세요"
_GOES_ON = "이 줄이 앞줄의 값에 이어집니다. 앞줄과 칸을 맞추고, 앞줄의 ':' 뒤에 빈칸이 있는지 살펴 주세요"
_ESCAPE = "큰따옴표 안에 쓸 수 없는 '\\' 표기입니다. 작은따옴표로 감싸 주세요"
# A part of what the reader says -> what is said to the editor: where nothing but a key stands before the place
# on its line, and where something does.
_SAID = (
    ("mapping values are not allowed", _GOES_ON, _COLON),
    ("did not find expected key", _INDENT, _CLOSED),
    ("expected <block end>", _INDENT, _CLOSED),
    (
        "could not find expected ':'",
        "이 줄에서 '항목: 값'의 ':'을 찾지 못했습니다. ':'와 빈칸을 넣거나 들여쓰기를 맞춰 주세요",
        None,
    ),
    (
        "did not find expected '-' indicator",
        "목록의 '-'가 앞줄과 맞지 않습니다. '-'를 같은 칸에 맞춰 주세요",
        None,
    ),
    ("unexpected end of stream", _OPEN, None),
    ("found unexpected document indicator", _OPEN, None),
    ("did not find expected ',' or", _OPEN, None),
    ("did not find expected node content", _OPEN, _START),
    ("found character that cannot start any token", _START, None),
    (
        "did not find expected alphabetic or numeric",
        "'*'나 '&'로 시작하는 값입니다. 값을 큰따옴표로 감싸 주세요",
        None,
    ),
    (
        "did not find expected comment or line break",
        "'>'나 '|' 뒤에 글이 있습니다. 글을 다음 줄부터 들여 쓰거나, 값을 큰따옴표로 감싸 주세요",
        None,
    ),
    ("escape c", _ESCAPE, None),
    ("expected hexdecimal", _ESCAPE, None),
    ("expected <document start>", "문서가 끝난 뒤에 글이 더 있습니다. '...' 줄을 지워 주세요", None),
    (
        "block sequence entries are not allowed",
        "목록의 '-'를 여기에 둘 수 없습니다. 목록이면 다음 줄로 내려 들여 쓰고, 글이면 큰따옴표로 감싸 주세요",
        None,
    ),
)


def syntax(told: str, before: str) -> str:
    """The message for what the reader told, with what stands before the place on its line.

    >>> syntax("did not find expected key", "title: '가' ").partition(".")[0]
    'YAML 문법: 닫는 따옴표나 괄호 뒤에 글이 더 있습니다'
    >>> syntax("did not find expected key", " ")
    'YAML 문법: 앞줄과 들여쓰기가 맞지 않습니다. 앞줄과 칸을 맞춰 주세요'
    """
    alone = re.fullmatch(r"\s*[\w-]*", before)
    for english, korean, inside in _SAID:
        if english in told:
            return f"YAML 문법: {korean if alone else inside or korean}"
    return f"YAML 문법이 맞지 않습니다 (읽는 도구의 말: {told[:80]}). 이 줄의 따옴표와 들여쓰기를 살펴 주세요"
