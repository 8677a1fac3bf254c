"""A newer version of a badge: looked for once, judged in place of the older one if it is the same credential, and sound."""

from dataclasses import replace
from typing import Any

import pytest

from app.errors import AddressForbidden
from app.model.report import Report, Verdict
from app.model.secured import Document
from app.verifier.case import Address, Fetched, OwnRecord, Purpose
from app.verifier.profile import VC_API
from app.verifier.verification import evidence_wanted, verified
from tests.fakes import SignerInMemory
from tests.verifier.badges import CONTEXTS, NEWER_URL, newer, refreshable, subject
from tests.verifier.world import (
    BADGE,
    INDEX,
    ISSUER,
    ISSUER_URL,
    LIST_URL,
    NOON,
    STATUS,
    STRANGER,
    World,
    a_list,
    answered,
    badge,
    codes,
    evidence,
    signed,
    signed_jwt,
    silent,
    tampered,
    world,
)

NEWER = Address(NEWER_URL, Purpose.CREDENTIAL)


def report(*answers: Fetched, body: bytes | None = None, **members: Any) -> Report:
    return verified(world(*answers, **members).case(body or signed(refreshable())))


def wanted(body: bytes, *answers: Fetched) -> tuple[Address, ...]:
    return evidence_wanted(World(evidence(*answers)).case(body))


def test_the_newer_version_is_judged_and_that_is_said() -> None:
    judged = report(answered(NEWER_URL, newer()))

    assert judged.refresh is not None
    assert (judged.refresh.code, dict(judged.refresh.facts)) == ("refreshed", {"url": NEWER_URL})
    assert judged.content is not None
    assert judged.content.title == "Wine tasting, revised"
    assert judged.verdict is Verdict.VALID
    assert [source.url for source in judged.sources] == [ISSUER_URL, LIST_URL, NEWER_URL]


@pytest.mark.parametrize("validity", [{"validUntil": "2026-01-20T00:00:00Z"}, {"validFrom": "2026-01-02T00:00:00Z"}])
def test_an_expired_badge_is_valid_again_by_its_newer_version(validity: Document) -> None:
    judged = report(answered(NEWER_URL, newer()), body=signed(refreshable(**validity)))

    assert judged.verdict is Verdict.VALID


def test_a_newer_version_may_be_a_jwt() -> None:
    judged = report(answered(NEWER_URL, signed_jwt(badge(name="As JWT"))))

    assert (judged.securing, judged.refresh and judged.refresh.code) == ("jwt RS256", "refreshed")


def test_the_newer_version_is_revoked_where_its_list_says_so() -> None:
    judged = report(answered(NEWER_URL, newer()), answered(LIST_URL, signed(a_list([INDEX]))))

    assert (judged.verdict, judged.reason) == (Verdict.NOT_VALID, "revoked")


def test_what_was_refreshed_is_not_refreshed_again() -> None:
    again = signed(refreshable("https://issuer.example/newest", name="Second"))

    assert wanted(signed(refreshable()), answered(NEWER_URL, again)) == ()
    judged = report(answered(NEWER_URL, again), answered("https://issuer.example/newest", newer(name="Third")))

    assert judged.content is not None
    assert judged.content.title == "Second"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<html>", "expected"),
        (newer(id="urn:uuid:another"), "the same id"),
        (newer(credentialSubject=subject(id="did:example:another")), "the same credentialSubject/id"),
        (newer(credentialSubject=subject(achievement={**BADGE["credentialSubject"]["achievement"], "id": "urn:x:2"})), "achievement/id"),
        (newer(validFrom="2025-01-01T00:00:00Z"), "not older"),
        (signed(badge(issuer={**BADGE["issuer"], "id": "did:web:another.example"})), "the same issuer"),
        (signed(badge(type=["VerifiableCredential"])), "expected a badge"),
        (signed(badge(), STRANGER), "key-not-listed"),
        (signed(badge(), SignerInMemory("did:web:another.example#key-1")), "key-of-another"),
        (tampered(newer(), name="Forged"), "signature-invalid"),
        (tampered(newer(), proof=...), "proof-missing"),
        (newer()[:-1], "expected a badge, found unknown"),
        (signed_jwt(badge(credentialSubject=subject(type=...))), "schema-violation"),
    ],
)
def test_what_is_not_a_sound_newer_version_of_the_same_credential_changes_nothing(body: bytes, found: str) -> None:
    judged = report(answered(NEWER_URL, body))

    assert judged.refresh is not None
    assert judged.refresh.code == "not-accepted"
    assert found in judged.refresh.facts["detail"]
    assert judged.content is not None
    assert (judged.content.title, judged.verdict) == ("Wine tasting", Verdict.VALID)


