"""Hosted assertions: the web address vouches, by the issuer's own profile; what was handed in is only a copy."""

from typing import Any

import pytest

from app.errors import AddressForbidden
from app.model.report import Content, Report, Verdict
from app.model.secured import Document
from app.verifier.evidence import Fetched
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    EVIL,
    HOST,
    ID,
    ISSUER_ID,
    LIST,
    LIST_ID,
    PROFILE,
    V2,
    changed,
    hosting,
    outcome,
    signed,
    withdrawn,
    written,
)
from tests.verifier.world import World, answered, codes, finding, silent

EMBEDDED = changed(BADGE_CLASS, issuer=PROFILE)


def report(document: Document, world: World | None = None) -> Report:
    return (world or hosting()).report(written(document))


def content_of(found: Report) -> Content:
    assert found.content is not None
    return found.content


def test_a_copy_that_its_address_confirms_is_valid() -> None:
    found = report(ASSERTION)

    assert outcome(found) == (Verdict.VALID, "all-checks-passed")
    assert codes(found) == {
        1: "readable",
        2: "schema-open-badges-2",
        3: "host-is-issuers",
        4: "hosted-copy-same",
        5: "current-until",
        6: "hosted-still-there",
        7: "no-registry",
    }
    assert (found.credential_format, found.securing) == ("open-badges-2", "hosted")
    assert [source.url for source in found.sources] == [ID, BADGE_ID, ISSUER_ID]


def test_the_content_is_what_lies_at_the_addresses() -> None:
    content = content_of(report(ASSERTION))

    assert (content.title, content.description, content.criteria) == (
        "Wine tasting",
        "Tells Riesling from Silvaner.",
        "Blind tasting of ten wines.",
    )
    assert (content.issuer_id, content.issuer_name, content.issuer_url) == (ISSUER_ID, "Example Vineyard School", "https://school.example")
    assert [item.name for item in content.competences] == ["Sensory analysis"]
    assert [item.url for item in content.evidence] == ["https://learner.example/portfolio"]
    assert content.awarded_at is not None
    assert content.awarded_at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_a_recipient_who_is_hashed_is_not_told_and_one_in_plain_is() -> None:
    plain = changed(ASSERTION, recipient={"type": "email", "identity": "ada@example.org"})

    hashed, told = content_of(report(ASSERTION)), content_of(report(plain, hosting(plain)))

    assert (hashed.recipient, hashed.recipient_id, hashed.recipient_hashed) == (None, None, True)
    assert (told.recipient_id, told.recipient_hashed) == ("ada@example.org", False)


@pytest.mark.parametrize(
    "copy",
    [
        changed(ASSERTION, badge=BADGE_CLASS),
        changed(ASSERTION, badge=EMBEDDED),
        changed(ASSERTION, verification=..., verify={"type": "hosted"}),
        changed(ASSERTION, verification={"type": ["hosted"]}),
        changed(ASSERTION, type=["Assertion"]),
        changed(ASSERTION, issuedOn="2026-01-01T01:00:00+01:00"),
        changed(ASSERTION, issuedOn="2026-01-01T00:00Z"),
        changed(ASSERTION, issuedOn="2026-01-01T00:00:00.000+0000"),
        changed(ASSERTION, evidence=["https://learner.example/portfolio"]),
        changed(ASSERTION, expires=...),
        changed(ASSERTION, **{"@context": [V2]}),
        changed(ASSERTION, revoked=False),
    ],
)
def test_a_copy_that_says_the_same_in_other_words_is_the_same(copy: Document) -> None:
    found = report(copy)

    assert finding(found, 4).code == "hosted-copy-same"
    assert found.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"issuedOn": "2020-01-01T00:00:00Z"}, "issuedOn"),
        ({"expires": "2099-01-01T00:00:00Z"}, "expires"),
        ({"recipient": {**ASSERTION["recipient"], "identity": "sha256$" + "b" * 64}}, "recipient"),
        ({"recipient": {**ASSERTION["recipient"], "salt": "sea"}}, "recipient"),
        ({"badge": f"{HOST}/classes/phd"}, "badge"),
        ({"badge": changed(BADGE_CLASS, name="Doctor of Wine")}, "badge"),
        ({"badge": changed(BADGE_CLASS, issuer=changed(PROFILE, name="Harvard"))}, "badge"),
        ({"badge": changed(BADGE_CLASS, issuer=EVIL)}, "badge"),
        ({"evidence": "https://evil.example/"}, "evidence"),
        ({"narrative": "With honours."}, "narrative"),
    ],
)
def test_a_copy_that_was_changed_is_not_valid_and_says_where(members: dict[str, Any], named: str) -> None:
    found = report(changed(ASSERTION, **members))

    assert outcome(found) == (Verdict.NOT_VALID, "hosted-copy-differs")
    assert finding(found, 4).facts["members"] == named
    assert found.content is None


