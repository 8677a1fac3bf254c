"""Selective disclosure: the issuer signs each statement by itself, the holder passes on those that are asked for (ecdsa-sd-2023).

The issuer makes a base proof (`securing`), which is for the holder alone; the holder derives from it (`deriving`) what a verifier
is shown (`verifying`).

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.4–3.6, https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023
"""

from app.model.secured import Algorithm
from app.proofs.ecdsa_sd.deriving import derive
from app.proofs.ecdsa_sd.proof_value import NAME
from app.proofs.ecdsa_sd.securing import secure
from app.proofs.ecdsa_sd.verifying import verify
from app.proofs.suite import ProofSuite

SUITES = (ProofSuite(NAME, Algorithm.ES256, secure=secure, verify=verify, derive=derive),)
