"""The signed credentials that one award becomes: which format, secured how, under which name. A further one is one row here.

What else a credential can be had as stands in `representations`.
"""

from dataclasses import dataclass, field, replace

from app.issuers import format_named
from app.issuers.credential_format import CredentialFormat
from app.model.secured import Algorithm, Secured, Signer
from app.proofs import suite_named
from app.proofs.jades_seal import LIMITS
from app.proofs.suite import ProofSuite, SecureOptions
from app.schemas.strict_json import DEFAULT_LIMITS, read_object


@dataclass(frozen=True, slots=True)
class Envelope:
    """One kind of signed file.

    `name` is what callers ask for, `file` the last part of its address. `algorithm` is of the issuer's key that signs it; None where
    the issuer's seal does, whatever the algorithm of that. `media_type`: as which it is given out, where not as its suite says.
    """

    name: str
    file: str
    credential_format: CredentialFormat
    suite_name: str
    algorithm: Algorithm | None
    media_type: str | None = None
    suite: ProofSuite = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "suite", suite_named(self.suite_name, self.algorithm))

    @property
    def profile(self) -> str:
        """What decides the bytes, beside the award and the contexts."""
        return f"{self.credential_format.name} {self.suite_name}"

    @property
    def is_sealed(self) -> bool:
        """Whether the issuer's seal secures it."""
        return self.algorithm is None

    def secure(self, unsigned: bytes, signer: Signer, options: SecureOptions) -> Secured:
        """Return the signed file of a document. Raises SigningError, DocumentError."""
        document = read_object(unsigned, LIMITS if self.is_sealed else DEFAULT_LIMITS)
        secured = suite_named(self.suite_name, signer.algorithm).secure(document, signer, options)
        return secured if self.media_type is None else replace(secured, media_type=self.media_type)


AT_ISSUE = Envelope("ob3-jsonld", "ob3.json", format_named("open-badges-3.0"), "eddsa-rdfc-2022", Algorithm.EDDSA)
AS_JWT = Envelope("ob3-jwt", "ob3.jwt", format_named("open-badges-3.0"), "vc-jwt", Algorithm.RS256)
EUROPASS = Envelope("edc", "edc.jsonld", format_named("europass-3.2"), "jades", None, "application/ld+json")
ENVELOPES = (AT_ISSUE, AS_JWT, EUROPASS)
