"""Requests to the VC-API that run unchanged on a demo. What had to be signed for them was signed once, with keys that nobody kept."""

from typing import Any

_UNSIGNED: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:5f0ab5a1-4a4b-4c36-9d13-62f2a0f1b0d1",
    "type": ["VerifiableCredential"],
    "validFrom": "2026-01-31T12:00:00Z",
    "credentialSubject": {"id": "did:example:ada", "name": "Ada Example"},
}
_PROOF: dict[str, Any] = {"type": "DataIntegrityProof", "created": "2026-01-31T12:00:00Z", "proofPurpose": "assertionMethod"}

_ED25519 = "z6Mkk4KRQbbEsytFHAfn7xBcDqKZXFivED3tNcPfDQPrScPE"
_METHOD = f"did:key:{_ED25519}#{_ED25519}"
SIGNED: dict[str, Any] = {
    **_UNSIGNED,
    "issuer": f"did:key:{_ED25519}",
    "proof": {
        **_PROOF,
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": _METHOD,
        "proofValue": "z2Z9XHWKG42i3XmPgmgMNHa1e9J1CMQCB9gD2L3usgYXw48MeVA4BVzgeW34niNc19bCzDsdjMVYyDrd3sm9ywqFh",
    },
}
_PRESENTATION: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiablePresentation"],
    "holder": f"did:key:{_ED25519}",
    "verifiableCredential": [SIGNED],
    "proof": {
        **_PROOF,
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": _METHOD,
        "proofPurpose": "authentication",
        "challenge": "a-challenge-of-yours",
        "domain": "verifier.example.org",
        "proofValue": "z2yvrhLjw6cLTGPE69BUY3BHNd46MewWLGuowJYNymFNjzWMEfe172V6dmo2anG6UVHgVQgUjvUEVuRu1jqYL2DtD",
    },
}

_P256 = "zDnaebHPbLUyDh9W7oEGkBrrMxKnqNSKY5eemqvB75KQ4BTH2"
_SELECTIVE: dict[str, Any] = {
    **_UNSIGNED,
    "issuer": f"did:key:{_P256}",
    "proof": {
        **_PROOF,
        "cryptosuite": "ecdsa-sd-2023",
        "verificationMethod": f"did:key:{_P256}#{_P256}",
        "proofValue": (
            "u2V0AhVhA0VxChuvLZHy7XO71r7nN4L0J_jjZbtlik5KIFHuFlSZSbVrR8wvQAK3zkGvcXS1IORlIoVDcApxZM9F_H776F1gjgCQCV1vylO8Xj4qE5qhrA8IZ6GspYtN"
            "iZO5AnjeVpuErYwtYIM57-x-t5s5u7Vv4YLPPVnLG1uCHh3I9cjje5jVtzM4Cg1hAiouNGKesdac9bi_l4-gqe-hQXJcWbUTRt1l4tj-oR3kfUIq4uPYKCYj87lD3Q-Pa"
            "qYPjFy4rvDogB_41mdReDlhAqbxnZiTaYwVU0VL8XWgYQb2UlZltuVJuUkxm4-6ighyBOfeDQrkwvq6MyLfUedkvfwO5bjX-sLpNMUldhNmJWVhA787T7s3DfkIzdjhCT"
            "WnhIvkXcdsoSlzvWfS_629-CJ8bmN_Xc2KqwKLIf2XpeqytaNLhX5S4bIQ458AWghHFw4FnL2lzc3Vlcg"
        ),
    },
}

PRESENTED: dict[str, Any] = {
    "verifiablePresentation": _PRESENTATION,
    "options": {"challenge": "a-challenge-of-yours", "domain": "verifier.example.org"},
}
SELECTED: dict[str, Any] = {
    "verifiableCredential": _SELECTIVE,
    "options": {"selectivePointers": ["/credentialSubject/id", "/validFrom"]},
}

ISSUE = {"unsigned": {"summary": "A credential without an issuer: the instance signs as itself", "value": {"credential": _UNSIGNED}}}
VERIFY = {"signed": {"summary": "A credential of a did:key", "value": {"verifiableCredential": SIGNED}}}
VERIFY_PRESENTATION = {
    "presented": {
        "summary": "Somebody shows a credential of their own to verifier.example.org",
        "value": PRESENTED,
    }
}
DERIVE = {
    "subject": {
        "summary": "Only who it is about, and since when",
        "value": SELECTED,
    }
}
STATUS = {
    "revoke": {
        "summary": "Revoke what the example of issuing had signed at bitstring-status",
        "value": {
            "credentialId": _UNSIGNED["id"],
            "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
            "status": True,
        },
    }
}
STATUS_LIST = {
    "revocation": {
        "summary": "A list for the demo's instance with a status",
        "value": {"instance": "bitstring-status", "statusPurpose": "revocation"},
    }
}
