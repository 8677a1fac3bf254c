"""did:web: the document lies on the web server that the DID names.

Ours are made here too: a public address becomes the DID whose document it serves.

Spec: did:web method specification §2–3, https://w3c-ccg.github.io/did-method-web/
"""

import re
from urllib.parse import urlsplit

from app.dids.method import DidMethod, identifier_of
from app.errors import ConfigurationError, DidNotResolved

_NAME = "web"
_LOCALHOST = "localhost"
_MAX_HOST = 253
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_ADDRESS_LABEL = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)  # a last label that a client may read as part of an IPv4 address
_PORT = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_MAX_PORT = 65_535
_AUTHORITY = re.compile(r"(?P<host>[^%]+)(?:%3a(?P<port>[^%]+))?")
_SEGMENT = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._-]+", re.ASCII)


def did_of_url(public_url: str, *segments: str) -> str:
    """Return the DID whose document is served below `public_url`: `http://localhost:8000` gives `did:web:localhost%3A8000`.

    Args:
        public_url: `https://host[:port][/path]`; `http://` only for localhost, whose DID is the same with both.
        segments: further path segments below it.

    Raises:
        ConfigurationError: an address that did:web cannot name (an IP address, a query, another scheme …).
    """
    try:
        parts = urlsplit(public_url)
    except ValueError as error:
        raise ConfigurationError(f"{public_url!r} is not an address") from error
    host, colon, port = parts.netloc.lower().partition(":")
    path = [*(part for part in parts.path.split("/") if part), *segments]
    if parts.scheme not in {"https", _scheme(host)} or parts.query or parts.fragment:
        raise ConfigurationError(f"{public_url!r}: expected https://<name>[:port][/path], or http://localhost[:port]")
    if not _is_host(host) or (colon and not _is_port(port)) or not _is_path(path):
        raise ConfigurationError(f"{'/'.join([public_url, *segments])!r}: expected a host name (no IP address) and a plain path")
    return ":".join(["did", _NAME, host + ("%3A" + port if colon else ""), *path])


def url_of_did(did: str) -> str:
    """Return the address of the DID's document: https, but http for localhost, where only our own store answers.

    Raises:
        DidNotResolved: not a did:web, or one that names an IP address or an impossible path.
    """
    authority, *path = identifier_of(did, _NAME).split(":")
    match = _AUTHORITY.fullmatch(authority.lower())
    if match is None or not _is_host(match["host"]) or (match["port"] and not _is_port(match["port"])):
        raise DidNotResolved(f"{did!r}: expected a host name, and %3A before a port; IP addresses are not allowed")
    if not _is_path(path):
        raise DidNotResolved(f"{did!r}: a path segment that cannot stand in an address")
    port = f":{match['port']}" if match["port"] else ""
    return f"{_scheme(match['host'])}://{match['host']}{port}/{'/'.join(path or ['.well-known'])}/did.json"


def _scheme(host: str) -> str:
    return "http" if host == _LOCALHOST or host.endswith("." + _LOCALHOST) else "https"


def _is_host(host: str) -> bool:
    labels = host.split(".")
    if len(host) > _MAX_HOST or _ADDRESS_LABEL.fullmatch(labels[-1]):
        return False
    return all(_LABEL.fullmatch(label) for label in labels)


def _is_port(port: str) -> bool:
    return _PORT.fullmatch(port) is not None and int(port) <= _MAX_PORT


def _is_path(segments: list[str]) -> bool:
    return all(_SEGMENT.fullmatch(segment) for segment in segments)


WEB = DidMethod(_NAME, document_url=url_of_did)
