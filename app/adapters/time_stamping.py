"""Asks a time-stamping authority: a digest goes out, a signed statement of when it was seen comes back. Nothing else is told to it.

What comes back is tested before it is used: a seal with a time-stamp that does not hold would be worth less than one without.

Spec: RFC 3161 §2.4 (request and response), §3.4 (over HTTP)
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import cms, core, tsp

from app.crypto.time_stamps import time_stamp_of
from app.errors import DocumentError, EvidenceError, ProofError, TimeStampUnavailable

NONCE_BITS = 64
_GRANTED = frozenset({"granted", "granted_with_mods"})
_TROUBLE = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What asn1crypto raises for bytes that are not what they should be; it reads on demand, so each reading may."""

Post = Callable[[str, bytes], bytes]
"""Posts a request for a time-stamp to an address and returns the response; raises EvidenceError."""


@dataclass(frozen=True, slots=True)
class TimeStampAuthority:
    """One authority. `anchors` are the certificates (DER) under which its own must be; none: whoever answers at that address will do."""

    url: str
    post: Post
    anchors: tuple[bytes, ...] = ()
    draw: Callable[[int], int] = secrets.randbits

    def time_stamp(self, covered: bytes) -> bytes:
        """Return the token (DER) over the SHA-256 of `covered`.

        Raises:
            TimeStampUnavailable: no answer, a refusal, a token over something else or of another request, one whose signature does
                not hold, or one of an authority that is not under the anchors.
        """
        nonce = self.draw(NONCE_BITS)
        try:
            answer = self.post(self.url, _request(covered, nonce))
        except EvidenceError as error:
            raise TimeStampUnavailable(f"the time-stamping authority cannot be asked: {error.detail}") from error
        token = _granted_token(answer, nonce)
        try:
            made = time_stamp_of(token, covered, self.anchors)
        except (DocumentError, ProofError) as error:
            raise TimeStampUnavailable(f"the time-stamping authority answered with no time-stamp of ours: {error.detail}") from error
        if self.anchors and not made.trusted:
            found = f"{made.authority!r} ({made.trouble})"
            raise TimeStampUnavailable(f"expected a time-stamping authority under PROSCENIUM_TSA_ANCHORS, found {found}")
        return token


def _request(covered: bytes, nonce: int) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(covered).digest()}
    return bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}).dump())


def _granted_token(answer: bytes, nonce: int) -> bytes:
    """Return the token in a response that grants one for this very request. Raises TimeStampUnavailable."""
    try:
        parts = core.SequenceOf.load(answer, strict=True, spec=core.Any)  # a refusal has no token, which TimeStampResp does not know
        status = parts[0].parse(tsp.PKIStatusInfo)["status"].native
        token = parts[1].parse(cms.ContentInfo) if status in _GRANTED else None
        said = token["content"]["encap_content_info"]["content"].parsed["nonce"].native if token else None
    except _TROUBLE as error:
        raise TimeStampUnavailable("expected a response of RFC 3161 from the time-stamping authority, found something else") from error
    if token is None:
        raise TimeStampUnavailable(f"the time-stamping authority refuses: {status}")
    if said != nonce:
        raise TimeStampUnavailable("expected the time-stamp that was asked for, found one of another request")
    return bytes(token.dump())
