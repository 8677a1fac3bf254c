"""What a credential says, read from the signed document itself: the inverse of `issuers/open_badges`, for anybody's credential.

Untrusted input: what is missing or of another form is left out, and nothing raises. Call it only with what a proof covers.

Spec: Open Badges 3.0 §B, https://www.imsglobal.org/spec/ob/v3p0#datamodels; VC Data Model 2.0 and 1.1.
"""

from typing import Any

from app.model.report import Content
from app.model.secured import Document
from app.schemas.conventions import TEST_MARK
from app.schemas.open_badges import is_endorsement
from app.verifier.achievements import achievement_content
from app.verifier.liberal import identifier, link, moment, names, number, text, thing, things
from app.verifier.results import read_evidence, read_results


def read_content(document: Document) -> Content:
    """Return what the document says; only what is there, texts as they stand, addresses only where they are web addresses."""
    subject = _subject(document)
    achievement = thing(subject.get("achievement"))
    titles = [name for name in (text(document.get("name")), text(achievement.get("name"))) if name]
    return Content(
        credential_id=text(document.get("id")),
        title=next(iter(titles), _type_of(document)),
        test=any(title.startswith(TEST_MARK) for title in titles),
        recipient=_recipient(subject),
        recipient_id=None if is_endorsement(document) else text(subject.get("id")),
        credits_earned=number(subject.get("creditsEarned")),
        awarded_at=moment(document.get("awardedDate")),
        valid_from=moment(document.get("validFrom")) or moment(document.get("issuanceDate")),
        valid_until=moment(document.get("validUntil")) or moment(document.get("expirationDate")),
        results=read_results(subject, achievement),
        evidence=read_evidence(document, subject),
        description=text(achievement.get("description")) or text(document.get("description")),
        **_endorsement(document, subject),
        **_issuer(document),
        **achievement_content(achievement),
    )


def _subject(document: Document) -> Document:
    """Return the subject that has an achievement, else the first."""
    subjects = things(document.get("credentialSubject"))
    return next((each for each in subjects if thing(each.get("achievement"))), thing(list(subjects)))


def _type_of(document: Document) -> str:
    """Return the most telling type of a credential without a name."""
    types = names(document.get("type"))
    return next((name for name in types if name != "VerifiableCredential"), next(iter(types), ""))


def _recipient(subject: Document) -> str | None:
    """Return the learner's name: said as identity that is not hashed, or as a name."""
    for identity in things(subject.get("identifier")):
        if identity.get("identityType") == "name" and identity.get("hashed") is not True:
            return text(identity.get("identityHash"))
    parts = (text(subject.get("givenName")), text(subject.get("familyName")))
    return text(subject.get("name")) or " ".join(filter(None, parts)) or None


def _endorsement(document: Document, subject: Document) -> dict[str, Any]:
    """Return what an endorsement is about and says; nothing of a document of another kind."""
    if not is_endorsement(document):
        return {}
    return {"endorsed_id": identifier(subject), "comment": text(subject.get("endorsementComment"))}


def _issuer(document: Document) -> dict[str, Any]:
    issuer = thing(document.get("issuer"))
    address = thing(issuer.get("address"))
    return {
        "issuer_id": identifier(document.get("issuer")),
        "issuer_name": text(issuer.get("name")),
        "issuer_url": link(issuer.get("url")),
        "issuer_country": text(address.get("addressCountryCode")) or text(address.get("addressCountry")),
    }
