"""What may stand in a built page, read as a browser reads it: nothing that runs, loads or covers and is not the theme's.

Every page carries a policy that stops most of it in the browser (theme/page.html); here it stops before it is published.
"""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from builder.problems import found

# What holds another document, hides or covers the page, or moves its addresses: nowhere.
_NOWHERE = (
    "style, base, iframe, frame, frameset, object, embed, applet, template, math, video, audio, dialog, marquee, textarea, "
    "select, plaintext, xmp, noembed, noframes, foreignObject, animate, animateMotion, animateTransform, set"
)
_NOT_IN_TEXT = "script, form, meta, link, noscript"
# Of these the theme has its own outside the text: as many as on its page for addresses that there are not.
OF_THEME = ("form", "noscript", "body meta", "body link")
_ATTRIBUTES = ("style", "action", "formaction", "srcdoc", "name^='__'")
# What a browser loads by itself, or calls on a click besides the link: (selector, attribute).
_LOADS = (
    *((f"[{name}]", name) for name in ("src", "srcset", "poster", "data", "background", "ping", "manifest")),
    *((f"{tag}[href]", "href") for tag in ("link", "image", "use", "feImage")),
)
_NOT_LOADED = ("canonical", "alternate", "edit")
_RARE = re.compile(r"[\s\"'/](?:on[a-z]+|xlink:href)\s*=", re.IGNORECASE)
_DATA = ("application/json", "application/ld+json")
_POLICY = {"default-src": "'none'", "script-src": "'self'", "base-uri": "'none'", "form-action": "'none'"}


def markup_faults(tree: LexborHTMLParser, raw: str, own: Mapping[str, int]) -> Iterator[str]:
    """What is wrong with a page, each as a sentence; `own` says how many of OF_THEME it may have outside its text."""
    headings = len(tree.css("h1"))
    if headings != 1:
        yield f"h1이 하나여야 합니다 {found(headings)}"
    yield from _tag_faults(tree, own)
    yield from _attribute_faults(tree, raw)
    yield from _script_faults(tree)
    for selector, attribute in _LOADS:
        for node in tree.css(selector):
            value = node.attributes.get(attribute) or ""
            if calls_out(attribute, value) and node.attributes.get("rel") not in _NOT_LOADED:
                yield f"바깥에서 불러오는 것이 있습니다 {found(value)}"
    if not _is_guarded(tree):
        yield "보안 정책(Content-Security-Policy)이 맨 앞에 없거나 느슨합니다"


def own_tags(tree: LexborHTMLParser) -> Mapping[str, int]:
    """How many of OF_THEME a page has outside its text."""
    text = tree.css_first("article")
    return {tag: len(tree.css(tag)) - len(text.css(tag) if text else ()) for tag in OF_THEME}


def _tag_faults(tree: LexborHTMLParser, own: Mapping[str, int]) -> Iterator[str]:
    text = tree.css_first("article")
    for node in (*tree.css(_NOWHERE), *(text.css(_NOT_IN_TEXT) if text else ())):
        yield f"본문에 쓸 수 없는 태그입니다 {found(node.tag)}"
    for node in text.css("[id^='__']") if text else ():
        yield f"본문에 쓸 수 없는 id입니다 {found(node.attributes['id'])}"
    for tag, count in own_tags(tree).items():
        if count > own[tag]:
            yield f"테마의 것이 아닌 태그입니다 {found(tag)}"


def _attribute_faults(tree: LexborHTMLParser, raw: str) -> Iterator[str]:
    text = tree.css_first("article")
    for name in _ATTRIBUTES:
        for node in tree.css(f"[{name}]") if "^" not in name else text.css(f"[{name}]") if text else ():
            yield f"쓸 수 없는 속성입니다 {found(name)} {found(node.tag)}"
    # Only where the raw text looks like it is the tree walked: walking every node of every page is slow.
    for node in tree.css("*") if _RARE.search(raw) else ():
        for name in node.attributes:
            if name.lower().startswith("on"):
                yield f"이벤트 속성이 있습니다 {found(name)}"
            elif name.lower() == "xlink:href":
                yield f"쓸 수 없는 속성입니다 {found(name)}"


def _script_faults(tree: LexborHTMLParser) -> Iterator[str]:
    """No script stands in a page; one in a file is the site's own; data is data."""
    for node in tree.css("script"):
        kind, source = node.attributes.get("type"), node.attributes.get("src")
        if source is not None:
            parts = urlsplit(source)
            if "assets/" not in parts.path or not parts.path.endswith(".js"):
                yield f"알지 못하는 스크립트입니다 {found(source)}"
        elif kind not in _DATA:
            yield f"알지 못하는 스크립트입니다 {found(node.text())}"
        elif not _is_data(kind, node.text()):
            yield f"읽을 수 없는 자료입니다 {found(node.text())}"


def _is_data(kind: str, text: str) -> bool:
    """Whether it is JSON; for search engines, one object that names its vocabulary."""
    try:
        read = json.loads(text)
    except ValueError:
        return False
    return kind == _DATA[0] or (isinstance(read, dict) and "@context" in read)


def _is_guarded(tree: LexborHTMLParser) -> bool:
    """Whether the policy stands before everything that it governs, and lets nothing run but the site's own files.

    https://www.w3.org/TR/CSP3/#meta-element
    """
    first = tree.css_first("script, link, style, img, meta[http-equiv='Content-Security-Policy']")
    text = first.attributes.get("content") or "" if first and first.tag == "meta" else ""
    parts = (part.split(None, 1) for part in text.split(";") if part.strip())
    policy = {part[0]: part[-1].strip() for part in parts}
    return policy.items() >= _POLICY.items() and "unsafe" not in text


def calls_out(attribute: str, value: str) -> bool:
    """Whether a browser that meets the attribute asks another host."""
    if attribute == "srcset":
        return "//" in value
    parts = urlsplit(value.strip())
    return bool(parts.netloc or parts.scheme) and parts.scheme != "data"
