"""A key in strange hands: what it signed since is revoked, what it signed before stays good, no thief is believed; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from openvc.did.base import parse_did_document
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.status.bitstring import decode_bitstring, get_status_bit
from sqlalchemy import select

from app.adapters.database import outbox
from app.adapters.database.tables import metadata
from app.errors import Conflict, InProgress, KeyStoreUnavailable, NotFound, SchemaViolation, StorageUnavailable
from app.model.events import OutboxRow
from app.model.record import CredentialState, IssuerKey, KeyState
from app.model.report import Check, Verdict
from app.model.secured import Algorithm, Document
from app.proofs.suite import SecureOptions
from app.schemas.contexts import CREDENTIALS_V2, context_document
from app.services.audited import operator_actor
from app.services.compromise_key import Compromised, carry_out_compromise, compromise_key
from app.services.envelopes import AT_ISSUE
from app.services.issue import issue
from app.services.list_keys import issuer_named
from app.services.orders import IssueOrder
from app.services.recover import Recovered, recover
from app.services.revoke_signed import Revoked, revoke_signed
from app.services.rotate_keys import rotate_key
from app.services.vc_api_access import Caller, open_door
from app.services.vc_api_instances import NewInstance, create_instance
from app.services.vc_api_issuances import reserve_issuance
from tests.installations import Stage
from tests.props import NOON
from tests.services.signing_keys import ISSUER, KeyStage, with_distinct_keys

OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SINCE = NOON + timedelta(hours=12)


@pytest.fixture
def theatre(stage: Stage) -> KeyStage:
    return with_distinct_keys(stage)


@pytest.fixture
def quick(quick_stage: Stage) -> KeyStage:
    return with_distinct_keys(quick_stage)


def compromise(theatre: KeyStage, kid: str, since: datetime = SINCE) -> Compromised:
    return compromise_key(theatre.stage.installation, theatre.operator, ISSUER, kid, since)


def issued_at(theatre: KeyStage, hours: float) -> str:
    """Issue a credential so many hours after noon; return its id."""
    theatre.stage.clock.moment = NOON + timedelta(hours=hours)
    return str(theatre.stage.issued(source_ref=f"after {hours}")["id"])


def state(theatre: KeyStage, credential_id: str) -> tuple[CredentialState, str | None]:
    row = theatre.stage.credential(credential_id).row
    return row.state, row.reason


def effects(theatre: KeyStage) -> tuple[OutboxRow, ...]:
    due = theatre.stage.installation.database.read(lambda session: outbox.due(session, theatre.stage.clock(), 1_000))
    return tuple(row for row in due if row.kind == "key.compromised")


def forged(theatre: KeyStage, body: bytes, key: IssuerKey, moment: datetime) -> bytes:
    """Return what a thief makes of a credential: somebody else's name, a date of their choice, and a signature with the stolen key."""
    document: Document = orjson.loads(body)
    del document["proof"]
    document["id"] = f"{theatre.stage.installation.public_url}/c/AAAAAAAAAAAAAAAAAAAAAA"
    return AT_ISSUE.suite.secure(document, theatre.keys.signer_for(key), SecureOptions(moment=moment)).body


def test_what_the_key_signed_since_is_revoked_and_what_it_signed_before_stays_good(theatre: KeyStage) -> None:
    before, at_once, after = (issued_at(theatre, hours) for hours in (0, 12, 13))
    files = {credential_id: theatre.file(credential_id) for credential_id in (before, at_once, after)}
    theatre.stage.clock.move(hours=3)
    old = theatre.active()

    done = compromise(theatre, old.kid)

    assert (done.key.state, done.key.public.revoked_at, done.revoked, done.kept) == (KeyState.REVOKED, SINCE, Revoked(2, 0), 1)
    assert [state(theatre, each)[0] for each in files] == [CredentialState.ISSUED, CredentialState.REVOKED, CredentialState.REVOKED]
    assert state(theatre, after)[1] == "key_compromise"
    reports = [theatre.report(body) for body in files.values()]
    assert [report.verdict for report in reports] == [Verdict.VALID, Verdict.NOT_VALID, Verdict.NOT_VALID]
    assert reports[0].finding(Check.ISSUER_KEY).code == "key-revoked-later"


