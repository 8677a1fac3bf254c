"""Reads a presentation: with embedded proofs, or in an envelope. A further way to secure one is one row of `_READERS`.

Spec: VC Data Model 2.0 §4.13 (verifiable presentations, enveloped ones); VC-JOSE-COSE 1.0 §3; VC Data Model 1.1 §6.3.1 (claim `vp`)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.errors import MalformedProof, NotRecognised, TooComplex
from app.model.secured import Document, Secured
from app.proofs import cose, data_integrity, presented_proofs, sd_jwt, vc_jwt
from app.proofs.suite import write_json
from app.schemas.strict_json import DEFAULT_LIMITS, JsonLimits, read_object
from app.schemas.verifiable_presentations import PRESENTATION_TYPE, credential_places
from app.verifier.forms import read_presented
from app.verifier.forms.data_urls import ENVELOPED_PRESENTATION, inside_envelope
from app.verifier.liberal import names
from app.verifier.presented import MOST_CANONICALISED, OPEN_BADGES_2, Presented

PRESENTATION: Final = "verifiable-presentation"

MOST_CREDENTIALS = 16
LIMITS = JsonLimits(max_bytes=1024 * 1024, max_depth=DEFAULT_LIMITS.max_depth, max_nodes=20_000)
"""Of a presentation as it is handed in. What is canonicalised of it keeps to the narrower limits of a credential."""


@dataclass(frozen=True, slots=True)
class InnerCredential:
    """A credential in a presentation: where it stands (a JSON Pointer), and what was read there, or why nothing was."""

    pointer: str
    presented: Presented | NotRecognised


@dataclass(frozen=True, slots=True)
class PresentedPresentation:
    """A presentation as handed in, unverified: itself, without what secures it, and each credential in it."""

    whole: Presented
    credentials: tuple[InnerCredential, ...] = ()

    @property
    def document(self) -> Document:
        """The presentation; it is what was signed where its proofs hold."""
        return self.whole.document


def read_presentation(body: bytes) -> PresentedPresentation:
    """Return the presentation in `body`.

    Raises:
        NotRecognised: no presentation, or an envelope that is none.
        TooComplex: more credentials, proofs or bytes than are verified.
        DocumentError: it cannot be read. ProofError: what secures it cannot be read.
    """
    document = read_object(body, LIMITS)
    kinds = names(document.get("type"))
    if ENVELOPED_PRESENTATION in kinds:
        whole = _enveloped(document)
    elif PRESENTATION_TYPE in kinds:
        whole = _embedded(document, body)
    else:
        raise NotRecognised(f"expected a JSON object of the type {PRESENTATION_TYPE} or {ENVELOPED_PRESENTATION}, found another")
    return PresentedPresentation(whole, _credentials(whole.document))


def _embedded(document: Document, body: bytes) -> Presented:
    secured = Secured(body, data_integrity.MEDIA_TYPE)
    proof = document.get("proof")
    work = len(body) * (len(proof) if isinstance(proof, list) else 1)
    if work > MOST_CANONICALISED:
        raise TooComplex(f"expected at most {MOST_CANONICALISED} bytes to canonicalise, once for each proof, found {work}")
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if "proof" not in document:
        return Presented(secured, PRESENTATION, "none", unsecured)
    proofs = presented_proofs(secured)
    return Presented(secured, PRESENTATION, ", ".join(dict.fromkeys(each.suite for each in proofs)), unsecured, proofs)


def _enveloped(envelope: Document) -> Presented:
    inside = inside_envelope(envelope, ENVELOPED_PRESENTATION, _READERS)
    secured = Secured(inside.body, inside.media_type or "")
    document, proofs = _READERS[secured.media_type](secured), presented_proofs(secured)
    if PRESENTATION_TYPE not in names(document.get("type")):
        raise MalformedProof(f"expected an envelope around a document of the type {PRESENTATION_TYPE}, found another")
    return Presented(secured, PRESENTATION, proofs[0].suite, document, proofs)


def _jwt(secured: Secured) -> Document:
    return vc_jwt.read_jwt(secured).document


def _sd_jwt(secured: Secured) -> Document:
    return sd_jwt.read_sd_jwt(secured).document


def _cose(secured: Secured) -> Document:
    return cose.read_cose(secured).document


_READERS: Mapping[str, Callable[[Secured], Document]] = {
    "application/vp+jwt": _jwt,
    "application/jwt": _jwt,
    "application/vp+sd-jwt": _sd_jwt,
    "application/vp+cose": _cose,
}
"""By the media type that an envelope announces."""


def _credentials(document: Document) -> tuple[InnerCredential, ...]:
    members = credential_places(document)
    if len(members) > MOST_CREDENTIALS:
        raise TooComplex(f"expected at most {MOST_CREDENTIALS} credentials in a presentation, found {len(members)}")
    return tuple(InnerCredential(pointer, _credential(member)) for pointer, member in members)


def _credential(member: Any) -> Presented | NotRecognised:
    """Return one credential as if it had been handed in alone; a presentation in a presentation is none."""
    if not isinstance(member, dict):
        return NotRecognised("expected a credential as an object, secured or enveloped; found another value")
    try:
        presented = read_presented(write_json(member))
    except NotRecognised as error:
        return error
    if presented.format == OPEN_BADGES_2:
        return NotRecognised("expected a verifiable credential, found an assertion of Open Badges 2.0")
    return presented
