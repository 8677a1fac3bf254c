"""Ways to secure a document. A new proof mechanism is one module and its rows in the table here."""

from collections.abc import Mapping

from app.crypto.keys import allowed_algorithms
from app.errors import UnsupportedSuite
from app.model.secured import Algorithm, PublicKey, Secured
from app.proofs import cose, data_integrity, ecdsa_sd, jades, sd_jwt, vc_jose, vc_jwt
from app.proofs.sd_jwt_kinds import MEDIA_TYPES as SD_JWT_MEDIA_TYPES
from app.proofs.suite import PresentedProof, ProofSuite

SUITES: tuple[ProofSuite, ...] = (
    *data_integrity.SUITES,
    *ecdsa_sd.SUITES,
    *vc_jwt.SUITES,
    *vc_jose.SUITES,
    *sd_jwt.SUITES,
    *cose.SUITES,
    *jades.SUITES,
)

_JSON = frozenset({"application/vc", "application/json"})
_JWT = frozenset({"text/plain", "application/jwt", "application/jose"})
_SD_JWT = SD_JWT_MEDIA_TYPES | {"application/sd-jwt"}


def suite_named(name: str, algorithm: Algorithm | str | None = None, suites: tuple[ProofSuite, ...] = SUITES) -> ProofSuite:
    """Return the suite of that name, for that algorithm where one is given; the first where there are several.

    Raises:
        UnsupportedSuite: there is none.
    """
    return suites_named(name, algorithm, suites)[0]


def suites_named(name: str, algorithm: Algorithm | str | None = None, suites: tuple[ProofSuite, ...] = SUITES) -> tuple[ProofSuite, ...]:
    """Return the suites of that name, one for each algorithm that it knows. Raises UnsupportedSuite: there is none."""
    found = tuple(suite for suite in suites if suite.name == name and algorithm in {None, suite.algorithm})
    if not found:
        raise UnsupportedSuite(f"no suite {name[:100]!r}" + (f" for {str(algorithm)[:50]!r}" if algorithm else ""))
    return found


def suite_for(proof: PresentedProof, keys: Mapping[str, PublicKey], suites: tuple[ProofSuite, ...] = SUITES) -> ProofSuite:
    """Return the suite that `proof` is tested with: where several share its name (ECDSA's curves), the one for the key that it names.

    Where the key is not among `keys`, or is one for none of them, it is one that will say so.

    Raises:
        UnsupportedSuite: there is none of that name.
        MalformedProof: the key is of an unknown kind.
    """
    found = suites_named(proof.suite, proof.algorithm_hint, suites)
    key = keys.get(proof.verification_method)
    allowed = allowed_algorithms(key.jwk) if key is not None and len(found) > 1 else ()
    return next((suite for suite in found if suite.algorithm in allowed), found[0])


def presented_proofs(secured: Secured) -> tuple[PresentedProof, ...]:
    """Return what a secured document says of its proofs, before anything is checked: by its media type.

    Raises:
        MalformedProof: no proof, or one that lacks or garbles what a proof must have.
        UnsupportedSuite: a media type that no mechanism here has.
        DocumentError: the document cannot be read.
    """
    media_type = secured.media_type.partition(";")[0].strip().lower()
    if media_type == jades.MEDIA_TYPE:
        return jades.jades_proofs(secured)
    if media_type in _JSON or media_type.endswith("+json"):
        return data_integrity.proofs_of(secured)
    if media_type in _SD_JWT:
        return (sd_jwt.sd_jwt_proof(secured),)
    if media_type in cose.MEDIA_TYPES:
        return (cose.cose_proof(secured),)
    if media_type in _JWT or media_type.endswith("+jwt"):
        return (vc_jwt.jwt_proof(secured),)
    raise UnsupportedSuite(f"a document of the media type {media_type[:100]!r}")
