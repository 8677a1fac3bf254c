import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.adapters.keystores import STORES, KeyAccess, create_key, open_signer, store_of
from app.crypto.keys import verify_signature
from app.errors import KeyLocked, KeyStoreUnavailable
from app.model.secured import Algorithm

PASSPHRASE = b"correct horse battery staple"
METHOD = "did:web:issuer.example#key-1"
URI = "file:demo/ed25519.pem"


@pytest.fixture
def access(tmp_path: Path) -> KeyAccess:
    return KeyAccess(tmp_path / "keys", PASSPHRASE)


@pytest.fixture
def key_file(access: KeyAccess) -> Path:
    create_key(URI, Algorithm.EDDSA, access)
    return access.keys_dir / "demo" / "ed25519.pem"


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, Algorithm.ES256, Algorithm.ES384, Algorithm.RS256])
def test_a_key_that_was_made_signs_for_its_public_half(access: KeyAccess, algorithm: Algorithm) -> None:
    jwk = create_key("file:demo/key.pem", algorithm, access)

    signer = open_signer("file:demo/key.pem", METHOD, algorithm, access)

    verify_signature(jwk, algorithm, b"a message", signer.sign(b"a message"))
    assert (signer.verification_method, signer.algorithm) == (METHOD, algorithm)
    assert "d" not in jwk


@pytest.mark.parametrize(
    ("algorithm", "kind", "bits"),
    [
        (Algorithm.EDDSA, ed25519.Ed25519PrivateKey, None),
        (Algorithm.ES256, ec.EllipticCurvePrivateKey, 256),
        (Algorithm.RS256, rsa.RSAPrivateKey, 3072),
    ],
)
def test_the_file_is_an_encrypted_pkcs8_key_that_the_library_opens(
    access: KeyAccess, algorithm: Algorithm, kind: type, bits: int | None
) -> None:
    create_key("file:key.pem", algorithm, access)

    pem = (access.keys_dir / "key.pem").read_bytes()
    key = load_pem_private_key(pem, PASSPHRASE)

    assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert isinstance(key, kind)
    assert getattr(key, "key_size", None) == bits
    assert max(map(len, pem.splitlines())) == 64


def test_the_file_is_its_owners_only_and_so_is_every_folder_made_for_it(key_file: Path, access: KeyAccess) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert [folder.stat().st_mode & 0o777 for folder in (key_file.parent, access.keys_dir)] == [0o700, 0o700]
    assert list(key_file.parent.iterdir()) == [key_file]


def test_two_keys_have_nothing_in_common(access: KeyAccess) -> None:
    assert create_key("file:a.pem", Algorithm.EDDSA, access) != create_key("file:b.pem", Algorithm.EDDSA, access)


def test_a_key_is_never_overwritten(access: KeyAccess, key_file: Path) -> None:
    before = key_file.read_bytes()

    with pytest.raises(KeyStoreUnavailable, match="never overwritten"):
        create_key(URI, Algorithm.EDDSA, access)

    assert key_file.read_bytes() == before
    assert list(key_file.parent.iterdir()) == [key_file]


def test_a_wrong_passphrase_leaves_the_key_locked(access: KeyAccess, key_file: Path) -> None:
    assert key_file.exists()
    with pytest.raises(KeyLocked, match=URI) as locked:
        open_signer(URI, METHOD, Algorithm.EDDSA, KeyAccess(access.keys_dir, b"a wrong passphrase"))

    assert "wrong passphrase" not in locked.value.detail


def test_a_damaged_key_does_not_open(access: KeyAccess, key_file: Path) -> None:
    content = bytearray(key_file.read_bytes())
    content[-60] ^= 1
    key_file.write_bytes(content)

    with pytest.raises(KeyLocked, match="damaged"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601])
def test_a_key_that_others_have_a_right_to_is_refused_with_advice(access: KeyAccess, key_file: Path, mode: int) -> None:
    key_file.chmod(mode)

    with pytest.raises(KeyStoreUnavailable, match=f"chmod 600 {key_file}"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720])