def test_what_the_key_signed_for_the_vc_api_is_revoked_too_also_where_its_record_was_forgotten(theatre: KeyStage) -> None:
    create_instance(theatre.stage.installation, theatre.operator, NewInstance("badges", "eddsa-rdfc-2022", issuer=ISSUER, with_status=True))
    signed = []
    for hours in (0, 12, 13, 14):
        theatre.stage.clock.moment = NOON + timedelta(hours=hours)
        credential = {"@context": [CREDENTIALS_V2], "type": ["VerifiableCredential"], "credentialSubject": {"id": "urn:x"}}
        answer = theatre.stage.http().post("/vc-api/issuers/badges/credentials/issue", json={"credential": credential})
        signed.append((answer.json()["verifiableCredential"]["credentialStatus"], answer.headers["Location"]))
    theatre.stage.http().delete(signed[2][1])
    theatre.stage.http().post("/vc-api/credentials/status", json=_revoke(signed[3][1]))

    done = compromise(theatre, theatre.active().kid)

    assert done.revoked.credentials == 2  # and one was revoked before
    published = theatre.stage.http(None).get(f"/status/{signed[0][0]['statusListCredential'].rpartition('/')[2]}").json()
    bits = decode_bitstring(published["credentialSubject"]["encodedList"])
    assert [get_status_bit(bits, int(entry["statusListIndex"])) for entry, _ in signed] == [0, 1, 1, 1]
    assert compromise(theatre, done.key.kid).revoked.credentials == 0


def test_what_asked_for_the_key_before_and_is_written_down_after_it_was_revoked_is_not_signed(theatre: KeyStage) -> None:
    installation = theatre.stage.installation
    create_instance(installation, theatre.operator, NewInstance("badges", "eddsa-rdfc-2022", issuer=ISSUER, with_status=True))
    theatre.stage.clock.move(hours=13)
    caller = Caller(theatre.stage.client())
    early = installation.database.read(lambda session: open_door(session, installation, "badges", caller))
    compromise(theatre, early.key.kid)

    with pytest.raises(InProgress):
        installation.database.write(lambda session: reserve_issuance(session, installation, early, {}, None))

    assert theatre.stage.row_counts()["vc_api_issuance"] == 0
    late = installation.database.read(lambda session: open_door(session, installation, "badges", caller))
    row, _ = installation.database.write(lambda session: reserve_issuance(session, installation, late, {}, None))
    assert row.key_id == theatre.active().id != early.key.id


def _revoke(location: str) -> Document:
    return {"credentialId": location.rpartition("/")[2], "credentialStatus": {"type": "BitstringStatusListEntry"}, "status": True}


def test_the_key_in_its_place_signs_the_lists_at_once_and_whatever_comes_next(theatre: KeyStage) -> None:
    issued_at(theatre, 13)
    old = theatre.active()

    done = compromise(theatre, old.kid)

    assert done.replacement == theatre.active()
    assert theatre.list_signer() == theatre.active().public.verification_method
    body = theatre.file(issued_at(theatre, 14))
    assert orjson.loads(body)["proof"]["verificationMethod"] == theatre.active().public.verification_method
    assert theatre.report(body).verdict is Verdict.VALID


def test_the_document_says_since_when_the_key_is_revoked_and_foreign_verifiers_see_the_bits(theatre: KeyStage) -> None:
    before, after = (orjson.loads(theatre.file(issued_at(theatre, hours))) for hours in (0, 13))
    old = theatre.active()

    compromise(theatre, old.kid)

    served = theatre.stage.http(None).get(f"/issuers/{ISSUER}/did.json").json()
    methods = {method["id"]: method.get("revoked") for method in served["verificationMethod"]}
    assert methods[old.public.verification_method] == "2026-02-01T00:00:00Z"
    assert [revoked for revoked in methods.values() if revoked] == ["2026-02-01T00:00:00Z"]
    key = parse_did_document(served).key_for_purpose(theatre.list_signer(), "assertionMethod")
    assert key is not None
    entry = before["credentialStatus"]
    published = theatre.stage.http(None).get(f"/status/{entry['statusListCredential'].rpartition('/')[2]}").json()
    now, contexts = theatre.stage.clock(), {OB_CONTEXT: context_document(OB_CONTEXT)}
    DataIntegrityProofSuite().verify(published, public_key_jwk=key.public_key_jwk, now=now, extra_contexts=contexts)
    bits = decode_bitstring(published["credentialSubject"]["encodedList"])
    indexes = [int(each["credentialStatus"]["statusListIndex"]) for each in (before, after)]
    assert [get_status_bit(bits, index) for index in indexes] == [0, 1]


