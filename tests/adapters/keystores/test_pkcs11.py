"""Keys on a token (SoftHSM): they sign there, and never leave."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest

from app.adapters.keystores import KeyAccess, certificates_at, copy_key, create_key, open_signer
from app.adapters.keystores.key_ring import KeyRing
from app.crypto.certificates import certified_jwk
from app.crypto.keys import verify_signature
from app.errors import KeyLocked, KeyStoreUnavailable
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm, PublicKey
from tests.adapters.keystores.tokens import MODULE, PIN, TOKEN, bring, token_in
from tests.brought_seals import common_name, issuing, put, root, sealed
from tests.props import NOON

METHOD = "https://credentials.example.org/issuers/academy/seals/1"
ON_TOKEN = f"pkcs11:token={TOKEN.replace(' ', '%20')}"
ALGORITHMS = (Algorithm.ES256, Algorithm.ES384, Algorithm.RS256)


@pytest.fixture(scope="module", autouse=True)
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A token with three seals."""
    token_in(tmp_path_factory.mktemp("softhsm"))
    for number, algorithm in enumerate(ALGORITHMS):
        bring(sealed(algorithm, algorithm), f"{algorithm} seal", bytes([number]), *((root(), issuing()) if number == 0 else ()))
    yield
    pkcs11.unload(str(MODULE))


@pytest.fixture
def access(tmp_path: Path) -> KeyAccess:
    return KeyAccess(tmp_path / "keys", b"our own passphrase", PIN.encode(), MODULE)


def uri_of(algorithm: Algorithm = Algorithm.ES256) -> str:
    return f"{ON_TOKEN};object={algorithm}%20seal;type=private"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_signs_on_the_token(access: KeyAccess, algorithm: Algorithm) -> None:
    signer = open_signer(uri_of(algorithm), METHOD, algorithm, access)

    assert (signer.verification_method, signer.algorithm) == (METHOD, algorithm)
    for message in (b"", b"message", b"m" * 100_000):
        verify_signature(certified_jwk(sealed(algorithm, algorithm).der), algorithm, message, signer.sign(message))


def test_a_key_is_found_by_its_number_and_its_pin_in_a_file(access: KeyAccess, tmp_path: Path) -> None:
    pin = put(tmp_path / "secrets", "pin", f"{PIN}\n".encode())
    uri = f"{ON_TOKEN};id=%02?pin-source=file:{pin}"

    assert open_signer(uri, METHOD, Algorithm.RS256, replace(access, seal_passphrase=None)).sign(b"message")


def test_certificates_come_from_the_token_the_keys_own_first(access: KeyAccess) -> None:
    names = [common_name(each) for each in certificates_at(uri_of(), access)]

    assert names[0] == "ES256"
    assert {"Test root", "Test issuing authority"} < set(names)


def test_many_threads_sign_with_keys_of_one_token(access: KeyAccess) -> None:
    signers = [open_signer(uri_of(algorithm), METHOD, algorithm, access) for algorithm in ALGORITHMS] * 20

    with ThreadPoolExecutor(8) as threads:
        signatures = list(threads.map(lambda signer: signer.sign(b"message"), signers))

    for signer, signature in zip(signers, signatures, strict=True):
        verify_signature(certified_jwk(sealed(signer.algorithm, signer.algorithm).der), signer.algorithm, b"message", signature)


def test_a_token_that_was_started_again_is_reached_anew(access: KeyAccess) -> None:
    signer = open_signer(uri_of(), METHOD, Algorithm.ES256, access)
    pkcs11.lib(str(MODULE)).reinitialize()

    verify_signature(certified_jwk(sealed("ES256").der), Algorithm.ES256, b"message", signer.sign(b"message"))


def key_at(uri: str) -> IssuerKey:
    public = PublicKey(METHOD, "did:web:credentials.example.org", {})
    return IssuerKey("key_1", "ten_1", "iss_1", "1", Algorithm.ES256, uri, public, KeyState.ACTIVE, NOON)


def test_a_wrong_pin_is_tried_once_for_the_token_counts(access: KeyAccess, tmp_path: Path) -> None:
    pkcs11.lib(str(MODULE)).reinitialize()  # nobody is logged in any more
    pin = put(tmp_path / "secrets", "pin", b"9999")
    uri = f"{uri_of()}?pin-source={pin}"
    ring = KeyRing(access)

    with pytest.raises(KeyLocked, match="refuses the PIN") as first:
        ring.signer_for(key_at(uri))
    pin.write_bytes(PIN.encode())  # were it tried again, it would open now
    with pytest.raises(KeyLocked) as again:
        ring.signer_for(key_at(uri))

    assert again.value is first.value
    assert "9999" not in first.value.detail
    assert KeyRing(access).signer_for(key_at(uri)).sign(b"message")


