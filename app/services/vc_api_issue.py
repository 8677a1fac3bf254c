"""Issues a credential that the caller wrote, at an instance of the VC-API: fill in → validate → (write down) → sign → record.

Nothing invalid is ever signed. An instance with a status writes down what it signs before it does; one without leaves its trace in the
audit trail. What awards are made of goes the way of all awards: `vc_api_awards`.

Spec: VCALM §3.2.1 (issue credential), https://w3c.github.io/vcalm/; ../shared/docs/conformance.md §2; docs/decisions/0024-vc-api.md
"""

import secrets
from dataclasses import dataclass

from app.crypto.hashes import sha256_hex
from app.errors import CredentialServiceError
from app.model.happening import Happening
from app.model.secured import Document, Secured
from app.proofs import suite_named
from app.proofs.suite import SecureOptions, write_json
from app.schemas.vc_api_bodies import VcIssueBody, VcIssueOptions
from app.schemas.verifiable_credentials import CREDENTIALS_V2
from app.services.audited import Deed, write_down
from app.services.installation import Installation
from app.services.vc_api_access import Caller, Door, open_door
from app.services.vc_api_awards import issue_award
from app.services.vc_api_document import refuse_lossy, refuse_unfit, with_entry, with_issuer, with_proof_context
from app.services.vc_api_instances import ENVELOPING
from app.services.vc_api_issuances import finish_issuance, reserve_issuance, void_issuance

_NO_OPTIONS = VcIssueOptions()
_JUDGED = ("issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus")
"""What a verdict rests on: no holder may withhold it, whatever the caller made mandatory."""


@dataclass(frozen=True, slots=True)
class IssuedVc:
    """A credential as the VC-API gives it out, in JSON; `issuance_id` where a record is kept by which its status can be set."""

    body: bytes
    issuance_id: str | None = None


def issue_vc(installation: Installation, name: str, caller: Caller, body: VcIssueBody) -> IssuedVc:
    """Return the credential, signed as the instance of that name signs.

    Raises SchemaViolation, DocumentError or MalformedProof for what cannot be signed, each fault with its place; NotFound,
    NotAuthenticated, NotPermitted, Conflict as `open_door`; SigningError, StorageUnavailable.
    """
    door = installation.database.read(lambda session: open_door(session, installation, name, caller))
    options = body.options or _NO_OPTIONS
    document = with_issuer(body.credential, door.identity.profile.did)
    refuse_unfit(document, installation.public_url)
    if door.instance.suite != ENVELOPING:
        document = with_proof_context(document)
    if door.instance.records:
        return IssuedVc(issue_award(installation, door, caller, document))
    issued = (_issue_with_status if door.instance.with_status else _issue_alone)(installation, door, document, options)
    installation.count(Happening.ISSUED, f"vc-api:{door.instance.suite}")
    return issued


def _issue_alone(installation: Installation, door: Door, document: Document, options: VcIssueOptions) -> IssuedVc:
    if suite_named(door.instance.suite, door.instance.algorithm).signs_bytes:
        refuse_lossy(document)
    given = _given(_secure(installation, door, document, options))
    deed = Deed("vc_api.issued", "vc_api_instance", door.instance.id, after_sha256=sha256_hex(given))
    installation.database.write(lambda session: write_down(session, door.actor, deed, installation.clock()))
    return IssuedVc(given)


def _issue_with_status(installation: Installation, door: Door, document: Document, options: VcIssueOptions) -> IssuedVc:
    refuse_lossy(with_entry(document, f"{installation.public_url}/status/reserved", 0))  # before a slot is taken for it
    name = document.get("id", options.credential_id)
    row, unsigned = installation.database.write(lambda session: reserve_issuance(session, installation, door, document, name))
    try:
        given = _given(_secure(installation, door, unsigned, options))
    except CredentialServiceError:
        installation.database.write(lambda session: void_issuance(session, installation, row))
        raise
    installation.database.write(lambda session: finish_issuance(session, installation, door, row, sha256_hex(given)))
    return IssuedVc(given, row.id)


def _secure(installation: Installation, door: Door, document: Document, options: VcIssueOptions) -> Secured:
    how = SecureOptions(
        moment=installation.clock().replace(microsecond=0),
        pointers=tuple(dict.fromkeys((*options.mandatory_pointers, *(f"/{name}" for name in _JUDGED if name in document)))),
        draw=secrets.token_bytes,
        inline_contexts=True,
    )
    return suite_named(door.instance.suite, door.instance.algorithm).secure(document, installation.signer_for(door.key), how)


def _given(secured: Secured) -> bytes:
    """Return the credential as JSON: itself, or the envelope around what is no JSON."""
    if secured.body.startswith(b"{"):
        return secured.body
    envelope: Document = {
        "@context": [CREDENTIALS_V2],
        "id": f"data:{secured.media_type},{secured.body.decode()}",
        "type": "EnvelopedVerifiableCredential",
    }
    return write_json(envelope)
