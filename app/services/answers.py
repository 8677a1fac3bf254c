"""Writes what callers get of a credential: ids, states and addresses, never the learner's name."""

from datetime import datetime

from app.model.issuer import Mode
from app.model.language import in_language
from app.model.record import AchievementRecord, Credential, CredentialState, IssuerIdentity
from app.schemas.responses import (
    AchievementAnswer,
    AchievementReference,
    CredentialAnswer,
    IssuerReference,
    LinksAnswer,
    StatusReferenceAnswer,
)
from app.services.installation import Installation
from app.services.links import achievement_url, links_of, status_list_url


def credential_answer(installation: Installation, credential: Credential) -> CredentialAnswer:
    """Return the answer about one credential, in its present state."""
    row, award, achievement = credential.row, credential.award, credential.achievement.achievement
    return CredentialAnswer(
        id=row.id,
        state=shown_state(credential),
        award=award.id,
        recipient=award.recipient_id,
        achievement=AchievementReference(
            id=award.achievement_id, slug=achievement.slug, version=achievement.version, name=in_language(achievement.title)
        ),
        issuer=issuer_reference(credential.identity),
        source_ref=award.source_ref,
        test=credential.identity.profile.mode is Mode.TEST,
        revision=row.revision,
        reason=row.reason,
        replaces=row.replaces_id,
        replaced_by=credential.successor_id,
        awarded_at=award.awarded_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_at=row.issued_at,
        expired=has_expired(credential, installation.clock()),
        status=StatusReferenceAnswer(
            list=status_list_url(installation.public_url, row.status_list_id), index=row.status_index, purpose="revocation"
        ),
        links=LinksAnswer(**links_of(installation.public_url, installation.data_keys, credential)),
    )


def answer_body(installation: Installation, credential: Credential) -> bytes:
    """Return the answer about one credential as the bytes that are sent, and kept for replays."""
    return credential_answer(installation, credential).model_dump_json(exclude_none=True).encode()


def shown_state(credential: Credential) -> str:
    """Return the state that callers see: the credential's own once it is no longer simply issued, else the award's."""
    return credential.row.state if credential.row.state is not CredentialState.ISSUED else credential.award.state


def has_expired(credential: Credential, moment: datetime) -> bool:
    """Return whether its validity is over: computed, never stored."""
    return credential.row.valid_until is not None and credential.row.valid_until <= moment


def achievement_answer(installation: Installation, record: AchievementRecord, identity: IssuerIdentity) -> AchievementAnswer:
    """Return the answer about one version of an achievement."""
    achievement = record.achievement
    return AchievementAnswer(
        id=record.achievement_id,
        version_id=record.version_id,
        slug=achievement.slug,
        version=achievement.version,
        kind=achievement.kind,
        name=in_language(achievement.title),
        state="published" if record.published_at else "draft",
        issuer=issuer_reference(identity),
        url=achievement_url(installation.public_url, achievement.slug, achievement.version),
        sha256=record.sha256,
        sample=achievement.sample,
    )


def issuer_reference(identity: IssuerIdentity) -> IssuerReference:
    """Return who signs, in short."""
    profile = identity.profile
    return IssuerReference(did=profile.did, slug=profile.slug, name=in_language(profile.organisation.legal_name))