@pytest.mark.parametrize("hours", [-24, 11, 12, 13])
def test_what_a_thief_signed_is_never_valid_whatever_date_it_bears(quick: KeyStage, hours: int) -> None:
    body = quick.file(issued_at(quick, 0))
    old = quick.active()
    quick.stage.clock.move(hours=14)
    theirs = forged(quick, body, old, NOON + timedelta(hours=hours))
    assert quick.report(theirs).verdict is not Verdict.NOT_VALID

    compromise(quick, old.kid)

    report = quick.report(theirs)
    assert report.verdict is (Verdict.NOT_VALID if hours >= 12 else Verdict.CANNOT_TELL)
    assert report.content is None


def test_a_credential_is_revoked_for_any_file_that_the_key_signed_since(theatre: KeyStage) -> None:
    early, late = issued_at(theatre, 0), issued_at(theatre, 1)
    early_jwt = theatre.file(early, "ob3-jwt")
    theatre.stage.clock.move(hours=12)
    theatre.file(late, "ob3-jwt")
    key = theatre.active(Algorithm.RS256)

    done = compromise(theatre, key.kid)

    assert (done.revoked.credentials, done.kept) == (1, 1)
    assert [state(theatre, each)[0] for each in (early, late)] == [CredentialState.ISSUED, CredentialState.REVOKED]
    assert theatre.report(early_jwt).verdict is Verdict.VALID
    assert theatre.report(theatre.file(early)).verdict is Verdict.VALID
    assert done.replacement == theatre.active(Algorithm.RS256)


def test_a_retired_key_can_be_compromised_and_needs_nobody_in_its_place(theatre: KeyStage) -> None:
    credential_id = issued_at(theatre, 13)
    old = theatre.active()
    newer = rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA).new
    made = list(theatre.keys.created)

    done = compromise(theatre, old.kid)

    assert (done.replacement, theatre.active(), theatre.keys.created) == (None, newer, made)
    assert state(theatre, credential_id) == (CredentialState.REVOKED, "key_compromise")


def test_suspended_credentials_are_revoked_and_ended_ones_stay_as_they_are(theatre: KeyStage) -> None:
    suspended, revoked = issued_at(theatre, 13), issued_at(theatre, 14)
    theatre.stage.update("credential", suspended, state=CredentialState.SUSPENDED, reason="other")
    theatre.stage.update("credential", revoked, state=CredentialState.REVOKED, reason="issued_in_error")

    done = compromise(theatre, theatre.active().kid)

    assert done.revoked.credentials == 1
    assert state(theatre, suspended) == (CredentialState.REVOKED, "key_compromise")
    assert state(theatre, revoked) == (CredentialState.REVOKED, "issued_in_error")


def test_open_intents_under_the_key_are_given_up_and_may_be_asked_for_again(theatre: KeyStage) -> None:
    theatre.stage.clock.move(hours=13)
    credential_id = theatre.intend(key="k1")
    old = theatre.active()

    assert compromise(theatre, old.kid).revoked == Revoked(0, 1)

    assert state(theatre, credential_id)[0] is CredentialState.VOIDED
    again = theatre.stage.issue(key="k1")
    assert again.status_code == 201
    assert theatre.report(theatre.file(again.json()["id"])).verdict is Verdict.VALID