def test_what_the_address_says_is_judged_and_not_the_copy() -> None:
    expired = changed(ASSERTION, expires="2026-01-02T00:00:00Z")

    assert outcome(report(changed(ASSERTION, expires=...), hosting(expired))) == (Verdict.VALID_NOT_CURRENT, "expired")


@pytest.mark.parametrize("status", [410])
def test_an_address_that_is_gone_has_revoked(status: int) -> None:
    found = report(ASSERTION, hosting(withdrawn(status=status)))

    assert outcome(found) == (Verdict.NOT_VALID, "revoked")
    assert (finding(found, 4).code, finding(found, 6).code) == ("hosted-withdrawn", "revoked")
    assert found.content is None


@pytest.mark.parametrize(
    "there",
    [{"@context": V2, "id": ID, "type": "Assertion", "revoked": True, "revocationReason": "Error"}, {"id": ID, "revoked": True}],
)
def test_an_address_that_says_revoked_and_nothing_else_has_revoked(there: Document) -> None:
    assert outcome(report(ASSERTION, hosting(there))) == (Verdict.NOT_VALID, "revoked")
    assert outcome(report(ASSERTION | {"id": ID}, hosting(answered(ID, there)))) == (Verdict.NOT_VALID, "revoked")


def test_a_whole_assertion_that_says_revoked_is_revoked_and_shown() -> None:
    found = report(ASSERTION, hosting(changed(ASSERTION, revoked=True)))

    assert outcome(found) == (Verdict.NOT_VALID, "revoked")
    assert (finding(found, 4).code, content_of(found).title) == ("hosted-copy-same", "Wine tasting")


def test_a_copy_of_a_revocation_is_revoked_once_its_address_says_so() -> None:
    left = {"@context": V2, "id": ID, "type": "Assertion", "revoked": True}

    assert outcome(report(left, hosting(left))) == (Verdict.NOT_VALID, "revoked")
    assert report(left, hosting(silent(ID))).verdict is not Verdict.VALID
    assert outcome(report(left)) == (Verdict.NOT_VALID, "hosted-copy-differs")


def test_an_address_that_has_none_does_not_vouch() -> None:
    found = report(ASSERTION, hosting(withdrawn(status=404)))

    assert outcome(found) == (Verdict.NOT_VALID, "hosted-not-there")
    assert found.content is None


@pytest.mark.parametrize(
    "there",
    [
        silent(ID),
        withdrawn(status=500),
        silent(ID, AddressForbidden("an address that is private")),
        answered(ID, b"<html>"),
        answered(ID, b"[]"),
        answered(ID, changed(ASSERTION, id=f"{HOST}/assertions/2")),
        answered(ID, changed(ASSERTION, id=...)),
    ],
)
def test_an_address_that_does_not_answer_leaves_it_open(there: Fetched) -> None:
    found = report(ASSERTION, hosting(there))

    assert outcome(found) == (Verdict.CANNOT_TELL, "hosted-unavailable")
    assert finding(found, 3).code == "host-is-issuers"
    assert found.content is None


def test_an_address_that_answers_with_next_to_nothing_does_not_confirm() -> None:
    assert report(ASSERTION, hosting(answered(ID, {"id": ID}))).verdict is Verdict.NOT_VALID


def test_the_same_assertion_at_another_host_is_not_the_issuers() -> None:
    moved = changed(ASSERTION, id=f"{EVIL}/assertions/1")
    found = report(moved, hosting(moved))

    assert outcome(found) == (Verdict.NOT_VALID, "host-of-another")
    assert finding(found, 3).facts == {"issuer": ISSUER_ID, "address": f"{EVIL}/assertions/1"}
    assert found.content is None


def test_a_forged_badge_class_that_names_a_true_issuer_does_not_help() -> None:
    moved = changed(ASSERTION, id=f"{EVIL}/1", badge=f"{EVIL}/class")
    forged = changed(BADGE_CLASS, id=f"{EVIL}/class", name="Doctor of Wine")

    assert outcome(report(moved, hosting(moved, forged))) == (Verdict.NOT_VALID, "host-of-another")


