"""A new key takes over without a gap, and what the old ones signed goes on verifying; on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import orjson
import pytest
from openvc.did.base import parse_did_document
from openvc.proof.data_integrity import DataIntegrityProofSuite
from sqlalchemy import select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.adapters.journal import read_journal
from app.errors import KeyLocked, KeyStoreUnavailable, NotFound
from app.model.record import CredentialState, IssuerKey, KeyState
from app.model.report import Check, Verdict
from app.model.secured import Algorithm, Signer
from app.schemas.contexts import context_document
from app.services.audited import operator_actor
from app.services.issue import issue
from app.services.prove_keys import NEWEST, OLDEST, Flaw
from app.services.recover import Recovered, recover
from app.services.rotate_keys import rotate_key
from app.services.verify import verify_with, witness_of
from app.verifier.evidence import Address, Fetched
from tests.installations import Stage
from tests.props import NOON
from tests.services.signing_keys import ISSUER, KeyStage, with_distinct_keys

OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EVERY = (Algorithm.EDDSA, Algorithm.RS256, Algorithm.ES256)
KEYS = metadata.tables["issuer_key"]
FILE_OF = {Algorithm.EDDSA: "ob3-jsonld", Algorithm.RS256: "ob3-jwt"}
FIRST_NAMES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@pytest.fixture
def theatre(stage: Stage) -> KeyStage:
    return with_distinct_keys(stage)


@pytest.fixture
def quick(quick_stage: Stage) -> KeyStage:
    return with_distinct_keys(quick_stage)


@pytest.mark.parametrize("algorithm", EVERY)
def test_the_new_key_is_the_one_that_signs_and_the_old_one_stays_listed_without_an_end(theatre: KeyStage, algorithm: Algorithm) -> None:
    old = theatre.active(algorithm)

    rotated = rotate_key(theatre.stage.installation, theatre.operator, ISSUER, algorithm)

    assert theatre.active(algorithm) == rotated.new
    assert theatre.of(KeyState.RETIRED, algorithm) == list(rotated.retired)
    assert [key.id for key in rotated.retired] == [old.id]
    methods = {method["id"]: method for method in theatre.listed()}
    assert {old.public.verification_method, rotated.new.public.verification_method} <= set(methods)
    assert not any({"expires", "revoked"} & set(method) for method in methods.values())
    assert len(methods) == 4


@pytest.mark.parametrize("algorithm", FILE_OF)
def test_what_comes_next_is_signed_with_the_new_key_and_what_the_old_one_signed_verifies(theatre: KeyStage, algorithm: Algorithm) -> None:
    before = theatre.file(theatre.stage.issued(source_ref="a")["id"], FILE_OF[algorithm])

    rotated = rotate_key(theatre.stage.installation, theatre.operator, ISSUER, algorithm)

    after = theatre.file(theatre.stage.issued(source_ref="b")["id"], FILE_OF[algorithm])
    for body, key in ((before, rotated.retired[0]), (after, rotated.new)):
        report = theatre.report(body)
        assert report.verdict is Verdict.VALID
        assert report.finding(Check.ISSUER_KEY).facts["key"] == key.public.verification_method
    assert rotated.proved.flaws == ()
    assert rotated.proved.files == (1 if algorithm is Algorithm.EDDSA else 2)


def test_the_status_list_is_signed_anew_with_the_new_key_at_once(theatre: KeyStage) -> None:
    theatre.stage.issued()
    assert theatre.list_signer() == theatre.active().public.verification_method

    rotated = rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)

    assert theatre.list_signer() == rotated.new.public.verification_method


def test_a_key_of_another_kind_leaves_the_status_list_as_it_is(quick: KeyStage) -> None:
    quick.stage.issued()
    before = quick.list_signer()
    versions = quick.stage.row_counts()["status_publication"]

    rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.RS256)

    assert (quick.list_signer(), quick.stage.row_counts()["status_publication"]) == (before, versions)


def test_audit_trail_and_journal_tell_of_both_keys(theatre: KeyStage) -> None:
    installation = theatre.stage.installation

    rotated = rotate_key(installation, theatre.operator, ISSUER, Algorithm.EDDSA)

    events = metadata.tables["audit_event"].c
    told = theatre.stage.select(select(events.action, events.object_id, events.actor_kind).where(events.object_kind == "key"))
    (old,) = rotated.retired
    assert {("key.created", rotated.new.id), ("key.rotated", rotated.new.id), ("key.retired", old.id)} <= {row[:2] for row in told}
    assert {row[2] for row in told} == {"operator"}
    kept = [entry for entry in read_journal(installation.journal.path).entries if isinstance(entry, IssuerKey)]
    assert kept[-2:] == [rotated.new, old]


def test_all_keys_that_signed_by_that_algorithm_are_retired_at_once(theatre: KeyStage) -> None:
    first = rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)
    theatre.stage.update("issuer_key", first.retired[0].id, state=KeyState.ACTIVE)

    second = rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)

    assert {key.id for key in second.retired} == {first.new.id, first.retired[0].id}
    assert theatre.active() == second.new


def test_a_request_that_planned_with_the_old_key_finishes_with_it(theatre: KeyStage) -> None:
    credential_id = theatre.intend()
    old = theatre.active()
    theatre.stage.clock.move(minutes=5)
    rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)

    assert recover(theatre.stage.installation) == Recovered(finished=1, voided=0)

    report = theatre.report(theatre.file(credential_id))
    assert report.verdict is Verdict.VALID
    assert report.finding(Check.ISSUER_KEY).facts["key"] == old.public.verification_method


def test_openvc_verifies_an_old_credential_with_the_document_that_is_served_after_a_rotation(quick: KeyStage) -> None:
    document = orjson.loads(quick.file(quick.stage.issued()["id"]))

    rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA)

    served = quick.stage.http(None).get(f"/issuers/{ISSUER}/did.json").json()
    key = parse_did_document(served).key_for_purpose(document["proof"]["verificationMethod"], "assertionMethod")
    assert key is not None
    theirs = DataIntegrityProofSuite().verify(
        document,
        public_key_jwk=key.public_key_jwk,
        now=quick.stage.clock(),
        extra_contexts={OB_CONTEXT: context_document(OB_CONTEXT)},
    )
    assert theirs.issuer == served["id"]


def test_ten_rotations_fail_no_verification_that_runs_meanwhile(theatre: KeyStage) -> None:
    bodies = [theatre.file(theatre.stage.issued(source_ref=name)["id"], name) for name in FILE_OF.values()]
    over = threading.Event()

    def verify_until_over(body: bytes) -> list[Verdict]:
        verdicts = [theatre.report(body).verdict]
        while not over.is_set():
            verdicts.append(theatre.report(body).verdict)
        return verdicts

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(verify_until_over, body) for body in bodies]
        flaws = [rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA).proved.flaws for _ in range(10)]
        over.set()
        verdicts = [verdict for verification in running for verdict in verification.result()]

    assert set(verdicts) == {Verdict.VALID}
    assert len(verdicts) > 10
    assert flaws == [()] * 10
    assert len(theatre.listed()) == 13


def test_a_rotation_between_any_two_looks_of_a_verification_does_not_fail_it(quick: KeyStage) -> None:
    installation = quick.stage.installation
    body = quick.file(quick.stage.issued()["id"])
    witness = witness_of(installation)
    looked: list[str] = []

    def look(address: Address) -> Fetched:
        looked.append(address.url)
        found = witness.look(address)
        rotate_key(installation, quick.operator, ISSUER, Algorithm.EDDSA)
        return found

    report = verify_with(replace(witness, look=look), body, None, quick.stage.clock())

    assert report.verdict is Verdict.VALID
    assert len(looked) == 2


def test_issuing_goes_on_while_keys_are_rotated(theatre: KeyStage) -> None:
    installation = theatre.stage.installation
    orders = [theatre.stage.order(source_ref=f"course:{number}") for number in range(24)]

    with ThreadPoolExecutor(3) as pool:
        issuing = [pool.submit(issue, installation, order) for order in orders]
        for _ in range(4):
            rotate_key(installation, theatre.operator, ISSUER, Algorithm.EDDSA)
        issued = [each.result() for each in issuing]

    assert {each.status for each in issued} == {201}
    assert {theatre.report(theatre.file(each.credential_id)).verdict for each in issued} == {Verdict.VALID}


def test_of_rotations_at_once_one_key_remains_that_signs(theatre: KeyStage) -> None:
    processes = [theatre.stage.installation, *(with_distinct_keys(theatre.stage).stage.installation for _ in range(3))]

    with ThreadPoolExecutor(4) as pool:
        rotated = list(pool.map(lambda each: rotate_key(each, theatre.operator, ISSUER, Algorithm.EDDSA), processes))

    assert theatre.active().id in {each.new.id for each in rotated}
    assert len(theatre.of(KeyState.RETIRED)) == 4


def test_at_most_five_files_of_each_key_are_tried(quick: KeyStage) -> None:
    for name in FIRST_NAMES:
        quick.stage.issued(source_ref=name)

    first = rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA)
    quick.stage.issued(source_ref="later")
    second = rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA)

    assert first.proved.files == NEWEST + OLDEST
    assert second.proved.files == NEWEST + OLDEST + 1


def test_revoked_and_expired_credentials_are_no_flaw_of_a_key(quick: KeyStage) -> None:
    credential_id = str(quick.stage.issued()["id"])
    quick.stage.update("credential", credential_id, state=CredentialState.REVOKED)
    quick.stage.clock.move(days=1_000)

    proved = rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA).proved

    assert (proved.files, proved.flaws) == (1, ())


def test_the_files_of_erased_learners_cannot_be_read_and_are_left_out(quick: KeyStage) -> None:
    row = quick.stage.credential(quick.stage.issued()["id"]).row
    quick.stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, NOON))

    proved = rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA).proved

    assert (proved.files, proved.flaws) == (0, ())


def exchange_key(quick: KeyStage, _: str) -> None:
    """Say another key under the name of the one that signed."""
    quick.stage.update("issuer_key", quick.active().id, jwk=dict(with_distinct_keys(quick.stage).keys.create("file:x", Algorithm.EDDSA)))


def rename_key(quick: KeyStage, _: str) -> None:
    """List the key under another name."""
    key = quick.active()
    quick.stage.update("issuer_key", key.id, verification_method=f"{key.public.controller}#moved")


def spoil_box(quick: KeyStage, credential_id: str) -> None:
    """Change the stored bytes."""
    files = metadata.tables["representation"]
    spoilt = files.update().where(files.c.credential_id == credential_id, files.c.key_id.is_not(None)).values(body_box=b"\0" * 64)
    quick.stage.execute(spoilt)


@pytest.mark.parametrize(
    ("spoil", "code"), [(exchange_key, "signature-invalid"), (rename_key, "key-not-listed"), (spoil_box, "secret-unreadable")]
)
def test_what_does_not_verify_any_more_is_named(quick: KeyStage, spoil: Callable[[KeyStage, str], None], code: str) -> None:
    credential_id = str(quick.stage.issued()["id"])
    spoil(quick, credential_id)
    kid = quick.active().kid

    proved = rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA).proved

    assert proved.flaws == (Flaw(kid, credential_id, "ob3-jsonld", code),)
    assert proved.files == 0


def test_an_issuer_of_another_tenant_or_of_nobody_is_not_found(quick: KeyStage) -> None:
    stranger = operator_actor(quick.stage.client("orchestra").tenant_id)
    before = quick.stage.row_counts()

    for actor, slug in ((stranger, ISSUER), (quick.operator, "conservatory"), (quick.operator, "opera")):
        with pytest.raises(NotFound, match=slug):
            rotate_key(quick.stage.installation, actor, slug, Algorithm.EDDSA)
    assert quick.stage.row_counts() == before
    assert quick.keys.created == []


def test_a_store_that_makes_no_key_leaves_everything_as_it_was(quick: KeyStage) -> None:
    before, rows = quick.active(), quick.stage.row_counts()
    quick.keys.locked = True

    with pytest.raises(KeyStoreUnavailable):
        rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA)

    assert (quick.active(), quick.stage.row_counts()) == (before, rows)


def test_a_new_key_that_signs_with_another_one_never_becomes_active(quick: KeyStage) -> None:
    before = quick.active()

    def signer_for(_: IssuerKey) -> Signer:
        return quick.keys.signer_for(before)

    confused = quick.stage.again(create_key=quick.keys.create, signer_for=signer_for).installation
    with pytest.raises(KeyStoreUnavailable, match="signs with another key"):
        rotate_key(confused, quick.operator, ISSUER, Algorithm.EDDSA)

    assert quick.active() == before


def test_a_new_key_that_cannot_be_opened_never_becomes_active(quick: KeyStage) -> None:
    before = quick.active()

    def signer_for(_: IssuerKey) -> Signer:
        raise KeyLocked("the passphrase does not open it")

    locked = quick.stage.again(create_key=quick.keys.create, signer_for=signer_for).installation
    with pytest.raises(KeyLocked):
        rotate_key(locked, quick.operator, ISSUER, Algorithm.EDDSA)

    assert quick.active() == before
