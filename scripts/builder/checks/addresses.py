"""Rules of what was published: no address vanishes, and what moved leads somewhere."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from builder.addresses import Addresses, record_at
from builder.catalog import Catalog
from builder.models.redirects import Redirect
from builder.models.values import ADDRESS
from builder.problems import Problem, near, say

Spot = tuple[str, int]  # file and line
REDIRECTS = "sessions/redirects.yml"
FORM = re.compile(ADDRESS, re.ASCII)
FEW = 50  # addresses among which one named like a lost one is looked for


def check_ledger(catalog: Catalog) -> Iterator[Problem]:
    """한번 공개한 주소(addresses.txt)는 없어지지 않습니다. 이름을 바꾸거나 내리면 redirects.yml에 대신 볼 주소를 적습니다."""
    if not catalog.unread:
        yield from find_lost(Addresses(catalog), catalog.ledger)


def check_addresses_since(before: Catalog, after: Catalog) -> Iterator[Problem]:
    """앞선 판에 있던 주소는 addresses.txt에 아직 없더라도 공개한 것입니다."""
    published = filter(FORM.fullmatch, Addresses(before).published)
    yield from find_lost(Addresses(after), dict.fromkeys(published, (REDIRECTS, 1)))


def check_redirects(catalog: Catalog) -> Iterator[Problem]:
    """redirects.yml의 old는 지금 없는 주소, new는 있는 주소여야 하고, 옮긴 길은 되돌아오지 않아야 합니다."""
    addresses = Addresses(catalog)
    for redirect in catalog.redirects if not catalog.unread else ():
        yield from _old(addresses, redirect)
        yield from _new(addresses, redirect)


def _old(addresses: Addresses, redirect: Redirect) -> Iterator[Problem]:
    wrong, mend = "", ""
    page, hash_sign, _ = redirect.old.partition("#")
    if redirect.old in addresses.live:
        wrong, mend = "지금 있는 주소입니다", "이 옮김을 지우거나 그 기록의 id를 바꿔 주세요"
    elif hash_sign and page not in addresses.live and page not in addresses.redirects:
        wrong, mend = f"이 자리가 있던 페이지 {page} 가 없습니다", "그 페이지의 옮김을 먼저 적어 주세요"
    elif hash_sign and not record_at(redirect.old):
        known = [address for address in addresses.live if "#" in address]
        wrong, mend = (
            "기록의 자리가 아닙니다",
            f"{near(redirect.old, known)} 기록의 주소를 적어 주세요".strip(),
        )
    if wrong:
        yield addresses.catalog.problem(redirect.key, ("old",), wrong, mend, redirect.old)


def _new(addresses: Addresses, redirect: Redirect) -> Iterator[Problem]:
    wrong, mend = "", ""
    way = addresses.way(redirect.old)
    if redirect.new not in addresses.live and addresses.step(redirect.new) is None:
        wrong = "없는 주소입니다"
        mend = f"{near(redirect.new, addresses.live)} 지금 있는 기록이나 목록의 주소를 적어 주세요".strip()
    elif way[0] == way[-1] == min(way) and len(way) > 1:
        wrong, mend = f"옮긴 길이 되돌아옵니다: {' → '.join(way)}", "한 곳은 지금 있는 주소로 고쳐 주세요"
    if wrong:
        yield addresses.catalog.problem(redirect.key, ("new",), wrong, mend, redirect.new)


def find_lost(addresses: Addresses, published: Mapping[str, Spot]) -> Iterator[Problem]:
    """A problem, at its spot, for every published address that is no more and has no redirect, with the line to add."""
    gone = [a for a in published if a not in addresses.live and a not in addresses.redirects]
    pages = {*gone, *addresses.redirects}
    lost = [a for a in gone if "#" not in a or a.partition("#")[0] not in pages]
    left, young = _by_kind(lost), _by_kind(a for a in addresses.live if lost and a not in published)
    for address in lost:
        if not FORM.fullmatch(address):
            mend = "sessions.py ledger 로만 적는 파일입니다. 이 줄을 지워 주세요"
            yield Problem(*published[address], 1, say("", "주소가 아닌 줄입니다", mend, address))
            continue
        kind = _kind(address)
        heir = _heir(address, young[kind], alone=len(left[kind]) == 1)
        line = f"- {{old: {address}, new: {heir or _above(addresses, address)}, why: {'이름을 바꾸었다' if heir else '내린 까닭'}}}"
        mend = f"되돌리거나, {_where(addresses)} 이 줄을 적어 주세요(new와 why가 맞는지 보고): {line}"
        yield Problem(*published[address], 1, say("", "공개한 주소가 없어졌습니다", mend, address))


def _where(addresses: Addresses) -> str:
    if addresses.redirects:
        return f"{REDIRECTS}의 redirects: 아래에"
    return f"{REDIRECTS}을 만들어 첫 줄에 redirects: 를, 그 아래에"


def _kind(address: str) -> str:
    """What all addresses of a kind begin with: "causes/fire/" -> "causes/", "glossary/#t-fire" -> "glossary/#t-"."""
    page, hash_sign, anchor = address.partition("#")
    return f"{page}#{anchor.partition('-')[0]}-" if hash_sign else page[: page.rstrip("/").rfind("/") + 1]


def _by_kind(addresses: Iterable[str]) -> Mapping[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        kinds[_kind(address)].append(address)
    return kinds


def _heir(address: str, young: list[str], *, alone: bool) -> str | None:
    """The new address of a lost one: of those of its kind the nearest in name, or one for one."""
    if alone and len(young) == 1:
        return young[0]
    names = {other[len(_kind(other)) :]: other for other in young[:FEW]}
    close = get_close_matches(address[len(_kind(address)) :], names, n=1)
    return names[close[0]] if close else None


def _above(addresses: Addresses, address: str) -> str:
    """The nearest page above a lost address that is there."""
    page = address.partition("#")[0] if "#" in address else _kind(address)
    while page and page not in addresses.live:
        page = _kind(page)
    return page or "sessions/"