def test_a_pin_that_became_wrong_is_tried_once_at_the_next_signature(access: KeyAccess, tmp_path: Path) -> None:
    pin = put(tmp_path / "secrets", "pin", PIN.encode())
    signer = open_signer(f"{uri_of()}?pin-source={pin}", METHOD, Algorithm.ES256, access)
    pin.write_bytes(b"9999")
    pkcs11.lib(str(MODULE)).reinitialize()

    with pytest.raises(KeyLocked):
        signer.sign(b"message")
    pin.write_bytes(PIN.encode())
    with pytest.raises(KeyLocked):
        signer.sign(b"message")


# refused


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("pkcs11:token=nowhere;object=seal", "no such token"),
        ("pkcs11:serial=0;object=seal", "no such token"),
        (f"{ON_TOKEN};object=nothing", "no such private key"),
        (f"{ON_TOKEN};object=above", "no such private key"),
        (f"{ON_TOKEN};object=RS256%20seal", "not one for ES256"),
        (f"{ON_TOKEN};object=ES384%20seal", "not one for ES256"),
    ],
)
def test_a_key_that_is_not_there_or_of_another_kind_is_refused(access: KeyAccess, uri: str, told: str) -> None:
    with pytest.raises(KeyStoreUnavailable, match=told):
        open_signer(uri, METHOD, Algorithm.ES256, access).sign(b"message")


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:", "pkcs11:token", "pkcs11:token=a", "pkcs11:object=a", "pkcs11:token=a;object=b;type=cert",
        "pkcs11:token=a;token=b;object=c",
        "pkcs11:token=a;object=b;module-path=/tmp/evil.so", "pkcs11:token=a;object=b;pin-value=4711",
        "pkcs11:token=a;object=b?module-path=/tmp/evil.so", "pkcs11:token=a;object=b?pin-value=4711",
        "pkcs11:token=a;object=b?pin-source=/x&module-path=/tmp/evil.so",
    ],
)  # fmt: skip
def test_a_uri_that_names_no_one_key_or_chooses_code_or_holds_a_pin_is_refused(access: KeyAccess, uri: str) -> None:
    with pytest.raises(KeyStoreUnavailable) as refused:
        open_signer(uri, METHOD, Algorithm.ES256, access)
    assert "4711" not in refused.value.detail
    assert "evil" not in refused.value.detail


@pytest.mark.parametrize("module", [None, Path("/nowhere/lib.so"), Path(__file__)])
def test_without_the_tokens_library_the_store_is_unavailable(access: KeyAccess, module: Path | None) -> None:
    with pytest.raises(KeyStoreUnavailable, match="PROSCENIUM_PKCS11_MODULE|library"):  # noqa: RUF043  either
        open_signer(uri_of(), METHOD, Algorithm.ES256, replace(access, pkcs11_module=module))


def test_without_a_pin_the_key_is_locked(access: KeyAccess) -> None:
    with pytest.raises(KeyLocked, match="pin-source"):
        open_signer(uri_of(), METHOD, Algorithm.ES256, replace(access, seal_passphrase=None))


def test_a_pin_that_is_no_text_is_refused(access: KeyAccess) -> None:
    with pytest.raises(KeyLocked, match="UTF-8"):
        open_signer(uri_of(), METHOD, Algorithm.ES256, replace(access, seal_passphrase=b"\xff"))


def test_an_algorithm_that_no_seal_has_is_refused(access: KeyAccess) -> None:
    with pytest.raises(KeyStoreUnavailable, match="EdDSA"):
        open_signer(uri_of(), METHOD, Algorithm.EDDSA, access)


def test_a_key_is_neither_made_on_the_token_nor_copied_from_it(access: KeyAccess) -> None:
    with pytest.raises(KeyStoreUnavailable, match="import-seal"):
        create_key(uri_of(), Algorithm.ES256, access)
    with pytest.raises(KeyStoreUnavailable, match="never leaves"):
        copy_key(uri_of(), "file:academy/copy.pem", access)
