"""Endorsements in a badge: each judged by itself, about the part in which it stands, never touching the verdict on the badge."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.errors import Unreachable
from app.model.report import Endorsement, Part, Report, Verdict
from app.model.secured import Document
from app.verifier.case import Fetched
from app.verifier.endorsements import MOST_ENDORSEMENT_ADDRESSES, MOST_ENDORSEMENTS
from app.verifier.profile import VC_API
from app.verifier.verification import evidence_wanted, verified
from tests.fakes import SignerInMemory
from tests.verifier.badges import ACHIEVEMENT_ID, ENDORSER_KEYS, ENDORSER_SIGNER, ENDORSER_URL, endorsement, subject
from tests.verifier.world import (
    BADGE,
    INDEX,
    ISSUER,
    ISSUER_URL,
    LIST_URL,
    STATUS,
    World,
    a_list,
    answered,
    badge,
    codes,
    evidence,
    finding,
    signed,
    signed_jwt,
    silent,
    tampered,
    world,
)


def endorsed(document: Document | None = None, signer: SignerInMemory = ENDORSER_SIGNER) -> Document:
    """An endorsement with its proof, as it is embedded."""
    return dict(orjson.loads(signed(document or endorsement(), signer)))


def report(document: Document, *answers: Fetched) -> Report:
    return verified(world(ENDORSER_KEYS, *answers).case(signed(document)))


def only(judged: Report) -> Endorsement:
    (found,) = judged.endorsements
    return found


PLACES: dict[Part, Any] = {
    Part.CREDENTIAL: lambda members: badge(**members),
    Part.ACHIEVEMENT: lambda members: badge(
        credentialSubject=subject(achievement={**BADGE["credentialSubject"]["achievement"], **members})
    ),
    Part.ISSUER: lambda members: badge(issuer={**BADGE["issuer"], **members}),
}
ABOUT = {Part.CREDENTIAL: BADGE["id"], Part.ACHIEVEMENT: ACHIEVEMENT_ID, Part.ISSUER: ISSUER}


@pytest.mark.parametrize("part", Part)
def test_an_endorsement_is_found_in_each_part_and_judged(part: Part) -> None:
    found = only(report(PLACES[part]({"endorsement": [endorsed(endorsement(ABOUT[part]))]})))

    assert (found.about, found.concerns, found.report.verdict) == (part, True, Verdict.VALID)
    assert found.report.credential_format == "endorsement"
    assert found.report.content is not None
    assert found.report.content.comment == "Their noses are good."
    assert (found.report.content.issuer_name, found.report.content.endorsed_id) == ("Wine Guild", ABOUT[part])
    assert found.report.content.recipient_id is None


@pytest.mark.parametrize("part", Part)
def test_an_endorsement_as_jwt_is_found_in_each_part_and_judged(part: Part) -> None:
    token = signed_jwt(endorsement(ABOUT[part]), SignerInMemory(f"{ENDORSER_SIGNER.verification_method}", seed=b"\x09" * 32))

    found = only(report(PLACES[part]({"endorsementJwt": [token.decode()]})))

    assert (found.about, found.concerns) == (part, True)
    assert found.report.securing == "jwt EdDSA"
    assert found.report.verdict is Verdict.VALID


def test_one_endorsement_may_stand_without_a_list() -> None:
    assert only(report(badge(endorsement=endorsed()))).report.verdict is Verdict.VALID


@pytest.mark.parametrize("about", ["urn:uuid:another", ISSUER, ACHIEVEMENT_ID])
def test_an_endorsement_of_something_else_is_told_apart(about: str) -> None:
    found = only(report(badge(endorsement=[endorsed(endorsement(about))])))

    assert not found.concerns
    assert found.report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ({**endorsed(), "name": "Forged"}, Verdict.NOT_VALID),
        ({name: value for name, value in endorsed().items() if name != "proof"}, Verdict.NOT_VALID),
        (endorsed(endorsement(), SignerInMemory("did:web:another.example#key-1")), Verdict.NOT_VALID),
        (endorsed(endorsement(validUntil="2026-01-02T00:00:00Z")), Verdict.VALID_NOT_CURRENT),
    ],
)
def test_a_bad_endorsement_has_its_own_verdict_and_leaves_the_badges_alone(body: Document, verdict: Verdict) -> None:
    judged = verified(world(ENDORSER_KEYS).case(signed_jwt(badge(endorsement=[body]))))

    assert judged.content is not None
    assert only(judged).report.verdict is verdict


def test_the_comment_is_told_only_where_the_signature_stands() -> None:
    forged = endorsed()
    forged["credentialSubject"] = {**forged["credentialSubject"], "endorsementComment": "Buy now!"}

    judged = report(badge(endorsement=[forged]))

    assert judged.verdict is Verdict.VALID
    assert only(judged).report.content is None


def test_what_cannot_be_read_as_an_endorsement_is_not_valid() -> None:
    judged = report(badge(endorsementJwt=["eyJ.eyJ.x"]))

    assert (judged.verdict, only(judged).report.verdict, only(judged).report.content) == (Verdict.VALID, Verdict.NOT_VALID, None)


@pytest.mark.parametrize(
    "written",
    [
        {"endorsementJwt": ["no JWT"]},
        {"endorsementJwt": [7]},
        {"endorsement": ["urn:x"]},
        {"endorsement": [{}]},
        {"endorsement": [endorsed(endorsement(name=...))]},
    ],
)
def test_what_is_not_of_the_form_of_an_endorsement_breaks_that_of_the_badge(written: Document) -> None:
    judged = verified(world(ENDORSER_KEYS).case(signed_jwt(badge(**written))))

    assert (judged.verdict, codes(judged)[2], judged.endorsements) == (Verdict.NOT_VALID, "schema-violation", ())


def test_another_credential_is_no_endorsement() -> None:
    judged = verified(world().case(signed_jwt(badge(endorsementJwt=[signed_jwt().decode()]))))

    assert codes(only(judged).report)[1] == "json-malformed"
    assert "EndorsementCredential" in finding(only(judged).report, 1).facts["detail"]


def test_an_endorsement_of_a_revoked_endorsement_is_not_valid_but_the_badge_is() -> None:
    status = {**STATUS, "id": "https://endorser.example/status#5", "statusListCredential": "https://endorser.example/status"}
    revoked = a_list([INDEX], list_url="https://endorser.example/status", issuer="did:web:endorser.example")
    body = badge(endorsement=[endorsed(endorsement(credentialStatus=status))])

    judged = report(body, answered("https://endorser.example/status", signed(revoked, ENDORSER_SIGNER)))

    assert (judged.verdict, only(judged).report.reason) == (Verdict.VALID, "revoked")
    assert [source.url for source in judged.sources] == [ISSUER_URL, LIST_URL, ENDORSER_URL, "https://endorser.example/status"]


def test_endorsements_of_endorsers_are_not_looked_at() -> None:
    profile = {"id": "did:web:endorser.example", "type": ["Profile"], "endorsement": [endorsed(endorsement("did:web:endorser.example"))]}

    found = only(report(badge(endorsement=[endorsed(endorsement(id="urn:uuid:outer", issuer=profile))])))

    assert found.report.verdict is Verdict.VALID
    assert found.report.endorsements == ()


def test_at_most_eight_are_judged_and_the_others_counted() -> None:
    many = [endorsed()] * (MOST_ENDORSEMENTS + 3)

    judged = verified(world(ENDORSER_KEYS).case(signed_jwt(badge(endorsement=many))))

    assert (len(judged.endorsements), judged.more_endorsements) == (8, 3)


@pytest.mark.parametrize(
    "body",
    [
        tampered(signed(badge(endorsement=[endorsed()])), name="Forged"),
        signed({**badge(endorsement=[endorsed()]), "type": ["VerifiableCredential"]}),
    ],
)
def test_what_is_no_sound_badge_has_none(body: bytes) -> None:
    judged = verified(world(ENDORSER_KEYS).case(body))

    assert judged.endorsements == ()
    assert ENDORSER_URL not in [address.url for address in evidence_wanted(world().case(body))]


def test_programs_are_not_told_of_endorsements() -> None:
    case = replace(world(ENDORSER_KEYS).case(signed(badge(endorsement=[endorsed()]))), profile=VC_API)

    assert verified(case).endorsements == ()


# what is wanted


def test_the_endorsers_keys_are_wanted_once_the_badge_itself_is_sound() -> None:
    body = signed(badge(endorsement=[endorsed()]))

    assert [address.url for address in evidence_wanted(World({}).case(body))] == [ISSUER_URL, LIST_URL]
    assert [address.url for address in evidence_wanted(World(evidence()).case(body))] == [ENDORSER_URL]
    assert evidence_wanted(World(evidence(ENDORSER_KEYS)).case(body)) == ()


def test_an_endorser_that_does_not_answer_leaves_its_endorsement_open() -> None:
    judged = report(badge(endorsement=[endorsed()]), silent(ENDORSER_URL, Unreachable("down")))

    assert (judged.verdict, only(judged).report.verdict) == (Verdict.VALID, Verdict.CANNOT_TELL)


def test_all_endorsers_together_want_no_more_than_allowed() -> None:
    def by(number: int) -> Document:
        did = f"did:web:endorser-{number}.example"
        status = {**STATUS, "statusListCredential": f"https://endorser-{number}.example/status"}
        document = endorsement(issuer={"id": did, "type": ["Profile"]}, credentialStatus=status)
        return endorsed(document, SignerInMemory(f"{did}#1"))

    body = signed_jwt(badge(endorsement=[by(number) for number in range(8)]))
    known = evidence()
    asked: list[str] = []
    while addresses := evidence_wanted(World(known).case(body)):
        asked += [address.url for address in addresses]
        known |= {address.url: silent(address.url) for address in addresses}

    assert len(asked) == len(set(asked)) == MOST_ENDORSEMENT_ADDRESSES


# handed in by itself


def test_an_endorsement_handed_in_by_itself_is_judged() -> None:
    judged = verified(World({ENDORSER_URL: ENDORSER_KEYS}).case(signed(endorsement(), ENDORSER_SIGNER)))

    assert (judged.credential_format, judged.verdict, codes(judged)[2]) == ("endorsement", Verdict.VALID, "schema-endorsement")
    assert judged.content is not None
    assert (judged.content.title, judged.content.comment) == ("Endorsement of a badge", "Their noses are good.")


def test_an_endorsement_that_is_only_called_one_is_recognised_and_refused() -> None:
    judged = verified(World({}).case(orjson.dumps({"type": "EndorsementCredential"})))

    assert (judged.verdict, codes(judged)[2]) == (Verdict.NOT_VALID, "schema-violation")
