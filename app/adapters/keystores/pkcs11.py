"""Keys on tokens, smart cards and HSMs: they sign there and never leave. `pkcs11:token=LABEL;object=LABEL?pin-source=FILE`.

A token that was taken away or started again is reached anew at the next signature. A wrong PIN is tried once: tokens count, and lock
themselves. Signatures are not tested here, for the public half may not be on the token: who seals tests them with the certificate.

Spec: PKCS #11 v2.40 §2.1.12 (RSASSA-PKCS1-v1_5), §2.3.6 (ECDSA: r‖s over a digest); RFC 7512
"""

import hashlib
from collections.abc import Callable, Mapping
from threading import Lock
from types import MappingProxyType

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, Token, TokenFlag
from pkcs11.exceptions import (
    NoSuchKey,
    NoSuchToken,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
    UserPinNotInitialized,
)
from pkcs11.types import SignMixin

from app.adapters.keystores.brought import make_none, passphrase_for, read_uri
from app.adapters.keystores.key_store import KeyAccess, KeyStore
from app.adapters.keystores.token_uri import NamedKey, read_named_key
from app.errors import KeyLocked, KeyStoreUnavailable
from app.model.secured import Algorithm, Signer

SCHEME = "pkcs11"

_WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange, PinLocked, PinExpired, UserPinNotInitialized)
_TURN = Lock()
"""Libraries are loaded as for one thread, so one call is made at a time."""


def _digest(name: str) -> Callable[[bytes], bytes]:
    return lambda message: hashlib.new(name, message).digest()


_ALGORITHMS: Mapping[Algorithm, tuple[KeyType, Mechanism, int | None, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        Algorithm.RS256: (KeyType.RSA, Mechanism.SHA256_RSA_PKCS, None, bytes),
        Algorithm.ES256: (KeyType.EC, Mechanism.ECDSA, 64, _digest("sha256")),
        Algorithm.ES384: (KeyType.EC, Mechanism.ECDSA, 96, _digest("sha384")),
    }
)
"""By algorithm: the kind of key, the mechanism, how long a signature is (None: as long as the key), and what is given to the token."""


class TokenSigner:
    """Signs with a key that lies on a token. Raises KeyLocked, KeyStoreUnavailable when it is made: then the key cannot be reached."""

    def __init__(self, uri: str, verification_method: str, algorithm: Algorithm, access: KeyAccess) -> None:
        if algorithm not in _ALGORITHMS:
            raise KeyStoreUnavailable(f"expected one of the algorithms {', '.join(_ALGORITHMS)}, found {algorithm}")
        self._uri, self._access = uri, access
        self._verification_method, self._algorithm = verification_method, algorithm
        self._locked: KeyLocked | None = None
        with _TURN:
            self._key = self._reached()

    @property
    def verification_method(self) -> str:
        """The URL under which the public key is said."""
        return self._verification_method

    @property
    def algorithm(self) -> Algorithm:
        """The one algorithm that this key is used with."""
        return self._algorithm

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`; ECDSA as r‖s. Raises KeyLocked, KeyStoreUnavailable."""
        with _TURN:
            try:
                return self._signature(message)
            except PKCS11Error:
                self._key = self._reached_again()
            try:
                return self._signature(message)
            except PKCS11Error as error:
                raise _unavailable(self._uri, error) from error

    def _signature(self, message: bytes) -> bytes:
        _, mechanism, length, prepared = _ALGORITHMS[self._algorithm]
        signature: bytes = self._key.sign(prepared(message), mechanism=mechanism)
        if length not in {None, len(signature)}:
            raise KeyStoreUnavailable(f"{self._uri}: the key on the token is not one for {self._algorithm}")
        return signature

    def _reached_again(self) -> SignMixin:
        if self._locked is not None:
            raise self._locked
        try:
            return self._reached()
        except KeyLocked as error:
            self._locked = error
            raise

    def _reached(self) -> SignMixin:
        """Return the key, in a session of its own."""
        named = read_named_key(read_uri(self._uri).place)
        try:
            session = _session(_token(named, self._access), self._uri, self._access)
            found = session.get_key(ObjectClass.PRIVATE_KEY, label=named.label, id=named.id)
        except PKCS11Error as error:
            raise _unavailable(self._uri, error) from error
        kind = _ALGORITHMS[self._algorithm][0]
        if not isinstance(found, SignMixin) or found.key_type is not kind:
            raise KeyStoreUnavailable(f"{self._uri}: the key on the token is not one for {self._algorithm}")
        return found


def open_signer(uri: str, verification_method: str, algorithm: Algorithm, access: KeyAccess) -> Signer:
    """Return the signer for the key on the token. Raises KeyLocked, KeyStoreUnavailable."""
    return TokenSigner(uri, verification_method, algorithm, access)


def certificates(uri: str, access: KeyAccess) -> tuple[bytes, ...]:
    """Return the certificates (DER) on the token, first those with the key's own label or id. Raises KeyLocked, KeyStoreUnavailable."""
    named = read_named_key(read_uri(uri).place)
    try:
        with _TURN, _session(_token(named, access), uri, access) as session:
            found = [
                (each[Attribute.LABEL], each[Attribute.ID], bytes(each[Attribute.VALUE]))
                for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            ]
    except PKCS11Error as error:
        raise _unavailable(uri, error) from error
    own = [der for label, key_id, der in found if named.label in {None, label} and named.id in {None, key_id}]
    return (*own, *(der for _, _, der in found if der not in own))


PKCS11 = KeyStore(SCHEME, make_none, open_signer, certificates, counts_tries=True)


def _token(named: NamedKey, access: KeyAccess) -> Token:
    if access.pkcs11_module is None:
        raise KeyStoreUnavailable("PROSCENIUM_PKCS11_MODULE is not set: name the library of the token")
    wanted = {"token_label": named.token, "token_serial": named.serial}
    return pkcs11.lib(str(access.pkcs11_module)).get_token(**{name: value for name, value in wanted.items() if value is not None})


def _session(token: Token, uri: str, access: KeyAccess) -> pkcs11.Session:
    """Return a session in which private keys can be seen; a login holds for all sessions of a process."""
    if TokenFlag.USER_PIN_FINAL_TRY in token.flags or TokenFlag.USER_PIN_LOCKED in token.flags:
        raise KeyLocked(f"{uri}: one more wrong PIN would lock the token, or it is locked: log in with its own tools first")
    try:
        return token.open(user_pin=_pin(uri, access))
    except UserAlreadyLoggedIn:
        return token.open()
    except _WRONG_PIN as error:
        raise KeyLocked(f"{uri}: the token refuses the PIN; it is not tried again before a restart") from error


def _pin(uri: str, access: KeyAccess) -> str:
    try:
        return passphrase_for(read_uri(uri), access).decode()
    except UnicodeDecodeError as error:
        raise KeyLocked(f"{uri}: expected a PIN in UTF-8, found something else") from error


def _unavailable(uri: str, error: PKCS11Error) -> KeyStoreUnavailable:
    if isinstance(error, NoSuchToken):
        return KeyStoreUnavailable(f"{uri}: there is no such token")
    if isinstance(error, NoSuchKey):
        return KeyStoreUnavailable(f"{uri}: there is no such private key on the token")
    return KeyStoreUnavailable(f"{uri}: the token or its library does not answer as it should ({type(error).__name__})")
