"""Data Integrity: a proof inside the document, over the canonical form of its graph or of its bytes.

Cryptosuites are rows of one table (`cryptosuites`): how the hashes are made, which keys, how long the signature. The proofs that
came before them are read, never made (`legacy`).

Spec: Verifiable Credential Data Integrity 1.0 §4, https://www.w3.org/TR/vc-data-integrity/#algorithms
"""

from functools import partial

from app.proofs.data_integrity import legacy
from app.proofs.data_integrity.cryptosuites import CRYPTOSUITES, Cryptosuite, sha256, sha384
from app.proofs.data_integrity.presenting import proofs_of
from app.proofs.data_integrity.securing import MEDIA_TYPE, secure, verify
from app.proofs.data_integrity.transformations import JCS, RDFC
from app.proofs.suite import ProofSuite

__all__ = ["CRYPTOSUITES", "JCS", "MEDIA_TYPE", "RDFC", "SUITES", "Cryptosuite", "proof_suite", "proofs_of", "sha256", "sha384"]


def proof_suite(row: Cryptosuite) -> ProofSuite:
    """Return the way to secure that a row of the table describes."""
    return ProofSuite(
        row.name, row.algorithm, secure=partial(secure, row), verify=partial(verify, row), signs_bytes=row.transformation.signs_bytes
    )


SUITES = (*(proof_suite(row) for row in CRYPTOSUITES), *legacy.SUITES)