def test_a_folder_where_others_can_put_another_key_is_refused_with_advice(access: KeyAccess, key_file: Path, mode: int) -> None:
    key_file.parent.chmod(mode)

    with pytest.raises(KeyStoreUnavailable, match=f"chmod 700 {key_file.parent}"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


def test_a_key_that_is_not_there_is_unavailable(access: KeyAccess) -> None:
    with pytest.raises(KeyStoreUnavailable, match=f"{URI}: .* cannot be read"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/key.pem",
        "//key.pem",
        "..",
        "../key.pem",
        "demo/../../key.pem",
        "demo/./key.pem",
        "demo//key.pem",
        "demo/",
        ".hidden",
        "demo/.key.pem",
        "demo\\key.pem",
        "~/key.pem",
        "key.pem\x00",
        "key.pem\n",
        "schlüssel.pem",
        "%2e%2e/key.pem",
        "a/b/c/d/e/f.pem",
        "a" * 101,
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused(access: KeyAccess, path: str) -> None:
    with pytest.raises(KeyStoreUnavailable, match="expected file:<path"):
        open_signer(f"file:{path}", METHOD, Algorithm.EDDSA, access)
    with pytest.raises(KeyStoreUnavailable, match="expected file:<path"):
        create_key(f"file:{path}", Algorithm.EDDSA, access)


def test_a_link_out_of_the_folder_is_not_followed(access: KeyAccess, key_file: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    shutil.move(key_file, tmp_path / "outside" / "key.pem")
    (access.keys_dir / "linked").symlink_to(tmp_path / "outside")
    (access.keys_dir / "key.pem").symlink_to(tmp_path / "outside" / "key.pem")

    for uri in ("file:linked/key.pem", "file:key.pem"):
        with pytest.raises(KeyStoreUnavailable, match="out of the keys folder"):
            open_signer(uri, METHOD, Algorithm.EDDSA, access)
    with pytest.raises(KeyStoreUnavailable, match="out of the keys folder"):
        create_key("file:linked/new.pem", Algorithm.EDDSA, access)


def test_a_link_within_the_folder_is_followed(access: KeyAccess, key_file: Path) -> None:
    (access.keys_dir / "current.pem").symlink_to(key_file)

    assert open_signer("file:current.pem", METHOD, Algorithm.EDDSA, access).sign(b"a message")


@pytest.mark.parametrize("algorithm", [Algorithm.PS256, Algorithm.ES512])
def test_keys_for_other_algorithms_are_not_made(access: KeyAccess, algorithm: Algorithm) -> None:
    with pytest.raises(KeyStoreUnavailable, match=f"expected one of the algorithms EdDSA, ES256, ES384, RS256, found {algorithm}"):
        create_key(URI, algorithm, access)

    assert not access.keys_dir.exists()


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.RS256])
def test_a_key_is_not_used_for_another_algorithm(access: KeyAccess, key_file: Path, algorithm: Algorithm) -> None:
    assert key_file.exists()
    with pytest.raises(KeyStoreUnavailable, match=f"{URI}: .*not one for {algorithm}"):
        open_signer(URI, METHOD, algorithm, access)


def put(access: KeyAccess, pem: bytes) -> None:
    (access.keys_dir / "demo").mkdir(parents=True, mode=0o700)
    path = access.keys_dir / "demo" / "ed25519.pem"
    path.touch(0o600)
    path.write_bytes(pem)


@pytest.mark.parametrize("content", [b"", b"garbage", b"-----BEGIN PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_refused(access: KeyAccess, content: bytes) -> None:
    put(access, content)

    with pytest.raises(KeyStoreUnavailable, match="expected an encrypted PKCS#8 private key"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


def test_a_key_without_encryption_is_refused(access: KeyAccess) -> None:
    put(access, ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with pytest.raises(KeyStoreUnavailable, match="expected an encrypted"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


def test_a_key_that_another_tool_encrypted_opens(access: KeyAccess) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    put(access, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE)))

    key.public_key().verify(open_signer(URI, METHOD, Algorithm.EDDSA, access).sign(b"a message"), b"a message")


def test_a_key_of_another_kind_is_refused(access: KeyAccess) -> None:
    put(access, ed448.Ed448PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE)))

    with pytest.raises(KeyStoreUnavailable, match="found another kind"):
        open_signer(URI, METHOD, Algorithm.EDDSA, access)


@pytest.mark.parametrize("uri", ["", "file", "File:demo/key.pem", "kms:demo", "https://issuer.example/key", "demo/key.pem", ":key.pem"])
def test_a_uri_of_another_scheme_has_no_store(uri: str, access: KeyAccess) -> None:
    with pytest.raises(KeyStoreUnavailable, match="schemes file:, pkcs12:, pem:, pkcs11:, found another"):
        open_signer(uri, METHOD, Algorithm.EDDSA, access)


def test_a_store_reads_no_uri_of_another() -> None:
    with pytest.raises(KeyStoreUnavailable, match="expected file:"):
        store_of("file:key.pem").open("other:key.pem", METHOD, Algorithm.EDDSA, KeyAccess(Path("keys"), PASSPHRASE))


def test_every_store_has_a_scheme_of_its_own() -> None:
    assert len({store.scheme for store in STORES}) == len(STORES)


def test_access_does_not_show_the_passphrase(access: KeyAccess) -> None:
    assert PASSPHRASE.decode() not in repr(access)
