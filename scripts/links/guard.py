"""Which machines may be asked: none of an inner network, whatever an address or a redirect says.

A name is looked up once, each of its addresses must be one of the open internet, and the connection then goes to the
very address that was looked at.
"""

import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an address of the old internet in one of the new


class NotAsked(Exception):
    """An address that must not be asked."""


def looked_up(host: str, port: int, *, local: bool) -> str:
    """The address to connect to. Raises NotAsked where any that the name has is not of the open internet."""
    if host == "localhost" or host.endswith(".localhost"):
        found = ["127.0.0.1"]  # https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    else:
        found = [str(told[4][0]) for told in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not local and not all(map(is_open, found)):
        raise NotAsked("안쪽 망의 주소라 묻지 않았습니다")
    return min(found, key=lambda address: ":" in address)  # GitHub's machines have no IPv6


def is_open(address: str) -> bool:
    """Whether it is an address of the open internet, and hides none that is not.

    >>> [is_open(a) for a in ("192.0.43.8", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False, False]
    """
    told = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(told, ipaddress.IPv6Address):
        if told.ipv4_mapped:
            return is_open(str(told.ipv4_mapped))
        if told.sixtofour or told.teredo or told in _NAT64:
            return False
    return told.is_global and not told.is_multicast
