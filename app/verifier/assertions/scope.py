"""Which web addresses are an issuer's, so that what lies there is the issuer's word.

Without instructions in its profile: those of the same origin as the profile's own id. `startsWith` and `allowedOrigins` say it
otherwise; an address must fit each of the two that is there. An address that is written in two ways at once (dot segments, a user
name, other characters than RFC 3986 has) is nobody's.

Spec: Open Badges 2.0, VerificationObject, https://www.imsglobal.org/spec/ob/v2p0#VerificationObject; HostedBadge Verification
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from app.model.secured import Document
from app.verifier.liberal import names, thing

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>\d{1,5}))?(?P<path>/[^?#]*)?(?:\?[^#]*)?(?:#.*)?", re.ASCII | re.IGNORECASE
)
_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_STEPS = re.compile(r"[/\\]")
_PORTS = {"https": "443", "http": "80"}

Origin = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """A web address in parts: origin, host with its port unless that is the usual one, and path."""

    origin: Origin
    authority: str
    path: str


def in_scope(address: str, profile: Document) -> bool:
    """Return whether an assertion at that address is the issuer's word, by the issuer's own profile."""
    beginnings, hosts = _instructions(profile)
    place = _place(address)
    if place is None:
        return False
    if not beginnings and not hosts:
        return place.origin == _origin(profile.get("id"))
    begins = not beginnings or any(_begins(address, place, beginning) for beginning in beginnings)
    return begins and (not hosts or place.authority in hosts)


def on_hosts(address: str, profile: Document) -> bool:
    """Return whether an address is on a host that the issuer's profile is on, or names as one of its own."""
    beginnings, hosts = _instructions(profile)
    place = _place(address)
    if place is None:
        return False
    return place.authority in hosts or place.origin in {_origin(profile.get("id")), *map(_origin, beginnings)}


def _instructions(profile: Document) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the beginnings and the hosts that a profile names; a host may be written as an origin."""
    instructions = thing(profile.get("verification"))
    hosts = (_host(name) for name in names(instructions.get("allowedOrigins")))
    return names(instructions.get("startsWith")), frozenset(hosts)


def _host(name: str) -> str:
    place = _place(name)
    return place.authority if place is not None else name.lower()


def _begins(address: str, place: _Place, beginning: str) -> bool:
    """Return whether an address begins so: on the same origin, for `https://issuer.example` begins many another host's name too."""
    start = _place(beginning)
    return start is not None and start.origin == place.origin and (address.startswith(beginning) or start.path == "/")


def _origin(address: object) -> Origin | None:
    place = _place(address)
    return place.origin if place is not None else None


def _place(address: object) -> _Place | None:
    if not isinstance(address, str) or not _CHARACTERS.fullmatch(address):
        return None
    parts = _URL.fullmatch(address)
    if parts is None or any(step in {".", ".."} for step in _STEPS.split(unquote(parts["path"] or ""))):
        return None
    scheme, host = parts["scheme"].lower(), parts["host"].lower()
    usual = _PORTS[scheme]
    port = parts["port"] or usual
    return _Place((scheme, host, port), host if port == usual else f"{host}:{port}", parts["path"] or "/")
