"""What stands beside a JAdES seal, unsigned by it: time-stamps, certificates, and what says that these were not revoked.

Nothing of it is believed for standing there: each part is signed by somebody else, and judged by that.

Spec: ETSI TS 119 182-1 §5.3 (unsigned header parameters, `etsiU`)
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from app.crypto.encodings import decode_base64url, encode_base64url
from app.errors import DocumentError, MalformedProof, TooComplex
from app.model.secured import Document
from app.proofs.jades_header import octets_of, tokens_of
from app.schemas.strict_json import JsonLimits, read_object

MOST_COMPONENTS = 32
MOST_TIME_STAMPS = 8
MOST_CERTIFICATES = 64
MOST_CRLS = 16
MOST_OCSP_RESPONSES = 32

_WHERE = "etsiU"
_LIMITS = JsonLimits(max_bytes=5 * 1024 * 1024, max_depth=8, max_nodes=16_384)


@dataclass(frozen=True, slots=True)
class SealEvidence:
    """What was put beside a seal, all of it DER.

    time_stamps: RFC 3161 tokens over the signature's base64url text. certificates: any that may be of use.
    crls, ocsp_responses: signed lists and answers about revocation.
    """

    time_stamps: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()


def read_evidence(unprotected: Any) -> SealEvidence:
    """Return what the unprotected header of a seal holds; kinds of evidence that we have no use for are passed over.

    Raises:
        MalformedProof: another member than `etsiU`, or a component that is garbled. DocumentError: no JSON object. TooComplex: more
            than anybody needs.
    """
    if not isinstance(unprotected, dict) or unprotected.keys() - {"etsiU"}:
        raise MalformedProof("expected an unprotected seal header with nothing but etsiU, found another")
    components = unprotected.get("etsiU", [])
    if not isinstance(components, list):
        raise MalformedProof(f"{_WHERE}: expected a list, found another value")
    _check_amount(len(components), MOST_COMPONENTS, "components")
    found = _Found([], [], [], [])
    for name, value in _named(components):
        reader = _READERS.get(name)
        if reader is not None:
            reader(value, found)
    found.check_amounts()
    return SealEvidence(tuple(found.time_stamps), tuple(found.certificates), tuple(found.crls), tuple(found.ocsp_responses))


def write_time_stamp(token: bytes) -> str:
    """Return the component of `etsiU` that holds one token (DER) over the signature."""
    value = base64.b64encode(token).decode("ascii")
    return encode_base64url(orjson.dumps({"sigTst": {"tstTokens": [{"val": value}]}}))


@dataclass(frozen=True, slots=True)
class _Found:
    """What has been found so far."""

    time_stamps: list[bytes]
    certificates: list[bytes]
    crls: list[bytes]
    ocsp_responses: list[bytes]

    def check_amounts(self) -> None:
        """Raises TooComplex."""
        _check_amount(len(self.time_stamps), MOST_TIME_STAMPS, "time-stamps")
        _check_amount(len(self.certificates), MOST_CERTIFICATES, "certificates")
        _check_amount(len(self.crls), MOST_CRLS, "lists of revoked certificates")
        _check_amount(len(self.ocsp_responses), MOST_OCSP_RESPONSES, "OCSP responses")


def _named(components: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Yield each component: an object with one member, as it is or in base64url."""
    for component in components:
        read = _decoded(component) if isinstance(component, str) else component
        if not isinstance(read, dict) or len(read) != 1:
            raise MalformedProof(f"{_WHERE}: expected objects with one member, found another")
        yield from read.items()


def _decoded(component: str) -> Document:
    try:
        return read_object(decode_base64url(component), _LIMITS)
    except DocumentError as error:
        raise MalformedProof(f"{_WHERE}: {error.detail}") from error


def _read_time_stamps(value: Any, found: _Found) -> None:
    found.time_stamps.extend(tokens_of(value, f"{_WHERE}: sigTst"))


def _read_certificates(value: Any, found: _Found) -> None:
    for each in _listed(value, "xVals"):
        if isinstance(each, dict) and "x509Cert" in each:
            found.certificates.append(octets_of(each["x509Cert"], f"{_WHERE}: x509Cert"))


def _read_revocations(value: Any, found: _Found) -> None:
    if not isinstance(value, dict):
        raise MalformedProof(f"{_WHERE}: rVals: expected an object, found another value")
    for member, values in (("crlVals", found.crls), ("ocspVals", found.ocsp_responses)):
        values.extend(octets_of(each, f"{_WHERE}: {member}") for each in _listed(value.get(member, []), member))


def _read_both(value: Any, found: _Found) -> None:
    if not isinstance(value, dict):
        raise MalformedProof(f"{_WHERE}: expected validation data as an object, found another value")
    _read_certificates(value.get("xVals", []), found)
    _read_revocations(value.get("rVals", {}), found)


def _listed(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedProof(f"{_WHERE}: {where}: expected a list, found another value")
    return value


def _check_amount(amount: int, most: int, what: str) -> None:
    if amount > most:
        raise TooComplex(f"expected at most {most} {what} beside a seal, found {amount}")


_READERS: dict[str, Callable[[Any, _Found], None]] = {
    "sigTst": _read_time_stamps,
    "xVals": _read_certificates,
    "axVals": _read_certificates,
    "rVals": _read_revocations,
    "arVals": _read_revocations,
    "tstVD": _read_both,
    "anyValData": _read_both,
}
"""Archive time-stamps renew what stands before them; we judge at the moment of the first, and need none."""