def test_an_intent_that_was_written_too_late_is_refused_when_it_comes_to_be_signed(theatre: KeyStage) -> None:
    credential_id = theatre.intend(key="k1")
    old = theatre.active()
    rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)
    theatre.stage.update("issuer_key", old.id, state=KeyState.REVOKED, revoked_at=NOON)

    assert recover(theatre.stage.installation) == Recovered(finished=0, voided=1)

    assert state(theatre, credential_id)[0] is CredentialState.VOIDED
    assert theatre.stage.issue(key="k1").status_code == 201


def test_a_file_whose_key_was_revoked_while_it_was_asked_for_is_to_be_asked_for_again(quick: KeyStage) -> None:
    credential_id = str(quick.stage.issued()["id"])
    path = f"/v1/credentials/{credential_id}/representations/ob3-jwt"
    quick.stage.storage.refused = {2}
    assert quick.stage.http().get(path).status_code == 503
    old = quick.active(Algorithm.RS256)
    rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.RS256)
    quick.stage.update("issuer_key", old.id, state=KeyState.REVOKED, revoked_at=NOON)

    refused, again = (quick.stage.http().get(path) for _ in range(2))

    assert (refused.status_code, refused.json()["code"], "retry-after" in refused.headers) == (409, InProgress.code, True)
    assert again.status_code == 200


@pytest.mark.parametrize("turn", [2, 3, 4])
def test_what_a_crash_leaves_undone_is_done_by_the_effect_that_was_written_down(theatre: KeyStage, turn: int) -> None:
    ids = [issued_at(theatre, hours) for hours in (12, 13)]
    bodies = [theatre.file(each) for each in ids]
    old = theatre.active()
    theatre.list_signer()
    theatre.stage.storage.refused = {turn}
    with pytest.raises(StorageUnavailable):
        compromise(theatre, old.kid)
    (effect,) = effects(theatre)
    assert dict(effect.payload) == {"key": old.id}

    for _ in range(2):
        carry_out_compromise(theatre.stage.installation, effect)

    assert [state(theatre, each) for each in ids] == [(CredentialState.REVOKED, "key_compromise")] * 2
    assert {theatre.report(body).verdict for body in bodies} == {Verdict.NOT_VALID}
    assert theatre.list_signer() == theatre.active().public.verification_method
    assert theatre.stage.audited().count("credential.revoked") == 2


def test_asked_for_again_it_goes_on_and_says_nothing_twice(theatre: KeyStage) -> None:
    issued_at(theatre, 13)
    old = theatre.active()
    compromise(theatre, old.kid)

    again = compromise(theatre, old.kid)

    assert (again.revoked, again.replacement) == (Revoked(0, 0), None)
    assert theatre.stage.audited().count("key.compromised") == 1
    assert len(effects(theatre)) == 1


def test_an_earlier_moment_revokes_more_and_a_later_one_is_refused(theatre: KeyStage) -> None:
    early, late = issued_at(theatre, 6), issued_at(theatre, 13)
    old = theatre.active()
    compromise(theatre, old.kid)

    with pytest.raises(Conflict, match="2026-02-01T00:00:00Z"):
        compromise(theatre, old.kid, SINCE + timedelta(seconds=1))
    more = compromise(theatre, old.kid, NOON + timedelta(hours=6))

    assert (more.revoked.credentials, more.key.public.revoked_at) == (1, NOON + timedelta(hours=6))
    assert {state(theatre, each)[0] for each in (early, late)} == {CredentialState.REVOKED}
    assert len(effects(theatre)) == 2


def test_the_moment_counts_in_whole_seconds_of_utc_as_the_document_has_it(quick: KeyStage) -> None:
    credential_id = issued_at(quick, 12)
    since = datetime(2026, 2, 1, 2, 0, 0, 700_000, tzinfo=timezone(timedelta(hours=2)))

    done = compromise(quick, quick.active().kid, since)

    assert done.key.public.revoked_at == datetime(2026, 2, 1, tzinfo=UTC)
    assert state(quick, credential_id)[0] is CredentialState.REVOKED