def test_a_badge_class_elsewhere_is_not_the_issuers_word() -> None:
    there = changed(ASSERTION, badge=f"{EVIL}/class")
    forged = changed(BADGE_CLASS, id=f"{EVIL}/class", name="Doctor of Wine")

    assert outcome(report(there, hosting(there, forged))) == (Verdict.NOT_VALID, "badge-of-another")


def test_an_embedded_profile_says_nothing_of_the_scope() -> None:
    profile = changed(PROFILE, verification={"allowedOrigins": "evil.example"})
    moved = changed(ASSERTION, id=f"{EVIL}/1", badge=changed(BADGE_CLASS, issuer=profile))

    assert outcome(report(moved, hosting(moved))) == (Verdict.NOT_VALID, "host-of-another")


def test_an_embedded_badge_class_that_names_another_issuer_than_its_address_does_is_refused() -> None:
    mine = changed(PROFILE, id=f"{EVIL}/issuer")
    there = changed(ASSERTION, id=f"{EVIL}/1", badge=changed(BADGE_CLASS, issuer=mine))

    assert outcome(report(there, hosting(there, mine))) == (Verdict.NOT_VALID, "badge-of-another")


def test_a_badge_class_without_an_address_of_its_own_is_read_where_it_is_hosted() -> None:
    there = changed(ASSERTION, badge=changed(BADGE_CLASS, id="urn:uuid:1", name="Cellar work"))

    found = report(there, hosting(there))

    assert (found.verdict, content_of(found).title) == (Verdict.VALID, "Cellar work")


@pytest.mark.parametrize(
    "verification",
    [
        {"startsWith": f"{EVIL}/ours/"},
        {"startsWith": ["https://other.example/", f"{EVIL}/ours/"]},
        {"allowedOrigins": "evil.example"},
        {"allowedOrigins": ["badges.example", "EVIL.example"]},
        {"allowedOrigins": EVIL},
        {"startsWith": EVIL, "allowedOrigins": ["evil.example"]},
    ],
)
def test_an_issuer_may_name_other_hosts_as_its_own(verification: Document) -> None:
    there = changed(ASSERTION, id=f"{EVIL}/ours/1")

    assert report(there, hosting(there, profile=changed(PROFILE, verification=verification))).verdict is Verdict.VALID


def test_one_whose_badge_lies_at_a_named_beginning_is_valid_too() -> None:
    there = changed(ASSERTION, id="https://cdn.example/ours/1", badge="https://cdn.example/classes/1")
    badge = changed(BADGE_CLASS, id="https://cdn.example/classes/1")
    profile = changed(PROFILE, verification={"startsWith": "https://cdn.example/ours/"})

    assert report(there, hosting(there, badge, profile=profile)).verdict is Verdict.VALID


@pytest.mark.parametrize("missing", [silent(BADGE_ID), answered(BADGE_ID, b"x"), answered(BADGE_ID, changed(BADGE_CLASS, id=HOST))])
def test_without_the_badge_class_nobody_can_tell(missing: Fetched) -> None:
    assert outcome(report(ASSERTION, hosting(missing))) == (Verdict.CANNOT_TELL, "badge-class-unavailable")


@pytest.mark.parametrize(
    "missing", [silent(ISSUER_ID), silent(ISSUER_ID, AddressForbidden("private")), answered(ISSUER_ID, changed(PROFILE, id=EVIL))]
)
def test_without_the_profile_nobody_can_tell(missing: Fetched) -> None:
    found = report(ASSERTION, hosting(missing))

    assert outcome(found) == (Verdict.CANNOT_TELL, "issuer-profile-unavailable")
    assert found.content is None


def test_an_issuer_without_a_web_address_cannot_be_looked_up() -> None:
    badge = changed(BADGE_CLASS, issuer="did:example:1")

    assert outcome(report(ASSERTION, hosting(badge))) == (Verdict.CANNOT_TELL, "issuer-profile-unavailable")


@pytest.mark.parametrize("issuer", [..., 7, {"type": "Profile"}])
def test_a_badge_class_that_names_no_issuer_is_not_valid(issuer: Any) -> None:
    found = report(ASSERTION, hosting(changed(BADGE_CLASS, issuer=issuer)))

    assert found.verdict is Verdict.NOT_VALID
    assert finding(found, 3).code == "issuer-missing"


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (changed(BADGE_CLASS, criteria=...), "badge class"),
        (changed(PROFILE, name=...), "issuer's profile"),
        (changed(ASSERTION, recipient={"identity": "x"}), "hosted assertion"),
    ],
)
def test_what_it_leads_to_must_be_well_formed_too(other: Document, named: str) -> None:
    found = report(changed(ASSERTION, recipient=ASSERTION["recipient"]), hosting(other))

    assert outcome(found) == (Verdict.NOT_VALID, "schema-violation")
    assert named in finding(found, 2).facts["detail"]


