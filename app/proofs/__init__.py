"""Ways to secure a document. A new proof mechanism is one module and its rows in the table here."""

from app.errors import UnsupportedSuite
from app.model.secured import Algorithm, Secured
from app.proofs import data_integrity, vc_jwt
from app.proofs.suite import PresentedProof, ProofSuite

SUITES: tuple[ProofSuite, ...] = (*data_integrity.SUITES, *vc_jwt.SUITES)

_JSON = frozenset({"application/vc", "application/json"})
_JWT = frozenset({"text/plain", "application/jwt", "application/jose"})


def suite_named(name: str, algorithm: Algorithm | str | None = None, suites: tuple[ProofSuite, ...] = SUITES) -> ProofSuite:
    """Return the suite of that name, for that algorithm where one is given.

    Raises:
        UnsupportedSuite: there is none.
    """
    for suite in suites:
        if suite.name == name and algorithm in {None, suite.algorithm}:
            return suite
    raise UnsupportedSuite(f"no suite {name[:100]!r}" + (f" for {str(algorithm)[:50]!r}" if algorithm else ""))


def presented_proofs(secured: Secured) -> tuple[PresentedProof, ...]:
    """Return what a secured document says of its proofs, before anything is checked: by its media type JSON or a JWT.

    Raises:
        MalformedProof: no proof, or one that lacks or garbles what a proof must have.
        UnsupportedSuite: neither JSON nor JWT, or a proof that builds on another.
        DocumentError: the document cannot be read.
    """
    media_type = secured.media_type.partition(";")[0].strip().lower()
    if media_type in _JSON or media_type.endswith("+json"):
        return data_integrity.proofs_of(secured)
    if media_type in _JWT or media_type.endswith("+jwt"):
        return (vc_jwt.jwt_proof(vc_jwt.read_text(secured)),)
    raise UnsupportedSuite(f"a document of the media type {media_type[:100]!r}")
