"""Writes an award as an Open Badges 3.0 credential: every fact of it, each where it reaches the signed graph.

What Open Badges has no member for is written as alignments (`alignments`) and results (`results`) and once more in words
(`narrative`). Moments are in whole seconds, numbers without a fraction are integers, texts are in one language and in NFC:
the same award gives the same graph everywhere.

Spec: Open Badges 3.0, https://www.imsglobal.org/spec/ob/v3p0; VC Data Model 2.0; Bitstring Status List 1.0 §2.1.
"""

import hashlib
from collections.abc import Iterator

from app.issuers.achievement_node import CONTEXTS, achievement_node, marked_title
from app.issuers.credential_format import CredentialFormat, Sealing
from app.issuers.members import number, present, unique
from app.issuers.profiles import issuer_profile
from app.issuers.results import named_descriptions, results
from app.issuers.speech import Speech, normal, speech, spoken_language
from app.model.award import Award, Evidence, Recipient, StatusEntry
from app.model.secured import Document
from app.schemas.conventions import EUROPASS_EVIDENCE, europass_id
from app.schemas.moments import write_moment
from app.schemas.open_badges import schema_faults


def build(award: Award, _sealing: Sealing | None = None) -> Document:
    """Return the unsecured credential that says everything in the award."""
    say = _speech(award)
    return present(
        {
            "@context": list(CONTEXTS),
            "id": award.credential_url,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": marked_title(award.achievement, award.issuer, say),
            "issuer": issuer_profile(award.issuer, say),
            "validFrom": write_moment(award.valid_from),
            "validUntil": write_moment(award.valid_until) if award.valid_until else None,
            "awardedDate": write_moment(award.awarded_at),
            "credentialSubject": _subject(award),
            "evidence": unique((*_other_envelope(award), *(_evidence(each) for each in award.evidence if each != Evidence()))),
            "credentialStatus": _status(award.status),
        }
    )


def _subject(award: Award) -> Document:
    started, ended = award.activity_started_at, award.activity_ended_at
    return present(
        {
            "id": award.recipient.did,
            "type": ["AchievementSubject"],
            "identifier": list(identities(award.recipient, award.identity_salt)),
            "activityStartDate": write_moment(started) if started else None,
            "activityEndDate": write_moment(ended) if ended else None,
            "creditsEarned": number(award.credits_earned),
            "achievement": _achievement(award),
            "result": results(award, _speech(award)),
        }
    )


def _speech(award: Award) -> Speech:
    return speech(spoken_language(award.achievement.title, award.recipient.language))


def _achievement(award: Award) -> Document:
    """Return the achievement, and in it what the results with a name of their own are."""
    node = achievement_node(award.achievement, award.issuer, award.achievement_url, award.recipient.language)
    descriptions = [*node.get("resultDescription", ()), *named_descriptions(award)]
    return present({**node, "resultDescription": descriptions})


def identities(recipient: Recipient, salt: str) -> Iterator[Document]:
    """Yield the learner's name as it is, and the e-mail address salted and hashed: to be compared, not to be read."""
    yield _identity("name", normal(recipient.name))
    if recipient.email:
        address = recipient.email.strip().lower()
        digest = hashlib.sha256((address + salt).encode()).hexdigest()
        yield {**_identity("emailAddress", f"sha256${digest}"), "hashed": True, "salt": salt}


def _identity(kind: str, identity: str) -> Document:
    return {"type": "IdentityObject", "hashed": False, "identityHash": identity, "identityType": kind}


def _other_envelope(award: Award) -> Iterator[Document]:
    """Yield the European Digital Credential of the same award, by its id, where there can be one: the issuer had a seal."""
    if award.europass:
        yield {"id": europass_id(award.credential_url), "type": ["Evidence"], "name": EUROPASS_EVIDENCE}


def _evidence(evidence: Evidence) -> Document:
    return present(
        {
            "id": evidence.url,
            "type": ["Evidence"],
            "name": normal(evidence.name or ""),
            "narrative": normal(evidence.narrative or ""),
            "genre": normal(evidence.genre or ""),
        }
    )


def _status(status: StatusEntry) -> Document:
    return {
        "id": f"{status.list_url}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": status.purpose,
        "statusListIndex": str(status.index),
        "statusListCredential": status.list_url,
    }


OPEN_BADGES = CredentialFormat("open-badges-3.0", build, schema_faults)
