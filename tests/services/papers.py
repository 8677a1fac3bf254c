"""What tests of paper, pictures and sealed files have in common."""

from io import BytesIO
from typing import Any

import httpx
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.adapters.database import identities
from app.crypto.certificates import read_chain
from app.model.record import IssuerKey
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.seals import create_test_seal
from tests.installations import Stage

FILES = {
    "ob3-jsonld": "application/vc",
    "ob3-jwt": "text/plain",
    "edc": "application/ld+json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
}
"""Every file of a credential whose issuer has a seal, and its media type."""


LATER = {name.replace("-", "_") for name in FILES} - {"ob3_jsonld"}
"""Links to what is made after the issue: of what counts no more there are none of those that were not made."""


def give_seal(stage: Stage, algorithm: Algorithm = Algorithm.ES256) -> IssuerKey:
    """Make a test seal for the theatre's issuer."""
    return create_test_seal(stage.installation, operator_actor(stage.client().tenant_id), "academy", algorithm)


def active_seal(stage: Stage, credential: dict[str, Any]) -> IssuerKey | None:
    """Return the seal of a credential's issuer."""
    identity = stage.credential(credential["id"]).identity
    return stage.installation.database.read(lambda session: identities.active_seal(session, identity.id))


def path_of(credential: dict[str, Any], name: str) -> str:
    """Return where a system of the tenant asks for a file."""
    return f"/v1/credentials/{credential['id']}/representations/{name}"


def had(stage: Stage, credential: dict[str, Any], name: str) -> httpx.Response:
    """Return a file, which must be there or be made."""
    answer: httpx.Response = stage.http().get(path_of(credential, name))
    assert answer.status_code == 200, answer.text
    return answer


def judged(stage: Stage, body: bytes, media_type: str) -> dict[str, Any]:
    """Return the report on a file as it is handed in."""
    answer = stage.http(None).post("/v1/verifications", content=body, headers={"Content-Type": media_type})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sealed_in_pyhanko(pdf: bytes, seal: IssuerKey, stage: Stage) -> bool:
    """Return whether pyhanko finds the one signature of a PDF sound, made with that seal, and the whole file covered by it."""
    assert seal.certificate is not None
    root = x509.Certificate.load(read_chain(seal.certificate.chain)[0])
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=[root], moment=stage.clock())
    status = validate_pdf_signature(signature, context)
    return bool(status.bottom_line and status.coverage and status.coverage.name == "ENTIRE_FILE")
