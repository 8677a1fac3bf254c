"""Test seals: whom they name, that they say that they are tests, who gets one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from sqlalchemy import update

from app.adapters.database import identities, migrate
from app.adapters.database.tables import metadata
from app.adapters.journal import read_journal
from app.crypto.certificates import certified_jwk, read_chain, subject_of
from app.crypto.hashes import sha256_hex
from app.errors import Conflict, KeyLocked, KeyStoreUnavailable, NotFound
from app.model.issuer import Mode
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.seals import TEST_SEAL_DAYS, create_test_seal
from app.services.vc_api_instances import NewInstance, create_instance
from tests.installations import Stage
from tests.props import NOON


def sealed(stage: Stage, slug: str = "academy", algorithm: Algorithm = Algorithm.ES256) -> IssuerKey:
    return create_test_seal(stage.installation, operator_actor(stage.client().tenant_id), slug, algorithm)


def seals(stage: Stage, key: IssuerKey) -> tuple[IssuerKey, ...]:
    return stage.installation.database.read(lambda session: identities.seals_of(session, key.identity_id))


def test_a_test_seal_is_stored_and_seals_from_then_on(quick_stage: Stage) -> None:
    key = sealed(quick_stage)

    assert seals(quick_stage, key) == (key,)
    assert key.state is KeyState.ACTIVE
    assert key.public.verification_method == f"https://credentials.example.org/issuers/academy/seals/{key.kid}"
    assert quick_stage.installation.database.read(lambda session: identities.active_seal(session, key.identity_id)) == key


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.RS256])
def test_its_certificate_certifies_the_key_and_is_signed_by_it(quick_stage: Stage, algorithm: Algorithm) -> None:
    key = sealed(quick_stage, algorithm=algorithm)

    assert key.certificate is not None
    (der,) = read_chain(key.certificate.chain)
    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(certificate)
    assert certified_jwk(der) == key.public.jwk
    assert (key.algorithm, key.certificate.sha256, key.kid) == (algorithm, sha256_hex(der), sha256_hex(der)[:16])


def test_its_certificate_is_a_seals_and_no_authoritys(quick_stage: Stage) -> None:
    key = sealed(quick_stage)

    assert key.certificate is not None
    extensions = x509.load_der_x509_certificate(read_chain(key.certificate.chain)[0]).extensions
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (True, True, True)
    assert not usage.value.key_cert_sign
    assert not usage.value.crl_sign


def test_it_names_the_organisation_and_says_that_it_is_a_test(quick_stage: Stage) -> None:
    key = sealed(quick_stage)

    assert key.certificate is not None
    subject = subject_of(read_chain(key.certificate.chain)[0])
    assert subject.organisation == "Academy"
    assert (subject.country, subject.organisation_identifier) == ("NO", "VATNO-000000000")
    assert subject.common_name == "TEST, not a qualified seal: academy"
    assert not subject.claims_qualified
    assert (subject.valid_from, subject.valid_until) == (NOON, NOON + timedelta(days=TEST_SEAL_DAYS))
    assert key.certificate.valid_until == subject.valid_until


def test_it_bears_the_organisations_own_legal_identifier_where_that_is_known(quick_stage: Stage) -> None:
    quick_stage.execute(update(metadata.tables["organisation"]).values(eidas_id="NTRNO-987654321", legal_name={"nb": "Ø" * 80}))

    key = sealed(quick_stage)

    assert key.certificate is not None
    subject = subject_of(read_chain(key.certificate.chain)[0])
    assert (subject.organisation_identifier, subject.organisation) == ("NTRNO-987654321", "Ø" * 64)


def test_no_two_seals_are_the_same_and_the_newest_seals(quick_stage: Stage) -> None:
    first = sealed(quick_stage)
    quick_stage.clock.move(seconds=1)
    second = sealed(quick_stage)

    assert first.kid != second.kid
    assert seals(quick_stage, first) == (first, second)
    assert quick_stage.installation.database.read(lambda session: identities.active_seal(session, first.identity_id)) == second


def test_it_stands_in_no_did_document(quick_stage: Stage) -> None:
    before = quick_stage.http(None).get("/issuers/academy/did.json").content

    sealed(quick_stage)

    assert quick_stage.http(None).get("/issuers/academy/did.json").content == before


def test_the_audit_trail_and_the_journal_know_it(quick_stage: Stage) -> None:
    key = sealed(quick_stage)

    events = quick_stage.select(metadata.tables["audit_event"].select().where(metadata.tables["audit_event"].c.object_id == key.id))
    assert [event.action for event in events] == ["seal.created"]
    assert read_journal(quick_stage.installation.journal.path).entries[-1] == key


# refused


def test_an_issuer_of_what_is_real_gets_none(quick_stage: Stage) -> None:
    table = metadata.tables["issuer_identity"]
    quick_stage.execute(update(table).where(table.c.slug == "academy").values(mode=Mode.LIVE))

    with pytest.raises(Conflict, match="import-seal"):
        sealed(quick_stage)
    assert not [uri for uri in quick_stage.keys.created if uri.startswith("file:academy/key")][3:]


def test_an_issuer_that_is_its_one_key_gets_none(quick_stage: Stage) -> None:
    actor = operator_actor(quick_stage.client().tenant_id)
    create_instance(quick_stage.installation, actor, NewInstance("open", "eddsa-rdfc-2022", organisation="academy"))

    with pytest.raises(Conflict, match="its one key"):
        sealed(quick_stage, "vc-api-open")


@pytest.mark.parametrize("slug", ["nobody", "conservatory"])
def test_an_issuer_that_is_not_there_or_anothers_gets_none(quick_stage: Stage, slug: str) -> None:
    with pytest.raises(NotFound):
        sealed(quick_stage, slug)


def test_an_algorithm_that_no_seal_has_is_refused_and_nothing_is_stored(quick_stage: Stage) -> None:
    before = quick_stage.row_counts()

    with pytest.raises(Conflict, match="EdDSA"):
        sealed(quick_stage, algorithm=Algorithm.EDDSA)
    assert quick_stage.row_counts() == before


def test_a_key_store_that_is_locked_leaves_nothing_behind(quick_stage: Stage) -> None:
    before = quick_stage.row_counts()
    quick_stage.keys.locked = True

    with pytest.raises(KeyLocked):
        sealed(quick_stage)
    assert quick_stage.row_counts() == before


def test_a_store_that_signs_with_another_key_than_it_said_is_found_out(quick_stage: Stage) -> None:
    before = quick_stage.row_counts()
    keys = quick_stage.keys
    broken = replace(quick_stage.installation, create_key=lambda _uri, algorithm: keys.create("file:another/key.pem", algorithm))

    with pytest.raises(KeyStoreUnavailable, match="not the one"):
        create_test_seal(broken, operator_actor(quick_stage.client().tenant_id), "academy")
    assert quick_stage.row_counts() == before


def test_where_there_are_seals_their_migration_has_no_way_back(stage: Stage) -> None:
    seal = sealed(stage)
    stage.installation.close()

    with pytest.raises(ValueError, match="There are seals"):
        migrate.downgrade(stage.storage.url, "0013")

    again = stage.again()
    assert seals(again, seal) == (seal,)