def test_a_moment_that_is_still_to_come_is_refused(quick: KeyStage) -> None:
    rows = quick.stage.row_counts()

    with pytest.raises(SchemaViolation) as refused:
        compromise(quick, quick.active().kid, NOON + timedelta(seconds=1))

    assert [fault.pointer for fault in refused.value.faults] == ["/since"]
    assert (quick.stage.row_counts(), quick.keys.created) == (rows, [])


def test_without_a_key_in_its_place_nothing_is_changed(quick: KeyStage) -> None:
    credential_id = issued_at(quick, 13)
    old, rows = quick.active(), quick.stage.row_counts()
    quick.keys.locked = True

    with pytest.raises(KeyStoreUnavailable):
        compromise(quick, old.kid)

    assert (quick.active(), quick.stage.row_counts(), state(quick, credential_id)[0]) == (old, rows, CredentialState.ISSUED)


def test_a_key_of_another_tenant_or_of_nobody_is_not_found(quick: KeyStage) -> None:
    kid = quick.active().kid
    stranger = operator_actor(quick.stage.client("orchestra").tenant_id)

    for actor, slug, name in ((stranger, ISSUER, kid), (quick.operator, "conservatory", kid), (quick.operator, ISSUER, "nothing")):
        with pytest.raises(NotFound):
            compromise_key(quick.stage.installation, actor, slug, name, NOON)
    assert quick.keys.created == []


def test_an_effect_whose_key_is_nowhere_is_refused(quick: KeyStage) -> None:
    row = OutboxRow("out_1", quick.operator.tenant_id, "key.compromised:x", "key.compromised", {"key": "key_x"}, NOON, NOON)

    with pytest.raises(NotFound, match="key_x"):
        carry_out_compromise(quick.stage.installation, row)


def test_no_credential_slips_through_that_is_issued_at_the_same_time(theatre: KeyStage) -> None:
    old = theatre.active()
    orders = [theatre.stage.order(key=f"k{number}", source_ref=f"course:{number}") for number in range(24)]

    def ask(order: IssueOrder) -> str | None:
        try:
            return issue(theatre.stage.installation, order).credential_id
        except InProgress:
            return None

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, order) for order in orders]
        compromise(theatre, old.kid, NOON)
        issued = [each.result() for each in asked]

    files = metadata.tables["representation"].c
    by_old = {row[0] for row in theatre.stage.select(select(files.credential_id).where(files.key_id == old.id))}
    assert {state(theatre, each)[0] for each in by_old} <= {CredentialState.REVOKED}
    assert {state(theatre, each)[0] for each in issued if each and each not in by_old} == {CredentialState.ISSUED}
    assert {ask(order) is None for order in orders} == {False}


def test_two_that_carry_it_out_at_once_revoke_each_credential_once(theatre: KeyStage) -> None:
    for hours in range(12, 18):
        issued_at(theatre, hours)
    old = theatre.active()
    theatre.stage.storage.refused = {2}
    with pytest.raises(StorageUnavailable):
        compromise(theatre, old.kid)
    (effect,) = effects(theatre)
    processes = [theatre.stage.installation, with_distinct_keys(theatre.stage).stage.installation]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: carry_out_compromise(each, effect), processes))

    assert theatre.stage.audited().count("credential.revoked") == 6


def test_many_credentials_are_revoked_a_few_in_each_transaction_and_what_was_revoked_stays_so(theatre: KeyStage) -> None:
    ids = [issued_at(theatre, hours) for hours in range(12, 17)]
    installation, old = theatre.stage.installation, theatre.active()
    theatre.stage.storage.refused = {2}
    with pytest.raises(StorageUnavailable):
        compromise(theatre, old.kid)
    (revoked_key,) = theatre.of(KeyState.REVOKED)
    theatre.stage.storage.refused = {4}
    with pytest.raises(StorageUnavailable):
        revoke_signed(installation, issuer_named(installation, ISSUER), revoked_key, chunk=2)
    assert [state(theatre, each)[0] for each in ids].count(CredentialState.REVOKED) == 4

    assert revoke_signed(installation, issuer_named(installation, ISSUER), revoked_key, chunk=2).credentials == 1
