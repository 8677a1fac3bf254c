"""The signed files that one award becomes: which format, secured how, under which name.

A further envelope is one row here; its id is reserved with every credential from the first release on.
"""

from dataclasses import dataclass

from app.errors import NotFound
from app.issuers import format_named
from app.issuers.credential_format import CredentialFormat
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.proofs.suite import ProofSuite


@dataclass(frozen=True, slots=True)
class Envelope:
    """One kind of signed file.

    `name` is what callers ask for, `file` the last part of its address, `suffix` of a download's name.
    """

    name: str
    file: str
    credential_format: CredentialFormat
    suite: ProofSuite


AT_ISSUE = Envelope("ob3-jsonld", "ob3.json", format_named("open-badges-3.0"), suite_named("eddsa-rdfc-2022", Algorithm.EDDSA))
ENVELOPES = (AT_ISSUE, Envelope("ob3-jwt", "ob3.jwt", format_named("open-badges-3.0"), suite_named("vc-jwt", Algorithm.RS256)))
RESERVED = (*(envelope.name for envelope in ENVELOPES), "edc", "pdf", "png", "svg")
"""Every representation whose id is reserved when a credential is."""


def envelope_named(name: str) -> Envelope:
    """Return the envelope of that name or of that file name, or raise NotFound that lists them."""
    for envelope in ENVELOPES:
        if name in {envelope.name, envelope.file}:
            return envelope
    raise NotFound(f"No representation {name!r}: there are {', '.join(envelope.name for envelope in ENVELOPES)}.")