def test_a_hosted_assertion_without_a_web_address_is_none() -> None:
    found = report(changed(ASSERTION, id="urn:uuid:1"))

    assert outcome(found) == (Verdict.NOT_VALID, "schema-violation")
    assert finding(found, 4).code == "hosted-unavailable"


@pytest.mark.parametrize("verification", [..., {"type": "Blockchain"}, {"type": ["hosted", "signed"]}, {}, "hosted"])
def test_one_that_does_not_say_how_it_is_verified_is_not_judged(verification: Any) -> None:
    found = report(changed(ASSERTION, verification=verification))

    assert outcome(found) == (Verdict.NOT_VALID, "schema-violation")
    assert {finding(found, number).code for number in (3, 4, 5, 6)} == {"not-judged"}


def test_a_hosted_assertion_in_a_signed_text_is_judged_by_its_address() -> None:
    found = hosting().report(signed(ASSERTION))

    assert (found.verdict, found.securing) == (Verdict.VALID, "hosted")
    assert hosting().report(signed(changed(ASSERTION, narrative="Mine."))).verdict is Verdict.NOT_VALID


def test_a_hosted_assertion_on_the_issuers_list_is_revoked() -> None:
    profile = changed(PROFILE, revocationList=LIST_ID)

    assert report(ASSERTION, hosting(LIST, profile=profile)).verdict is Verdict.VALID
    listed = changed(LIST, revokedAssertions=[ID])
    assert outcome(report(ASSERTION, hosting(listed, profile=profile))) == (Verdict.NOT_VALID, "revoked")
    assert outcome(report(ASSERTION, hosting(profile=profile))) == (Verdict.CANNOT_TELL, "status-unreachable")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"expires": "2026-01-31T11:00:00Z"}, "expired"),
        ({"issuedOn": "2026-02-01T00:00:00Z"}, "not-yet-valid"),
        ({"expires": ...}, "current"),
    ],
)
def test_dates_are_judged(members: dict[str, Any], code: str) -> None:
    there = changed(ASSERTION, **members)

    assert finding(report(there, hosting(there)), 5).code == code


@pytest.mark.parametrize(("issued", "expires"), [("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")])
def test_dates_at_the_ends_of_time_are_judged_and_not_shown(issued: str, expires: str) -> None:
    there = changed(ASSERTION, issuedOn=issued, expires=expires)
    content = content_of(report(there, hosting(there)))

    assert (content.awarded_at, content.valid_until) == (None, None)


def test_dates_that_cannot_be_read_leave_it_open() -> None:
    there = changed(ASSERTION, expires="next year")
    found = report(there, hosting(there))

    assert (finding(found, 2).code, finding(found, 5).code) == ("schema-violation", "validity-unreadable")


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ([V2, "https://w3id.org/openbadges/extensions/geoCoordinatesExtension/context.json"], "readable"),
        ([V2, {"stars": "https://school.example/stars"}], "readable"),
        ([V2, "https://school.example/context.json"], "context-unknown"),
        ([V2, {"name": "https://school.example/price"}], "context-unknown"),
        ([V2, {"@vocab": "https://school.example/"}], "context-unknown"),
        ([V2, 7], "context-unknown"),
    ],
)
def test_a_context_that_may_change_the_meaning_is_not_followed(context: Any, code: str) -> None:
    there = changed(ASSERTION, **{"@context": context})

    assert finding(report(there, hosting(there)), 1).code == code
    assert finding(report(ASSERTION, hosting(there)), 1).code == code


@pytest.mark.parametrize(
    ("body", "code"), [(written(ASSERTION)[:-1], "json-malformed"), (written({**ASSERTION, "x": "y" * 1_100_000}), "document-too-complex")]
)
def test_one_that_cannot_be_read_is_told_as_one(body: bytes, code: str) -> None:
    found = hosting().report(body)

    assert (found.credential_format, finding(found, 1).code) == ("open-badges-2", code)
    assert found.verdict is not Verdict.VALID
    assert found.content is None