@pytest.mark.parametrize("answer", [silent(NEWER_URL), silent(NEWER_URL, AddressForbidden("10.0.0.1"))])
def test_where_nothing_comes_from_its_address_the_badge_itself_is_judged(answer: Fetched) -> None:
    judged = report(answer)

    assert judged.refresh is not None
    assert (judged.refresh.code, judged.verdict) == ("unreachable", Verdict.VALID)


def test_an_address_that_nobody_asked_is_told_as_unreachable() -> None:
    judged = report()

    assert judged.refresh is not None
    assert judged.refresh.facts["detail"] == "nobody asked there"


# what is wanted


def test_its_address_is_wanted_once_the_badge_itself_is_sound() -> None:
    body = signed(refreshable())

    assert NEWER not in evidence_wanted(World({}).case(body))
    assert wanted(body) == (NEWER,)
    assert wanted(body, answered(NEWER_URL, newer())) == ()
    assert wanted(body, silent(NEWER_URL)) == ()


@pytest.mark.parametrize("scheme", ["ftp://issuer.example/newer", "urn:uuid:1", "file:///etc/passwd", 7, None])
def test_what_is_no_address_on_the_web_is_not_wanted(scheme: Any) -> None:
    body = signed_jwt(refreshable(scheme))

    assert wanted(body) == ()
    assert report(body=body).refresh is None


@pytest.mark.parametrize(
    "service",
    [
        {"id": NEWER_URL, "type": "ManualRefreshService2018"},
        {"id": NEWER_URL},
        NEWER_URL,
        [],
    ],
)
def test_another_service_is_not_followed(service: Any) -> None:
    assert wanted(signed_jwt(badge(refreshService=service))) == ()


@pytest.mark.parametrize(
    "body",
    [
        tampered(signed(refreshable()), name="Forged"),
        signed(refreshable(), STRANGER),
        signed(refreshable(), SignerInMemory("did:web:another.example#key-1")),
        tampered(signed(refreshable()), proof=...),
        signed_jwt(refreshable(credentialSubject=subject(type=...))),
        signed(refreshable(type=["VerifiableCredential"])),
    ],
)
def test_what_is_no_sound_badge_leads_nowhere(body: bytes) -> None:
    assert NEWER not in wanted(body)
    assert report(answered(NEWER_URL, newer()), body=body).refresh is None


def test_programs_that_bind_keys_themselves_are_told_of_the_document_they_sent() -> None:
    case = replace(world(answered(NEWER_URL, newer())).case(signed(refreshable())), profile=VC_API)

    assert evidence_wanted(case) == ()
    assert verified(case).refresh is None


def test_all_that_a_newer_version_wants_is_bounded() -> None:
    lists = [{**STATUS, "statusListCredential": f"https://issuer.example/status/{each}"} for each in range(3)]
    version = signed_jwt({**badge(credentialStatus=lists), "type": ["VerifiableCredential", "OpenBadgeCredential"]})
    loose = signed_jwt(badge(credentialStatus=lists[0], name="Newer"))

    assert len(wanted(signed(refreshable()), answered(NEWER_URL, loose))) == 1
    assert len(wanted(signed(refreshable()), answered(NEWER_URL, version))) <= 3


def test_our_own_register_speaks_of_the_newer_version_too() -> None:
    own = OwnRecord(ISSUER, suspended=True, signed_at=NOON)

    judged = report(answered(NEWER_URL, newer()), own=own)

    assert (codes(judged)[6], judged.refresh and judged.refresh.code) == ("suspended", "refreshed")


def test_a_version_of_the_same_date_is_not_older() -> None:
    old = {**refreshable(), "@context": CONTEXTS}

    judged = report(answered(NEWER_URL, newer(validFrom="2026-01-01T00:00:00Z")), body=signed(old))

    assert judged.refresh is not None
    assert judged.refresh.code == "refreshed"
