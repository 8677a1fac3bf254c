"""The signed files that one award becomes: which format, secured how, under which name.

A further envelope is one row here; its id is reserved with every credential from the first release on.
"""

from dataclasses import dataclass, field

from app.errors import NotFound
from app.issuers import format_named
from app.issuers.credential_format import CredentialFormat
from app.model.secured import Algorithm, Secured, Signer
from app.proofs import suite_named
from app.proofs.suite import ProofSuite, SecureOptions
from app.schemas.strict_json import read_object


@dataclass(frozen=True, slots=True)
class Envelope:
    """One kind of signed file.

    `name` is what callers ask for, `file` the last part of its address. `algorithm` is of the issuer's key that signs it; None where
    the issuer's seal does, whatever the algorithm of that.
    """

    name: str
    file: str
    credential_format: CredentialFormat
    suite_name: str
    algorithm: Algorithm | None
    suite: ProofSuite = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "suite", suite_named(self.suite_name, self.algorithm))

    @property
    def is_sealed(self) -> bool:
        """Whether the issuer's seal secures it."""
        return self.algorithm is None

    def secure(self, unsigned: bytes, signer: Signer, options: SecureOptions) -> Secured:
        """Return the signed file of a document. Raises SigningError, DocumentError."""
        return suite_named(self.suite_name, signer.algorithm).secure(read_object(unsigned), signer, options)


AT_ISSUE = Envelope("ob3-jsonld", "ob3.json", format_named("open-badges-3.0"), "eddsa-rdfc-2022", Algorithm.EDDSA)
ENVELOPES = (AT_ISSUE, Envelope("ob3-jwt", "ob3.jwt", format_named("open-badges-3.0"), "vc-jwt", Algorithm.RS256))
RESERVED = (*(envelope.name for envelope in ENVELOPES), "edc", "pdf", "png", "svg")
"""Every representation whose id is reserved when a credential is."""


def envelope_named(name: str) -> Envelope:
    """Return the envelope of that name or of that file name, or raise NotFound that lists them."""
    for envelope in ENVELOPES:
        if name in {envelope.name, envelope.file}:
            return envelope
    raise NotFound(f"No representation {name!r}: there are {', '.join(envelope.name for envelope in ENVELOPES)}.")
