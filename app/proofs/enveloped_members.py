"""Whether the credentials in a presentation are secured, each in an envelope of its own.

That they are secured well is judged one by one, by whoever reads them.

Spec: VC-JOSE-COSE 1.0 §3.1.2, §3.2.2, §3.3.2; VC Data Model 2.0 §4.13 (enveloped verifiable credentials); RFC 2397 (data URLs)
"""

import re
from typing import Any

from app.errors import MalformedProof
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V2

ENVELOPED_CREDENTIAL = "EnvelopedVerifiableCredential"

_DATA_URL = re.compile(r"data:application/((vc\+jwt|vc\+sd-jwt|dc\+sd-jwt|jwt)(;base64)?|vc\+cose;base64),.", re.IGNORECASE)
"""COSE is binary, so there base64 is compulsory."""


def check_enveloped(presentation: Document) -> None:
    """Return nothing if each credential of a presentation is an enveloped one; a presentation may have none.

    Raises:
        MalformedProof: one that is none, or whose envelope holds nothing that is secured.
    """
    members = presentation.get("verifiableCredential", [])
    for index, member in enumerate(members if isinstance(members, list) else [members]):
        if not _is_enveloped(member):
            raise MalformedProof(
                f"verifiableCredential/{index}: expected an {ENVELOPED_CREDENTIAL} whose id is the data URL of a secured credential"
            )


def _is_enveloped(member: Any) -> bool:
    if not isinstance(member, dict):
        return False
    types, contexts = (value if isinstance(value, list) else [value] for value in (member.get("type"), member.get("@context")))
    address = member.get("id")
    holds = isinstance(address, str) and _DATA_URL.match(address) is not None
    return holds and ENVELOPED_CREDENTIAL in types and contexts[:1] == [CREDENTIALS_V2]
