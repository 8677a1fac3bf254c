"""A token of SoftHSM in a folder of its own, with the keys and certificates of seals on it."""

import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.crypto.authorities import Authority

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN = "A token of ours"
PIN = "4711"
_SO_PIN = "12345678"


def token_in(folder: Path) -> None:
    """Make a token; whoever loads the library from now on finds it. Skip where SoftHSM is not installed, but never under CI."""
    tool = shutil.which("softhsm2-util")
    if tool is None or not MODULE.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("softhsm2 is not installed")
        pytest.skip("softhsm2 is not installed")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)  # the library reads it once, when it is loaded
    words = [tool, "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", _SO_PIN]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603  words of ours


def bring(seal: Authority, label: str, number: bytes, *above: Authority) -> None:
    """Put a seal's key on the token, and its certificate, and those above it."""
    with pkcs11.lib(str(MODULE)).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
        for other in above:
            _put_certificate(session, other, "above", b"\xff")
        own = {Attribute.TOKEN: True, Attribute.PRIVATE: True, Attribute.LABEL: label, Attribute.ID: number, Attribute.SIGN: True}
        session.create_object(_private_template(seal) | own)
        _put_certificate(session, seal, label, number)


def _private_template(seal: Authority) -> dict[Attribute, object]:
    kind = PrivateFormat.TraditionalOpenSSL
    if isinstance(seal.key, rsa.RSAPrivateKey):
        return dict(decode_rsa_private_key(seal.key.private_bytes(Encoding.DER, kind, NoEncryption())))
    assert isinstance(seal.key, ec.EllipticCurvePrivateKey)
    return dict(decode_ec_private_key(seal.key.private_bytes(Encoding.DER, kind, NoEncryption()))) | {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
        Attribute.KEY_TYPE: KeyType.EC,
    }


def _put_certificate(session: pkcs11.Session, seal: Authority, label: str, number: bytes) -> None:
    own = {Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.ID: number}
    session.create_object(dict(decode_x509_certificate(seal.der)) | own)
