"""Whether a badge was made out to whom its holder says to be: matches, differs, or nobody can tell; never a part of the verdict."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.recipient import EMAIL, NAME, SUBJECT_ID, RecipientClaim, claim_of
from app.model.report import RecipientMatch, Verdict
from app.model.secured import Document
from app.verifier.recipient import recipient_match
from app.verifier.verification import verified
from tests.verifier.world import badge, codes, signed, signed_jwt, tampered, world

MATCHES, DIFFERS, CANNOT_TELL = RecipientMatch.MATCHES, RecipientMatch.DIFFERS, RecipientMatch.CANNOT_TELL
MAIL = "anna@example.org"


def hashed(identity: str = MAIL, salt: str | None = None, algorithm: str = "sha256", kind: str = "emailAddress") -> Document:
    digest = hashlib.new(algorithm, f"{identity}{salt or ''}".encode()).hexdigest()
    found = {"type": "IdentityObject", "hashed": True, "identityHash": f"{algorithm}${digest}", "identityType": kind}
    return {**found, "salt": salt} if salt is not None else found


def plain(identity: str = MAIL, kind: str = "emailAddress") -> Document:
    return {"type": "IdentityObject", "hashed": False, "identityHash": identity, "identityType": kind}


def match(identifier: Any, claim: RecipientClaim, **subject: Any) -> RecipientMatch:
    return recipient_match({"credentialSubject": {"identifier": identifier, **subject}}, claim)


def mail(address: str = MAIL) -> RecipientClaim:
    return RecipientClaim("emailAddress", address)


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
@pytest.mark.parametrize("salt", [None, "", "deadsea", "Zürich"])
def test_a_hashed_address_matches_with_its_salt_behind_it(algorithm: str, salt: str | None) -> None:
    identity = hashed(algorithm=algorithm, salt=salt)

    assert match([identity], mail()) is MATCHES
    assert match(identity, mail()) is MATCHES
    assert match([identity], mail("bert@example.org")) is DIFFERS


def test_the_published_example_of_a_salted_hash_matches() -> None:
    digest = hashlib.sha256(b"a@example.orgKosher").hexdigest()

    assert match([{**hashed(), "identityHash": f"sha256${digest.upper()}", "salt": "Kosher"}], mail("a@example.org")) is MATCHES


@pytest.mark.parametrize("address", [" anna@example.org ", "Anna@Example.ORG", "anna@EXAMPLE.org", "ANNA@EXAMPLE.ORG"])
def test_an_address_is_tried_as_people_write_it(address: str) -> None:
    assert match([hashed()], mail(address)) is MATCHES
    assert match([plain()], mail(address)) is MATCHES


def test_an_address_that_was_hashed_with_capitals_is_found_as_it_was_given() -> None:
    assert match([hashed("Anna@example.org")], mail("Anna@EXAMPLE.org")) is MATCHES
    assert match([hashed("Anna@example.org")], mail("anna@example.org")) is DIFFERS


def test_a_composed_letter_is_the_same_as_its_parts() -> None:
    assert match([hashed("j\u00f6rg@example.org")], mail("jo\u0308rg@example.org")) is MATCHES
    assert match([plain("J\u00f6rg  Berg", "name")], RecipientClaim("name", "jo\u0308rg berg")) is MATCHES


def test_other_identities_are_hashed_as_they_are_given() -> None:
    assert match([hashed("AB-1", kind="studentId")], RecipientClaim("studentId", "AB-1")) is MATCHES
    assert match([hashed("AB-1", kind="studentId")], RecipientClaim("studentId", "ab-1")) is DIFFERS


@pytest.mark.parametrize(
    "identifier",
    [
        [],
        None,
        7,
        ["x"],
        [plain(kind="name")],
        [{**hashed(), "identityHash": "sha512$abc"}],
        [{**hashed(), "identityHash": "abc"}],
        [{**hashed(), "identityHash": 7}],
        [{**hashed(), "identityType": 7}],
        [hashed("bert@example.org"), {**hashed(), "identityHash": "whirlpool$abc"}],
    ],
)
def test_what_cannot_be_compared_tells_nothing(identifier: Any) -> None:
    assert match(identifier, mail()) is CANNOT_TELL


def test_one_of_several_identities_is_enough() -> None:
    assert match([hashed("bert@example.org"), hashed(salt="s")], mail()) is MATCHES
    assert match([{**hashed(), "identityHash": "whirlpool$abc"}, hashed()], mail()) is MATCHES


def test_a_flood_of_identities_is_not_all_hashed() -> None:
    assert match([*[hashed("bert@example.org")] * 16, hashed()], mail()) is DIFFERS


@pytest.mark.parametrize(
    ("claim", "subject", "outcome"),
    [
        (RecipientClaim("id", "did:example:anna"), "did:example:anna", MATCHES),
        (RecipientClaim("id", " did:example:anna "), "did:example:anna", MATCHES),
        (RecipientClaim("id", "did:example:ANNA"), "did:example:anna", DIFFERS),
        (RecipientClaim("id", "did:example:anna"), None, CANNOT_TELL),
        (mail(), "mailto:Anna@example.org", MATCHES),
        (mail(), "mailto:bert@example.org", DIFFERS),
        (mail(), "did:example:anna", CANNOT_TELL),
    ],
)
def test_the_subjects_identifier_counts_too(claim: RecipientClaim, subject: str | None, outcome: RecipientMatch) -> None:
    assert recipient_match({"credentialSubject": {"id": subject}}, claim) is outcome


def test_the_recipient_of_an_older_assertion_is_compared_as_well() -> None:
    old = {"type": "email", "hashed": True, "salt": "s", "identity": hashed(salt="s")["identityHash"]}

    assert recipient_match({"recipient": old}, mail()) is MATCHES
    assert recipient_match({"recipient": old}, mail("bert@example.org")) is DIFFERS
    assert recipient_match({"recipient": {**old, "type": 7}}, mail()) is CANNOT_TELL


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("", None),
        ("  ", None),
        (" anna@example.org ", mail()),
        ("did:example:anna@home", RecipientClaim("id", "did:example:anna@home")),
        ("https://anna.example/#me", RecipientClaim("id", "https://anna.example/#me")),
        ("Anna Berg", RecipientClaim("name", "Anna Berg")),
    ],
)
def test_what_somebody_types_is_understood(words: str, claim: RecipientClaim | None) -> None:
    assert claim_of(words) == claim


def test_nobodys_identity_is_in_what_is_printed() -> None:
    assert MAIL not in repr(mail())


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(
                st.sampled_from(["id", "identifier", "identityType", "identityHash", "hashed", "salt", "recipient", "type"]), each
            )
        ),
        max_leaves=12,
    ),
    st.text(),
)
def test_any_subject_and_any_claim_have_an_answer(subject: Any, identity: str) -> None:
    for kind in ("id", "emailAddress", "name"):
        assert recipient_match({"credentialSubject": subject, "recipient": subject}, RecipientClaim(kind, identity)) in set(RecipientMatch)


# in a report


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        (None, None),
        (RecipientClaim("id", "did:example:learner"), MATCHES),
        (RecipientClaim("id", "did:example:another"), DIFFERS),
        (mail(), CANNOT_TELL),
    ],
)
def test_the_answer_stands_beside_the_verdict(claim: RecipientClaim | None, outcome: RecipientMatch | None) -> None:
    judged = verified(world().case(signed()), claim)

    assert (judged.recipient, judged.verdict) == (outcome, Verdict.VALID)


def test_a_forgery_is_made_out_to_nobody() -> None:
    judged = verified(world().case(tampered(signed(), name="Forged")), RecipientClaim("id", "did:example:learner"))

    assert (judged.recipient, judged.verdict) == (CANNOT_TELL, Verdict.NOT_VALID)


def test_nothing_of_a_claim_stands_in_a_report() -> None:
    judged = verified(world().case(signed_jwt(badge(credentialSubject={**badge()["credentialSubject"], "identifier": [hashed()]}))), mail())

    assert judged.recipient is MATCHES
    assert MAIL not in repr(judged)
    assert codes(judged)[4] == "signature-genuine"


# persons of European credentials


@pytest.mark.parametrize(
    ("claim", "match"),
    [
        (RecipientClaim(NAME, "ada  EXAMPLE"), RecipientMatch.MATCHES),
        (RecipientClaim(NAME, "Eve"), RecipientMatch.DIFFERS),
        (RecipientClaim(EMAIL, "ada@example.org"), RecipientMatch.MATCHES),
        (RecipientClaim(EMAIL, "eve@example.org"), RecipientMatch.DIFFERS),
        (RecipientClaim(SUBJECT_ID, "did:example:ada"), RecipientMatch.DIFFERS),
    ],
)
@pytest.mark.parametrize("name", [{"fullName": {"en": "Ada Example"}}, {"givenName": {"en": "Ada"}, "familyName": "Example"}])
def test_a_person_is_known_by_name_and_mail_address(claim: RecipientClaim, match: RecipientMatch, name: dict[str, Any]) -> None:
    boxes = [{"id": "mailto:ada@example.org", "type": "Mailbox"}, {"id": "urn:no-mail"}]
    person = {"id": "urn:epass:person:1", **name, "contactPoint": {"emailAddress": boxes}, "hasClaim": {}}

    assert recipient_match({"credentialSubject": person}, claim) is match


def test_a_subject_without_a_claim_is_no_person_of_that_kind() -> None:
    assert recipient_match({"credentialSubject": {"fullName": "Ada"}}, RecipientClaim(NAME, "Ada")) is RecipientMatch.CANNOT_TELL
