"""Whose key a proof names: the issuer's own document decides, and nothing that stands in the credential.

The issuer's identifier leads to its document: did:key and did:jwk are computed, did:web and https addresses are evidence. The
method must be listed there for assertions, and its controller be the issuer, code point by code point. A DID other than the
issuer's fails without any evidence. A `#z6Mk…` fragment is a name, never a proof.

Spec: Controlled Identifiers 1.0 §3.3 (retrieve verification method), https://www.w3.org/TR/cid-1.0/#retrieve-verification-method
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.crypto.keys import check_public_jwk, thumbprint
from app.dids import method_of
from app.dids.verification_methods import keys_in
from app.errors import AddressForbidden, DidNotResolved, DocumentError, MalformedProof
from app.model.secured import Document, ProofPurpose, PublicKey
from app.proofs.suite import PresentedProof
from app.schemas.strict_json import read_object
from app.schemas.verifiable_credentials import is_url
from app.verifier.evidence import Address, Circumstance, Evidence, Fetched, Purpose
from app.verifier.liberal import names, things
from app.verifier.shown import shown

_WEB = ("https://", "http://")
_NO_KEYS: Mapping[str, PublicKey] = {}


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """What is known of the key that a proof names.

    keys: what the proof can be tested with; also a stranger's key, where its DID says it.
    trouble: why it is not, or cannot be said to be, the issuer's; None where it is.
    addresses: where evidence was wanted for this answer, found or not.
    """

    keys: Mapping[str, PublicKey] = field(default_factory=dict)
    trouble: Circumstance | None = None
    addresses: tuple[Address, ...] = ()


def issuer_key(proof: PresentedProof, issuer: str, evidence: Evidence, purpose: ProofPurpose = ProofPurpose.ASSERTION) -> KeyAnswer:
    """Return the key that `proof` names, if the document of `issuer` lists it for that purpose."""
    method = proof.verification_method
    controller = method.partition("#")[0]
    if controller.startswith("did:") and controller != issuer:
        return KeyAnswer(_computed_keys(controller, purpose), _circumstance("key-of-another", issuer=issuer, key=method))
    answer = _controller_document(issuer, evidence)
    if answer.document is None:
        return KeyAnswer(_NO_KEYS, answer.trouble, answer.addresses)
    key = _named(keys_in(answer.document, purpose), proof)
    if key is None and _listed_elsewhere(answer.document, method, purpose):
        return _key_elsewhere(method, issuer, evidence, answer.addresses)
    return KeyAnswer(*_bound(key, issuer, method), answer.addresses)


def out_of_time(key: PublicKey, signed_at: datetime | None, moment: datetime, recorded_at: datetime | None) -> Circumstance | None:
    """Return why the key's own dates stand in the way, if they do.

    A revoked key may be in strange hands, and `signed_at` is what the signer wrote: once it is revoked, only `recorded_at`, our own
    register's word, shows that a signature is older. An expired key is merely retired: there the written date counts.
    """
    if key.revoked_at is not None and moment >= key.revoked_at:
        revoked_at = key.revoked_at.isoformat()
        if recorded_at is not None and recorded_at < key.revoked_at:
            return _circumstance("key-revoked-later", issuer=key.controller, revoked_at=revoked_at)
        later = signed_at is not None and signed_at >= key.revoked_at
        return _circumstance("key-revoked" if later else "key-revoked-since", revoked_at=revoked_at)
    if key.expires_at is not None and moment >= key.expires_at:
        signed = recorded_at or signed_at
        if signed is None or signed >= key.expires_at:
            return _circumstance("key-expired-since" if signed is None else "key-expired", expires_at=key.expires_at.isoformat())
    return None


@dataclass(frozen=True, slots=True)
class _DocumentAnswer:
    """The document of a controller, or why there is none, and where it was looked for."""

    document: Document | None
    trouble: Circumstance | None = None
    addresses: tuple[Address, ...] = ()


def _controller_document(issuer: str, evidence: Evidence) -> _DocumentAnswer:
    try:
        computed, url = _place(issuer)
    except DidNotResolved as error:
        computed, url = None, issuer
        if issuer not in evidence:
            return _DocumentAnswer(None, _circumstance("issuer-unresolvable", issuer=issuer, detail=error.detail))
    if computed is not None:
        return _DocumentAnswer(computed)
    place = issuer if issuer in evidence else url
    document, trouble = _read(evidence.get(place), place)
    if document is not None and document.get("id") != issuer:
        document, trouble = None, _unusable(place, "the document there has another id")
    return _DocumentAnswer(document, trouble, (Address(place, Purpose.CONTROLLER),))


def _place(issuer: str) -> tuple[Document | None, str]:
    """Return the issuer's document where the identifier says all of it, else the address of it. Raises DidNotResolved."""
    if issuer.startswith(_WEB):
        return None, issuer
    method = method_of(issuer)
    if method.document is not None:
        return method.document(issuer), issuer
    return None, method.document_url(issuer) if method.document_url is not None else issuer


