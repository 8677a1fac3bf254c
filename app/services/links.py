"""Addresses of a credential and what they let their bearer do.

Three capabilities (docs/decisions/0005-privacy.md): the public id opens page and verdict; the holder token opens the files.
Tokens are derived from the tenant's key, never stored, and compared in constant time.
"""

import hmac

from app.adapters.keystores.data_key import DataKeys
from app.crypto.hashes import keyed_digest
from app.model.award import AwardState
from app.model.record import Credential, CredentialRow, CredentialState
from app.services.representations import REPRESENTATIONS, Representation, SignedBy

_TOKEN_LENGTH = 43
_GIVEN_OUT = frozenset({CredentialState.ISSUED, CredentialState.SUSPENDED})


def credential_url(public_url: str, public_id: str) -> str:
    """Return the address that is signed into the credential as its `id` and opens its page."""
    return f"{public_url}/c/{public_id}"


def achievement_url(public_url: str, slug: str, version: int) -> str:
    """Return the address that is signed into the credential as its achievement's `id`."""
    return f"{public_url}/achievements/{slug}/v{version}"


def status_list_url(public_url: str, list_id: str) -> str:
    """Return the address of a status list: for life, since it is signed into credentials."""
    return f"{public_url}/status/{list_id}"


def holder_token(data_keys: DataKeys, row: CredentialRow) -> str:
    """Return the token with which the learner opens the files of this credential."""
    return keyed_digest(data_keys.token_key(row.tenant_id), "holder", row.id)[:_TOKEN_LENGTH]


def opens(data_keys: DataKeys, row: CredentialRow, token: str) -> bool:
    """Return whether `token` is this credential's holder token."""
    return hmac.compare_digest(holder_token(data_keys, row).encode(), token.encode())


def can_be_had(credential: Credential, kind: Representation) -> bool:
    """Return whether such a file is there, or would be made: of a credential that ended none is, without a seal nothing is sealed."""
    if credential.files is None or kind.name in credential.files:
        return True
    return credential.row.state in _GIVEN_OUT and kind.signed_by is not SignedBy.SEAL


def link_name(kind: Representation) -> str:
    """Return what the link to such a file is called in answers."""
    return kind.name.replace("-", "_")


def links_of(public_url: str, data_keys: DataKeys, credential: Credential) -> dict[str, str]:
    """Return every link that resolves for this credential, by name: none of one whose learner was erased."""
    if credential.erased:
        return {}
    row = credential.row
    page, token = credential_url(public_url, row.public_id), holder_token(data_keys, row)
    had = [kind for kind in REPRESENTATIONS if can_be_had(credential, kind)]
    files = {link_name(kind): f"{page}/{kind.file}?token={token}" for kind in had}
    if credential.award.state is AwardState.REJECTED:
        return files
    return {"public": page, "verify": f"{public_url}/verify?url={page}", "qr": f"{page}/qr.svg", **files}
