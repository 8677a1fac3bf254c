"""Kinds of SD-JWT, each a row of `KINDS`: what may be signed as it, and what document its disclosed payload holds.

Credentials and presentations of the W3C's data model (VC-JOSE), and SD-JWT VC, whose claims belong to no data model but their
type's (`vct`).

Spec: VC-JOSE-COSE 1.0 §3.2 (securing with SD-JWT), https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt;
draft-ietf-oauth-sd-jwt-vc §2 (SD-JWT VC), https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.errors import MalformedProof, UnsupportedSuite
from app.model.secured import Document, ProofPurpose
from app.proofs.disclosures import Way
from app.proofs.enveloped_members import check_enveloped
from app.proofs.jws_header import HEADER, stated_type
from app.proofs.jwt_claims import VC_JWT, check_unclaimed, credential_in
from app.proofs.presentation_claims import bare_presentation, check_presentation, holder_of
from app.proofs.suite import text_member
from app.proofs.vc_jwt import issuer_of
from app.schemas.verifiable_credentials import is_data_model_1

VC_SD_JWT = "vc+sd-jwt"
VP_SD_JWT = "vp+sd-jwt"
DC_SD_JWT = "dc+sd-jwt"

_CLAIMS = "SD-JWT VC"
_MODEL_1 = "expected a document of the second data model, found one of the first, which no specification secures so"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of SD-JWT.

    name: the header's `typ`; content_type: its `cty`, where it has one.
    check: refuses what must not be signed as this kind; raises MalformedProof.
    document_in: what the disclosed payload holds; raises MalformedProof.
    controller: whose the key is, by the document and the claims beside it.
    always_shown: members that no issuer may make disclosable; enforced when reading too where `strict`.
    """

    name: str
    content_type: str | None
    purpose: ProofPurpose
    check: Callable[[Document], None]
    document_in: Callable[[Document], Document]
    controller: Callable[[Document, Document], str | None]
    always_shown: frozenset[str] = frozenset()
    strict: bool = False


def kind_of(header: Document, payload: Document, media_type: str) -> Kind:
    """Return the kind that the header says, or the media type where it says none.

    What has a `vct` and no `@context` is an SD-JWT VC under the name that its drafts once gave it, `vc+sd-jwt`.

    Raises:
        MalformedProof: a kind that is not known here.
    """
    name = stated_type(header, media_type.partition(";")[0].strip().lower().removeprefix("application/"))
    if name == VC_SD_JWT and "vct" in payload and "@context" not in payload:
        name = DC_SD_JWT
    kind = KINDS.get(name)
    if kind is None:
        raise MalformedProof(f"typ {str(header.get('typ'))[:50]!r}: expected {', '.join(KINDS)}")
    return kind


def check_shown(kind: Kind, ways: Iterable[Way]) -> None:
    """Return nothing if nothing is disclosable that decides whether the document holds. Raises MalformedProof."""
    hidden = sorted({way[0] for way in ways} & kind.always_shown)
    if hidden:
        raise MalformedProof(f"expected {', '.join(hidden)} to be always shown, found a disclosure of it")


def check_key_named(kind: Kind, header: Document) -> None:
    """Return nothing if the key of an SD-JWT VC is named by a URL or shown. Raises UnsupportedSuite: by metadata or certificate."""
    kid = header.get("kid")
    named = isinstance(kid, str) and ("#" in kid or ":" in kid)
    if kind.name == DC_SD_JWT and not named and "jwk" not in header:
        raise UnsupportedSuite(f"{HEADER}: expected kid to be a URL; keys named by issuer metadata or certificates are not read here")


def _check_credential(document: Document) -> None:
    check_unclaimed(document)
    if is_data_model_1(document):
        raise MalformedProof(_MODEL_1)


def _check_presentation(document: Document) -> None:
    check_unclaimed(document)
    check_presentation(document)
    if is_data_model_1(document):
        raise MalformedProof(_MODEL_1)
    check_enveloped(document)


def _check_claims(document: Document) -> None:
    for name in ("vct", "iss"):
        text_member(document, name, _CLAIMS)


def _credential_in(payload: Document) -> Document:
    return credential_in(_without_confirmation(payload), VC_JWT)


def _presentation_in(payload: Document) -> Document:
    return bare_presentation(_without_confirmation(payload))


def _claims_in(payload: Document) -> Document:
    _check_claims(payload)
    return payload


def _without_confirmation(payload: Document) -> Document:
    return {name: value for name, value in payload.items() if name != "cnf"}


def _issuer(document: Document, _claims: Document) -> str | None:
    return issuer_of(document)


def _claimed_issuer(_document: Document, claims: Document) -> str | None:
    return text_member(claims, "iss", _CLAIMS)


_SHOWN = frozenset(
    ("@context", "type", "issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSchema")
)
"""What decides whether a credential holds: a holder who could leave it out could make a revoked one look sound."""
_SHOWN_CLAIMS = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(VC_SD_JWT, "vc", ProofPurpose.ASSERTION, _check_credential, _credential_in, _issuer, _SHOWN),
        Kind(VP_SD_JWT, "vp", ProofPurpose.AUTHENTICATION, _check_presentation, _presentation_in, holder_of),
        Kind(DC_SD_JWT, None, ProofPurpose.ASSERTION, _check_claims, _claims_in, _claimed_issuer, _SHOWN_CLAIMS, strict=True),
    )
}
MEDIA_TYPES = frozenset(f"application/{name}" for name in KINDS)