def _read(fetched: Fetched | None, place: str) -> tuple[Document | None, Circumstance | None]:
    if fetched is None or fetched.body is None:
        trouble = fetched.trouble if fetched is not None else None
        code = "issuer-address-forbidden" if isinstance(trouble, AddressForbidden) else "issuer-unreachable"
        return None, _circumstance(code, address=place, detail=trouble.detail if trouble is not None else "nobody asked there")
    try:
        return read_object(fetched.body), None
    except DocumentError as error:
        return None, _unusable(place, error.detail)


def _computed_keys(did: str, purpose: ProofPurpose) -> Mapping[str, PublicKey]:
    try:
        method = method_of(did)
        return keys_in(method.document(did), purpose) if method.document is not None else _NO_KEYS
    except DidNotResolved:
        return _NO_KEYS


def _named(keys: Mapping[str, PublicKey], proof: PresentedProof) -> PublicKey | None:
    """Return the key that the proof names by its URL; or, where a JWT shows a key instead, that very key among the issuer's.

    A `kid` may be a bare name too: then it is the one key of the issuer's that is called so.
    """
    key = keys.get(proof.verification_method)
    if key is None and proof.algorithm_hint is not None and _is_bare(proof.verification_method):
        called = [each for each in keys.values() if _is_called(each, proof.verification_method)]
        return called[0] if len(called) == 1 else None
    if key is not None or proof.embedded_jwk is None:
        return key
    print_ = thumbprint(proof.embedded_jwk)
    if not proof.verification_method.endswith(f":{print_}"):
        return None
    return next((each for each in keys.values() if thumbprint(each.jwk) == print_), None)


def _is_bare(kid: str) -> bool:
    return "#" not in kid and not is_url(kid)


def _is_called(key: PublicKey, kid: str) -> bool:
    """Return whether that is the fragment of the key's method, the `kid` of its JWK, or its thumbprint."""
    return kid in (key.verification_method.partition("#")[2], key.jwk.get("kid"), thumbprint(key.jwk))


def _bound(key: PublicKey | None, issuer: str, method: str) -> tuple[Mapping[str, PublicKey], Circumstance | None]:
    if key is None:
        return _NO_KEYS, _circumstance("key-not-listed", issuer=issuer, key=method)
    trouble = None if key.controller == issuer else _circumstance("key-of-another", issuer=issuer, key=method)
    return {key.verification_method: key, method: key}, trouble


def _listed_elsewhere(document: Document, method: str, purpose: ProofPurpose) -> bool:
    """Return whether the document lists a key by its web address alone, and says nothing more of it (Open Badges' bare JWK)."""
    described = {each.get("id") for each in things(document.get("verificationMethod")) if isinstance(each.get("id"), str)}
    listed = names(document.get(purpose.value))
    return method.startswith(_WEB) and "#" not in method and method in listed and method not in described


def _key_elsewhere(url: str, issuer: str, evidence: Evidence, before: tuple[Address, ...]) -> KeyAnswer:
    addresses = (*before, Address(url, Purpose.KEY))
    jwk, trouble = _read(evidence.get(url), url)
    if jwk is None:
        return KeyAnswer(_NO_KEYS, trouble, addresses)
    try:
        check_public_jwk(jwk)
    except MalformedProof as error:
        return KeyAnswer(_NO_KEYS, _unusable(url, error.detail), addresses)
    return KeyAnswer({url: PublicKey(url, issuer, jwk)}, None, addresses)


def _unusable(address: str, detail: str) -> Circumstance:
    return _circumstance("issuer-document-unusable", address=address, detail=detail)


def _circumstance(code: str, **facts: str) -> Circumstance:
    return Circumstance(code, {name: shown(fact) for name, fact in facts.items()})
