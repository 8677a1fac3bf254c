"""Seals that were brought: taken only with a certificate that is fit, certifies the key, and names whom a credential must name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.adapters.database import identities
from app.adapters.database.tables import metadata
from app.adapters.keystores import KeyAccess
from app.adapters.keystores.key_ring import KeyRing
from app.crypto.certificates import read_chain
from app.errors import Conflict, KeyLocked, KeyStoreUnavailable, MalformedCertificate, NotFound, SchemaViolation
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.import_seal import SealOrder, import_seal
from app.services.installation import Seals
from tests.brought_seals import NAMES, PASSPHRASE, SEAL, WRONG, issuing, pem_chain, pem_file, pkcs12_file, put, root, sealed
from tests.crypto.authorities import YEAR, certified
from tests.installations import Stage
from tests.props import NOON

URI = "pkcs12:seal.p12"


@pytest.fixture
def bring(quick_stage: Stage, tmp_path: Path) -> Callable[..., IssuerKey]:
    """Bring the seal that lies in the keys folder to the academy."""

    def bring_seal(content: bytes | None = None, slug: str = "academy", settings: bytes | None = PASSPHRASE, **order: object) -> IssuerKey:
        put(tmp_path / "keys", "seal.p12", pkcs12_file(sealed()) if content is None else content)
        ring = KeyRing(KeyAccess(tmp_path / "keys", b"our own passphrase", settings))
        seals = Seals(certificates_at=ring.certificates_at, copy_key=ring.copy)
        installation = replace(quick_stage.installation, seals=seals, signer_for=ring.signer_for)
        actor = operator_actor(quick_stage.client().tenant_id)
        return import_seal(installation, actor, slug, SealOrder(**({"uri": URI} | order)))  # type: ignore[arg-type]

    return bring_seal


def stored(stage: Stage, key: IssuerKey) -> tuple[IssuerKey, ...]:
    return stage.installation.database.read(lambda session: identities.seals_of(session, key.identity_id))


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.ES384, Algorithm.RS256])
def test_a_seal_stays_where_it_lies_and_its_whole_chain_is_stored_in_order(
    quick_stage: Stage, bring: Callable[..., IssuerKey], algorithm: Algorithm
) -> None:
    seal = sealed("Seal", algorithm)

    key = bring(pkcs12_file(seal))

    assert stored(quick_stage, key) == (key,)
    assert (key.uri, key.algorithm, key.state) == (URI, algorithm, KeyState.ACTIVE)
    assert key.certificate is not None
    assert read_chain(key.certificate.chain) == (seal.der, issuing().der, root().der)
    assert quick_stage.installation.database.read(lambda session: identities.active_seal(session, key.identity_id)) == key


def test_it_is_in_the_audit_trail(quick_stage: Stage, bring: Callable[..., IssuerKey]) -> None:
    bring()

    assert "seal.imported" in quick_stage.audited()


def test_a_chain_may_come_from_a_file_beside_it(bring: Callable[..., IssuerKey]) -> None:
    key = bring(pem_file(sealed()), uri="pem:seal.p12", chain=pem_chain(sealed(), root(), issuing()))

    assert key.certificate is not None
    assert read_chain(key.certificate.chain) == (sealed().der, issuing().der, root().der)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_copy_lies_in_our_own_store_and_needs_the_others_passphrase_no_more(
    bring: Callable[..., IssuerKey], tmp_path: Path, passphrase: bytes | None
) -> None:
    key = bring(copied=True, passphrase=passphrase, settings=None if passphrase else PASSPHRASE)

    assert key.uri == f"file:academy/{key.id}.pem"
    assert KeyRing(KeyAccess(tmp_path / "keys", b"our own passphrase")).signer_for(key).sign(b"message")


def test_a_certificate_that_was_renewed_for_the_same_key_is_a_seal_of_its_own(quick_stage: Stage, bring: Callable[..., IssuerKey]) -> None:
    renewed = certified("Academy seal", issuing(), replace(SEAL, serial=99, end=NOON + 2 * YEAR), sealed().key)

    first = bring()
    quick_stage.clock.move(days=1)
    second = bring(pkcs12_file(renewed))

    assert first.kid != second.kid
    assert stored(quick_stage, second) == (first, second)


# refused


def unfit(**changes: object) -> bytes:
    return pkcs12_file(certified("Unfit seal", issuing(), replace(SEAL, **changes), sealed().key))  # type: ignore[arg-type]


def faults(bring: Callable[..., IssuerKey], content: bytes, **order: object) -> set[str]:
    with pytest.raises(SchemaViolation) as refused:
        bring(content, **order)
    return {fault.pointer for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"end": NOON - timedelta(days=1)}, {"/chain/0/valid_until"}),
        ({"begin": NOON + timedelta(days=1)}, {"/chain/0/valid_from"}),
        ({"usages": frozenset({"key_encipherment"})}, {"/chain/0/key_usage"}),
        ({"purposes": (ExtendedKeyUsageOID.SERVER_AUTH,)}, {"/chain/0/extended_key_usage"}),
        ({"names": (*NAMES, (NameOID.SURNAME, "Eve"))}, {"/chain/0/subject"}),
        ({"names": NAMES[1:]}, {"/chain/0/subject/organizationName"}),
        ({"names": NAMES[:1]}, {"/chain/0/subject/organizationIdentifier", "/chain/0/subject/countryName"}),
    ],
    ids=["ended", "to-come", "usage", "server", "person", "no-name", "no-number"],
)
def test_a_certificate_that_is_not_fit_is_refused_with_every_fault(
    quick_stage: Stage, bring: Callable[..., IssuerKey], changes: dict[str, object], pointers: set[str]
) -> None:
    before = quick_stage.row_counts()

    assert faults(bring, unfit(**changes)) == pointers
    assert quick_stage.row_counts() == before


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP521R1()), ec.generate_private_key(ec.SECP256K1()), ed25519.Ed25519PrivateKey.generate()],
    ids=["P-521", "secp256k1", "Ed25519"],
)
def test_a_key_of_another_kind_is_refused(bring: Callable[..., IssuerKey], key: ec.EllipticCurvePrivateKey) -> None:
    assert faults(bring, pkcs12_file(certified("Seal", issuing(), SEAL, key))) == {"/chain/0/key"}


def test_a_key_without_a_certificate_is_refused(bring: Callable[..., IssuerKey]) -> None:
    assert faults(bring, pem_file(sealed()), uri="pem:seal.p12") == {"/chain"}


def test_a_key_that_another_certificate_certifies_is_refused(quick_stage: Stage, bring: Callable[..., IssuerKey]) -> None:
    before = quick_stage.row_counts()

    with pytest.raises(KeyStoreUnavailable, match="not the one"):
        bring(chain=pem_chain(sealed("Another seal")))
    assert quick_stage.row_counts() == before


def test_a_key_that_another_kind_of_certificate_certifies_is_refused(bring: Callable[..., IssuerKey]) -> None:
    with pytest.raises(KeyStoreUnavailable, match="RS256"):
        bring(chain=pem_chain(sealed("Another seal", Algorithm.RS256)))


@pytest.mark.parametrize("chain", ["", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_chain_that_is_none_is_refused(bring: Callable[..., IssuerKey], chain: str) -> None:
    with pytest.raises(MalformedCertificate):
        bring(chain=chain)


def test_the_same_seal_twice_is_refused(quick_stage: Stage, bring: Callable[..., IssuerKey]) -> None:
    key = bring()

    with pytest.raises(Conflict):
        bring()
    assert stored(quick_stage, key) == (key,)


@pytest.mark.parametrize(("settings", "passphrase"), [(WRONG, None), (None, None), (None, WRONG), (PASSPHRASE, WRONG)])
@pytest.mark.parametrize("copied", [False, True])
def test_a_passphrase_that_does_not_open_it_leaves_nothing_behind(
    quick_stage: Stage, bring: Callable[..., IssuerKey], *, settings: bytes | None, passphrase: bytes | None, copied: bool
) -> None:
    before = quick_stage.row_counts()

    with pytest.raises(KeyLocked):
        bring(settings=settings, passphrase=passphrase, copied=copied)
    assert quick_stage.row_counts() == before


@pytest.mark.parametrize("slug", ["nobody", "conservatory"])
def test_an_issuer_that_is_not_there_or_anothers_gets_none(bring: Callable[..., IssuerKey], slug: str) -> None:
    with pytest.raises(NotFound):
        bring(slug=slug)


def test_where_no_key_store_is_at_hand_none_is_brought(quick_stage: Stage) -> None:
    actor = operator_actor(quick_stage.client().tenant_id)

    for order in (SealOrder(URI), SealOrder(URI, pem_chain(sealed()), copied=True)):
        with pytest.raises(KeyStoreUnavailable, match="no key store"):
            import_seal(quick_stage.installation, actor, "academy", order)
    assert quick_stage.row_counts()["issuer_key"] == len(quick_stage.select(metadata.tables["issuer_key"].select()))


def test_a_passphrase_is_not_shown() -> None:
    assert PASSPHRASE.decode() not in repr(SealOrder(URI, passphrase=PASSPHRASE))
