"""Keys that others made, in PKCS#12 and PEM files: opened where they lie, with a passphrase of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, x25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12

from app.adapters.keystores import KeyAccess, certificates_at, copy_key, create_key, open_signer
from app.crypto.certificates import certified_jwk
from app.crypto.keys import verify_signature
from app.errors import KeyLocked, KeyStoreUnavailable
from app.model.secured import Algorithm
from tests.brought_seals import PASSPHRASE, WRONG, common_name, issuing, key_pem, pem_file, pkcs12_file, put, root, sealed

METHOD = "https://credentials.example.org/issuers/academy/seals/1"
KINDS: dict[str, Callable[..., bytes]] = {"pkcs12": pkcs12_file, "pem": pem_file}
KIND = pytest.mark.parametrize("scheme", sorted(KINDS))


@pytest.fixture
def access(tmp_path: Path) -> KeyAccess:
    return KeyAccess(tmp_path / "keys", b"our own passphrase", PASSPHRASE)


def brought(access: KeyAccess, scheme: str, content: bytes | None = None, mode: int = 0o600) -> str:
    put(access.keys_dir, "seal", KINDS[scheme](sealed()) if content is None else content, mode)
    return f"{scheme}:seal"


@KIND
@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.ES384, Algorithm.RS256])
def test_a_key_signs_where_it_lies(access: KeyAccess, scheme: str, algorithm: Algorithm) -> None:
    seal = sealed("Seal", algorithm)
    uri = brought(access, scheme, KINDS[scheme](seal))

    signer = open_signer(uri, METHOD, algorithm, access)

    assert (signer.verification_method, signer.algorithm) == (METHOD, algorithm)
    verify_signature(certified_jwk(seal.der), algorithm, b"message", signer.sign(b"message"))


@KIND
def test_a_file_lies_anywhere_and_names_the_file_of_its_passphrase(tmp_path: Path, scheme: str) -> None:
    file = put(tmp_path / "elsewhere of ours", "a seal", KINDS[scheme](sealed(), WRONG))
    pin = put(tmp_path / "secrets", "pin", WRONG + b"\n")
    access = KeyAccess(tmp_path / "keys", b"our own passphrase", PASSPHRASE)
    place = str(file).replace(" ", "%20")

    for source in (f"file:{pin}", str(pin)):
        assert open_signer(f"{scheme}:{place}?pin-source={source}", METHOD, Algorithm.ES256, access).sign(b"message")


def test_a_pkcs12_file_gives_its_certificates_the_keys_own_first(access: KeyAccess) -> None:
    found = certificates_at(brought(access, "pkcs12"), access)

    assert common_name(found[0]) == "Academy seal"
    assert {common_name(each) for each in found[1:]} == {"Test root", "Test issuing authority"}


def test_a_pem_file_gives_the_certificates_after_its_key_if_there_are_any(access: KeyAccess) -> None:
    alone = certificates_at(brought(access, "pem"), access)
    beside = certificates_at(brought(access, "pem", pem_file(sealed(), PASSPHRASE, sealed(), issuing())), access)

    assert alone == ()
    assert [common_name(each) for each in beside] == ["Academy seal", "Test issuing authority"]


def test_our_own_store_keeps_no_certificates(access: KeyAccess) -> None:
    create_key("file:academy/key.pem", Algorithm.ES256, access)

    assert certificates_at("file:academy/key.pem", access) == ()


@KIND
def test_a_copy_opens_with_our_own_passphrase_alone(access: KeyAccess, scheme: str) -> None:
    copy_key(brought(access, scheme), "file:academy/copy.pem", access)

    signer = open_signer("file:academy/copy.pem", METHOD, Algorithm.ES256, KeyAccess(access.keys_dir, access.passphrase))
    verify_signature(certified_jwk(sealed().der), Algorithm.ES256, b"message", signer.sign(b"message"))
    with pytest.raises(KeyLocked):
        open_signer("file:academy/copy.pem", METHOD, Algorithm.ES256, KeyAccess(access.keys_dir, PASSPHRASE))


# refused


@KIND
def test_no_key_is_made_there(access: KeyAccess, scheme: str) -> None:
    with pytest.raises(KeyStoreUnavailable, match="import-seal"):
        create_key(f"{scheme}:new", Algorithm.ES256, access)


@KIND
def test_the_wrong_passphrase_opens_nothing_and_is_not_repeated(access: KeyAccess, scheme: str) -> None:
    uri = brought(access, scheme)

    with pytest.raises(KeyLocked) as refused:
        open_signer(uri, METHOD, Algorithm.ES256, KeyAccess(access.keys_dir, access.passphrase, WRONG))
    assert WRONG.decode() not in refused.value.detail


@KIND
def test_without_a_passphrase_the_advice_says_where_to_give_one(access: KeyAccess, scheme: str) -> None:
    with pytest.raises(KeyLocked, match="PROSCENIUM_SEAL_PASSPHRASE_FILE"):
        open_signer(brought(access, scheme), METHOD, Algorithm.ES256, KeyAccess(access.keys_dir, access.passphrase))


@KIND
@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "found"), (b"-----BEGIN CERTIFICATE-----\n", "found"), (b"\xff" * 100, "found"), (b"x" * 70_000, "at most")],
)
def test_a_file_of_another_kind_is_refused(access: KeyAccess, scheme: str, content: bytes, told: str) -> None:
    with pytest.raises(KeyStoreUnavailable, match=told):
        open_signer(brought(access, scheme, content), METHOD, Algorithm.ES256, access)


@pytest.mark.parametrize(
    ("scheme", "content"),
    [("pkcs12", b"\x30\x03\x02\x01\x03"), ("pem", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")],
)
def test_a_damaged_file_looks_locked(access: KeyAccess, scheme: str, content: bytes) -> None:
    with pytest.raises(KeyLocked, match="damaged"):
        open_signer(brought(access, scheme, content), METHOD, Algorithm.ES256, access)


def test_a_key_that_lies_open_is_refused_with_the_command_that_encrypts_it(access: KeyAccess) -> None:
    with pytest.raises(KeyStoreUnavailable, match="openssl pkcs8"):
        open_signer(brought(access, "pem", pem_file(sealed(), None)), METHOD, Algorithm.ES256, access)


def test_certificates_that_cannot_be_read_are_refused(access: KeyAccess) -> None:
    uri = brought(access, "pem", key_pem(sealed().key) + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")

    with pytest.raises(KeyStoreUnavailable, match="certificates"):
        certificates_at(uri, access)


@KIND
def test_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it(access: KeyAccess, scheme: str) -> None:
    with pytest.raises(KeyStoreUnavailable, match="chmod 600"):
        open_signer(brought(access, scheme, mode=0o640), METHOD, Algorithm.ES256, access)


@KIND
def test_a_passphrase_that_others_can_read_is_refused(access: KeyAccess, scheme: str) -> None:
    pin = put(access.keys_dir, "pin", PASSPHRASE, 0o644)

    with pytest.raises(KeyStoreUnavailable, match="chmod 600"):
        open_signer(f"{brought(access, scheme)}?pin-source={pin}", METHOD, Algorithm.ES256, access)


@KIND
@pytest.mark.parametrize("algorithm", [Algorithm.ES384, Algorithm.RS256, Algorithm.EDDSA])
def test_a_key_for_another_algorithm_is_refused(access: KeyAccess, scheme: str, algorithm: Algorithm) -> None:
    with pytest.raises(KeyStoreUnavailable, match=str(algorithm)):
        open_signer(brought(access, scheme), METHOD, algorithm, access)


@pytest.mark.parametrize("key", [ed448.Ed448PrivateKey.generate(), x25519.X25519PrivateKey.generate()], ids=["ed448", "x25519"])
def test_a_key_of_a_kind_that_nobody_uses_is_refused(access: KeyAccess, key: ed448.Ed448PrivateKey) -> None:
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE))

    with pytest.raises(KeyStoreUnavailable, match="another kind"):
        open_signer(brought(access, "pem", content), METHOD, Algorithm.ES256, access)


def test_a_key_on_a_curve_that_nobody_uses_is_refused(access: KeyAccess) -> None:
    content = key_pem(ec.generate_private_key(ec.SECP256K1()))

    with pytest.raises(KeyStoreUnavailable, match="secp256k1"):
        open_signer(brought(access, "pem", content), METHOD, Algorithm.ES256, access)


def test_a_pkcs12_file_without_a_key_is_refused(access: KeyAccess) -> None:
    uri = brought(access, "pkcs12", pkcs12_file_of_certificates())

    with pytest.raises(KeyStoreUnavailable, match="or none"):
        open_signer(uri, METHOD, Algorithm.ES256, access)
    assert {common_name(each) for each in certificates_at(uri, access)} == {"Test root"}


def pkcs12_file_of_certificates() -> bytes:
    return pkcs12.serialize_key_and_certificates(None, None, None, [root().certificate], BestAvailableEncryption(PASSPHRASE))


@KIND
@pytest.mark.parametrize(
    "end",
    [
        "", "?", "seal?pin-value=1234", "seal?pin-source=pin", "seal?pin-source=|cat", "seal?pin-source=file:pin", "seal?pin-source=",
        "seal?pin-source=/a&pin-value=1", "a seal", "seal\n", "s" * 3_000,
    ],
)  # fmt: skip
def test_a_uri_that_names_no_file_or_holds_a_secret_is_refused_and_not_repeated(access: KeyAccess, scheme: str, end: str) -> None:
    brought(access, scheme)

    with pytest.raises(KeyStoreUnavailable) as refused:
        open_signer(f"{scheme}:{end}", METHOD, Algorithm.ES256, access)
    assert "1234" not in refused.value.detail
