"""Documents as SD-JWT: signed whole, and disclosed by the holder in parts. The kinds are rows in `sd_jwt_kinds`.

A key binding, where there is one, must hold.

Spec: RFC 9901 (SD-JWT), https://www.rfc-editor.org/rfc/rfc9901; VC-JOSE-COSE 1.0 §3.2 (securing with SD-JWT),
https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.crypto.jws import MAX_JWS_CHARS, CompactJws, read_compact, verify_compact, write_compact
from app.errors import MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, ProofPurpose, PublicKey, Secured, Signer
from app.proofs.disclosures import MOST_DISCLOSURES, Revealed, Way, conceal, reveal, way_to
from app.proofs.jws_header import embedded_jwk, key_of, method_named, stated_algorithm
from app.proofs.jwt_claims import claimed_moment
from app.proofs.key_binding import KeyBinding, read_binding, verify_binding
from app.proofs.presentation_claims import answered, with_answer
from app.proofs.sd_jwt_kinds import KINDS, Kind, check_key_named, check_shown, kind_of
from app.proofs.suite import ASSERTED, PresentedProof, ProofSuite, SecureOptions, Verified, VerifyOptions, write_json
from app.proofs.vc_jose import check_signer
from app.proofs.vc_jwt import LIMITS, read_text
from app.schemas.strict_json import read_object

SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class ReadSdJwt:
    """An SD-JWT taken apart: nothing is checked but its form, that its claims agree, and that each disclosure belongs to it.

    text: as it stands, with its parts `signed` and `disclosures`. payload: what the issuer signed; revealed: that, as far as it is
    disclosed; document: what that holds.
    """

    kind: Kind
    text: str
    signed: str
    disclosures: tuple[str, ...]
    jws: CompactJws
    payload: Document
    revealed: Revealed
    document: Document
    binding: KeyBinding | None


def sd_jwt_proof(secured: Secured) -> PresentedProof:
    """Return what an SD-JWT says of its proof: `suite` is its kind; challenge and domain are the key binding's, if there is one.

    Raises:
        MalformedProof: no SD-JWT of a known kind, or one whose parts do not belong together.
        UnsupportedSuite: an unknown hash, or a key that is named in a way that is not read here.
        DocumentError: a part of it cannot be read.
    """
    return _presented(read_sd_jwt(secured))


def read_sd_jwt(secured: Secured) -> ReadSdJwt:
    """Return an SD-JWT taken apart, with the document as far as it is disclosed. Raises as `sd_jwt_proof`."""
    text = read_text(secured)
    if len(text) > MAX_JWS_CHARS or not 0 < text.count(SEPARATOR) <= 1 + MOST_DISCLOSURES:
        raise MalformedProof(
            f"expected an SD-JWT of at most {MAX_JWS_CHARS} characters and {MOST_DISCLOSURES} disclosures, found another text"
        )
    signed, *disclosures, last = text.split(SEPARATOR)
    jws = read_compact(signed)
    payload = read_object(jws.payload, LIMITS)
    kind = kind_of(jws.header, payload, secured.media_type)
    revealed = reveal(payload, disclosures)
    if kind.strict:
        check_shown(kind, revealed.ways.values())
    document = kind.document_in(revealed.document)
    binding = read_binding(last) if last else None
    return ReadSdJwt(kind, text, signed, tuple(disclosures), jws, payload, revealed, document, binding)


def _presented(read: ReadSdJwt) -> PresentedProof:
    header, claims, kind, binding = read.jws.header, read.revealed.document, read.kind, read.binding
    check_key_named(kind, header)
    embedded = embedded_jwk(header)
    presents = kind.purpose is ProofPurpose.AUTHENTICATION
    challenge, domain = (binding.challenge, binding.domain) if binding else answered(claims) if presents else (None, None)
    return PresentedProof(
        suite=kind.name,
        algorithm_hint=stated_algorithm(header),
        verification_method=method_named(header, kind.controller(read.document, claims), embedded),
        purpose=kind.purpose.value,
        moment=claimed_moment(claims, "iat"),
        expires=claimed_moment(claims, "exp"),
        secured=Secured(read.text.encode(), f"application/{kind.name}"),
        embedded_jwk=embedded,
        challenge=challenge,
        domain=domain,
        not_before=claimed_moment(claims, "nbf"),
    )


def _secure(kind: Kind, algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    check_signer(signer, algorithm, options.purpose, kind.purpose)
    kind.check(document)
    if options.pointers and options.draw is None:
        raise SigningError("expected a source of salts for what is to be disclosable, found none")
    check_shown(kind, [way_to(document, pointer) for pointer in options.pointers])
    payload, disclosures = conceal(document, options.pointers, options.draw) if options.draw else (document, ())
    header: Document = {"typ": kind.name, "cty": kind.content_type, "kid": signer.verification_method}
    protected = {name: value for name, value in header.items() if value is not None}
    signed = write_compact(protected, write_json(with_answer(payload, options.challenge, options.domain)), signer)
    return Secured(SEPARATOR.join((signed, *disclosures, "")).encode(), f"application/{kind.name}")


def _verify(algorithm: Algorithm, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    read = _read_for(options, secured)
    proof = _presented(read)
    if proof.algorithm_hint != algorithm:
        raise UnsupportedSuite(f"alg {proof.algorithm_hint!r}, expected {algorithm.value}")
    key = key_of(proof, keys)
    verify_compact(read.jws, key.jwk)
    if read.binding is not None:
        verify_binding(read.binding, read.payload, SEPARATOR.join((read.signed, *read.disclosures, "")))
    return Verified(read.document, proof.suite, key.verification_method, proof.purpose, proof.moment)


def _derive(secured: Secured, pointers: tuple[str, ...], options: VerifyOptions = ASSERTED) -> Secured:
    """Keep the disclosures of what `pointers` lead to, of what holds it and of what is in it; a key binding is for the whole, and goes."""
    read = _read_for(options, secured)
    wanted = [way_to(read.revealed.document, pointer) for pointer in pointers]
    kept = (text for text in read.disclosures if any(_lie_on_one_way(read.revealed.ways[text], each) for each in wanted))
    return Secured(SEPARATOR.join((read.signed, *kept, "")).encode(), f"application/{read.kind.name}")


def _read_for(options: VerifyOptions, secured: Secured) -> ReadSdJwt:
    read = read_sd_jwt(secured)
    if read.kind.purpose is not options.purpose:
        raise MalformedProof(f"expected an SD-JWT for {options.purpose.value}, found one for {read.kind.purpose.value}")
    return read


def _lie_on_one_way(one: Way, other: Way) -> bool:
    return one[: len(other)] == other[: len(one)]


SUITES = tuple(
    ProofSuite(kind.name, algorithm, partial(_secure, kind, algorithm), partial(_verify, algorithm), _derive, signs_bytes=True)
    for kind in KINDS.values()
    for algorithm in Algorithm
)
