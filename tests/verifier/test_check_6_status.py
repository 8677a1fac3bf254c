"""Check (6): not revoked, by every list that the credential names; what cannot be told is never taken for good."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from app.crypto.jws import write_compact
from app.errors import AddressForbidden
from app.model.report import Outcome, Verdict
from app.model.secured import Document
from app.verifier.case import OwnRecord
from tests.fakes import SignerInMemory
from tests.verifier.world import (
    INDEX,
    ISSUER,
    ISSUER_URL,
    LIST_URL,
    NOON,
    RSA_SIGNER,
    SIGNER,
    SIZE,
    STATUS,
    STRANGER,
    SUSPENSIONS_URL,
    World,
    a_list,
    answered,
    badge,
    codes,
    finding,
    keys_document,
    signed,
    signed_jwt,
    silent,
    suspensions,
    tampered,
    world,
)

SUSPENSION = {**STATUS, "id": f"{SUSPENSIONS_URL}#5", "statusPurpose": "suspension", "statusListCredential": SUSPENSIONS_URL}
DAY = timedelta(days=1)


def entry(**members: Any) -> Document:
    return {name: value for name, value in {**STATUS, **members}.items() if value is not ...}


def with_list(body: bytes) -> World:
    return world(answered(LIST_URL, body))


# passed and not applicable


def test_a_bit_that_is_not_set_means_not_revoked() -> None:
    report = with_list(signed(a_list([INDEX - 1, INDEX + 1]))).report(signed())

    assert finding(report, 6).outcome is Outcome.PASSED
    assert codes(report)[6] == "not-revoked"


@pytest.mark.parametrize("entries", [..., []])
def test_no_status_entry_at_all_does_not_apply(entries: Any) -> None:
    report = world().report(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"])))

    assert (finding(report, 6).outcome, codes(report)[6]) == (Outcome.NOT_APPLICABLE, "no-status")
    assert report.verdict is Verdict.VALID


def test_an_index_may_be_a_number() -> None:
    report = world().report(signed_jwt(badge(credentialStatus=entry(statusListIndex=INDEX))))

    assert codes(report)[6] == "not-revoked"


def test_a_list_may_be_a_jwt() -> None:
    report = with_list(signed_jwt(a_list([INDEX]))).report(signed())

    assert codes(report)[6] == "revoked"


# failed


def test_a_set_bit_means_revoked() -> None:
    report = with_list(signed(a_list([INDEX]))).report(signed())

    assert report.verdict is Verdict.NOT_VALID
    assert report.reason == "revoked"
    assert report.content is not None


def test_a_revoked_credential_is_not_valid_though_it_has_expired_too() -> None:
    report = with_list(signed(a_list([INDEX]))).report(signed(badge(validUntil="2026-01-02T00:00:00Z")))

    assert (report.verdict, report.reason) == (Verdict.NOT_VALID, "revoked")


@pytest.mark.parametrize(
    ("revoked", "suspended", "code", "verdict"),
    [
        ([], [], "not-revoked", Verdict.VALID),
        ([], [INDEX], "suspended", Verdict.VALID_NOT_CURRENT),
        ([INDEX], [], "revoked", Verdict.NOT_VALID),
        ([INDEX], [INDEX], "revoked", Verdict.NOT_VALID),
    ],
)
def test_every_entry_is_looked_up(revoked: list[int], suspended: list[int], code: str, verdict: Verdict) -> None:
    surroundings = world(answered(LIST_URL, signed(a_list(revoked))), answered(SUSPENSIONS_URL, signed(suspensions(suspended))))

    report = surroundings.report(signed_jwt(badge(credentialStatus=[SUSPENSION, STATUS], type=["VerifiableCredential"])))

    assert (codes(report)[6], report.verdict) == (code, verdict)


@pytest.mark.parametrize("revoked", [True, False])
def test_revoked_outweighs_unknown_and_unknown_outweighs_suspended(*, revoked: bool) -> None:
    unknown = entry(type="SomethingNew", id=...)
    surroundings = world(
        answered(LIST_URL, signed(a_list([INDEX] if revoked else []))), answered(SUSPENSIONS_URL, signed(suspensions([INDEX])))
    )

    report = surroundings.report(signed_jwt(badge(credentialStatus=[SUSPENSION, unknown, STATUS], type=["VerifiableCredential"])))

    assert codes(report)[6] == ("revoked" if revoked else "status-type-unknown")


# our own register


@pytest.mark.parametrize(
    ("own", "code", "verdict"),
    [
        (OwnRecord(ISSUER), "not-revoked", Verdict.VALID),
        (OwnRecord(ISSUER, revoked=True), "revoked", Verdict.NOT_VALID),
        (OwnRecord(ISSUER, suspended=True), "suspended", Verdict.VALID_NOT_CURRENT),
        (OwnRecord(ISSUER, superseded_by="https://issuer.example/c/2"), "superseded", Verdict.VALID_NOT_CURRENT),
        (OwnRecord(ISSUER, revoked=True, superseded_by="https://issuer.example/c/2"), "superseded", Verdict.VALID_NOT_CURRENT),
        (OwnRecord("did:web:another.example", revoked=True), "not-revoked", Verdict.VALID),
    ],
)
def test_our_register_knows_what_lists_do_not_say(own: OwnRecord, code: str, verdict: Verdict) -> None:
    report = world(own=own).report(signed())

    assert (codes(report)[6], report.verdict) == (code, verdict)


def test_a_replaced_credential_is_not_called_revoked_though_its_bit_is_set() -> None:
    own = OwnRecord(ISSUER, revoked=True, superseded_by="https://issuer.example/c/2")

    report = world(answered(LIST_URL, signed(a_list([INDEX]))), own=own).report(signed())

    assert (report.verdict, report.reason) == (Verdict.VALID_NOT_CURRENT, "superseded")
    assert finding(report, 6).facts == {"superseded_by": "https://issuer.example/c/2"}


def test_our_register_speaks_of_a_credential_without_a_list_too() -> None:
    report = world(own=OwnRecord(ISSUER, suspended=True)).report(signed(badge(credentialStatus=...)))

    assert codes(report)[6] == "suspended"


def test_our_register_is_not_asked_of_a_forgery() -> None:
    report = world(own=OwnRecord(ISSUER, revoked=True)).report(tampered(signed(), name="Forged"))

    assert codes(report)[6] == "not-judged"


# unknown: the entry


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        (entry(type="SomethingNew"), "status-type-unknown"),
        (entry(type=["A", "B"]), "status-type-unknown"),
        (entry(statusSize=0), "status-malformed"),
        (entry(statusSize=2), "status-list-too-short"),
        ([STATUS, entry(type="SomethingNew", id=...)], "status-type-unknown"),
        (entry(statusPurpose="something-new"), "status-purpose-unknown"),
        ([STATUS, entry(statusPurpose="something-new", id=...)], "status-purpose-unknown"),
        (entry(statusPurpose="message"), "status-list-refused"),
        (entry(statusPurpose=...), "status-malformed"),
        (entry(statusListCredential=...), "status-malformed"),
        (entry(statusListIndex=...), "status-malformed"),
        (entry(statusListIndex="five"), "status-malformed"),
        (entry(statusListIndex=5.5), "status-malformed"),
        (entry(statusListIndex=True), "status-malformed"),
        (entry(statusListIndex="-1"), "status-index-out-of-range"),
        (entry(statusListIndex=str(SIZE)), "status-index-out-of-range"),
        (entry(statusListIndex="9" * 10), "status-index-out-of-range"),
    ],
)
def test_an_entry_that_cannot_be_followed_leaves_the_status_unknown(entries: Any, code: str) -> None:
    report = world().report(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"])))

    assert codes(report)[6] == code
    assert finding(report, 6).outcome is Outcome.UNKNOWN
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.reason == code


@pytest.mark.parametrize("entries", [entry(type=...), "https://issuer.example/status", 7, None, [7], [None], {}])
def test_an_entry_that_is_none_leaves_the_status_unknown_and_the_form_broken(entries: Any) -> None:
    report = world().report(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"])))

    assert codes(report)[6] == "status-malformed"
    assert codes(report)[2] == "schema-violation"
    assert report.verdict is Verdict.NOT_VALID


# unknown: the list


@pytest.mark.parametrize("answer", [silent(LIST_URL), silent(LIST_URL, AddressForbidden("10.0.0.1"))])
def test_a_list_that_cannot_be_reached_leaves_the_status_unknown(answer: Any) -> None:
    report = world(answer).report(signed())

    assert codes(report)[6] == "status-unreachable"
    assert finding(report, 6).facts["url"] == LIST_URL
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.content is not None


def test_a_list_that_nobody_asked_for_is_unknown() -> None:
    report = World({ISSUER_URL: answered(ISSUER_URL, keys_document())}).report(signed())

    assert codes(report)[6] == "status-unreachable"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        orjson.dumps(a_list()),
        signed(a_list(), STRANGER),
        signed(a_list(), SignerInMemory("did:web:another.example#key-1")),
        signed(a_list(issuer="did:web:another.example")),
        tampered(signed(a_list([INDEX])), credentialSubject=a_list()["credentialSubject"]),
        tampered(signed(a_list()), proof={"type": "DataIntegrityProof"}),
        tampered(signed(a_list()), proof=None),
        signed(a_list(list_url="https://issuer.example/status/another")),
        signed(a_list(purpose="suspension")),
        signed(a_list(valid_from=NOON + DAY)),
        signed(a_list(valid_until=NOON - DAY)),
        signed({**a_list(), "type": ["VerifiableCredential"]}),
        signed(badge()),
        signed_jwt({**a_list(), "credentialSubject": {**a_list()["credentialSubject"], "encodedList": "uAAAA"}}),
        signed_jwt({**a_list(), "credentialSubject": {**a_list()["credentialSubject"], "encodedList": 7}}),
        signed_jwt({**a_list(), "credentialSubject": []}),
        signed(a_list()).replace(b'"VerifiableCredential"', b'"VerifiableCredential","VerifiableCredential', 1),
    ],
)
def test_a_list_that_is_not_the_issuers_genuine_and_current_one_is_refused(body: bytes) -> None:
    report = with_list(body).report(signed())

    assert codes(report)[6] == "status-list-refused"
    assert report.verdict is Verdict.CANNOT_TELL


def test_a_list_whose_proof_has_expired_is_refused() -> None:
    proof = {**orjson.loads(signed(a_list()))["proof"], "expires": "2026-01-30T00:00:00Z"}

    report = with_list(tampered(signed(a_list()), proof=proof)).report(signed())

    assert codes(report)[6] == "status-list-refused"


@pytest.mark.parametrize(("seconds", "code"), [(60, "not-revoked"), (61, "status-list-refused")])
def test_a_list_whose_jwt_is_not_yet_in_force_is_refused(seconds: int, code: str) -> None:
    begins = int((NOON + timedelta(seconds=seconds)).timestamp())
    body = write_compact({"typ": "vc+jwt", "kid": SIGNER.verification_method}, orjson.dumps({**a_list(), "nbf": begins}), SIGNER)

    assert codes(with_list(body.encode()).report(signed()))[6] == code


def test_a_list_whose_jwt_has_expired_is_refused() -> None:
    report = with_list(signed_jwt(a_list(valid_until=NOON - timedelta(seconds=1)))).report(signed())

    assert codes(report)[6] == "status-list-refused"
    assert "expired" in finding(report, 6).facts["detail"]


def test_a_list_signed_with_a_revoked_key_is_refused() -> None:
    keys = keys_document(replace(SIGNER.public_key, revoked_at=NOON - DAY), RSA_SIGNER.public_key)
    surroundings = world(answered(ISSUER_URL, keys), answered(LIST_URL, signed(a_list([INDEX]))))

    report = surroundings.report(signed_jwt())

    assert codes(report)[3] == "key-listed"
    assert codes(report)[6] == "status-list-refused"


def test_a_list_that_names_itself_is_not_asked_again() -> None:
    report = with_list(signed({**a_list(), "credentialStatus": STATUS})).report(signed())

    assert codes(report)[6] == "not-revoked"


# not judged


@pytest.mark.parametrize("body", [tampered(signed(), name="Forged"), signed(signer=STRANGER), tampered(signed(), proof=...)])
def test_dates_and_status_of_a_credential_that_is_not_proven_are_not_judged(body: bytes) -> None:
    report = with_list(signed(a_list([INDEX]))).report(body)

    assert codes(report)[5] == codes(report)[6] == "not-judged"
    assert finding(report, 5).facts == finding(report, 6).facts == {}


@pytest.mark.parametrize("indexes", [(str(INDEX), "7"), ("7", str(INDEX))])
def test_what_is_said_of_two_entries_of_one_name_could_be_exchanged_so_nothing_is_told_by_them(indexes: tuple[str, str]) -> None:
    one_name = {**SUSPENSION, "id": STATUS["id"], "statusListIndex": "7"}
    lists = (answered(LIST_URL, signed(a_list([INDEX]))), answered(SUSPENSIONS_URL, signed(suspensions())))
    document = orjson.loads(signed(badge(type=["VerifiableCredential"], credentialStatus=[STATUS, one_name])))
    for each, index in zip(document["credentialStatus"], indexes, strict=True):
        each["statusListIndex"] = index

    report = world(*lists).report(orjson.dumps(document))

    assert (codes(report)[4], codes(report)[6]) == ("signature-genuine", "status-malformed")
    assert report.verdict is Verdict.CANNOT_TELL


def test_an_entry_may_stand_there_twice() -> None:
    report = world().report(signed(badge(type=["VerifiableCredential"], credentialStatus=[STATUS, STATUS])))

    assert codes(report)[6] == "not-revoked"
