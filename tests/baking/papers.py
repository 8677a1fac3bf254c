"""PDFs with attachments, and what signs them: set by typst as `render` sets ours, and put together by hand as others may be."""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import orjson
import typst
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from app.baking.pdf_signing import PdfSeal
from app.crypto.keys import PrivateKeyObject
from app.crypto.signing import PrivateKeySigner
from app.model.secured import Algorithm
from tests.fakes import private_key_of

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
JSON = b'{"type": "VerifiableCredential", "n": "\xc3\xa4"}'
_SOURCE = """#set document(title: "Paper", date: datetime(year: 2026, month: 1, day: 31))
#set text(lang: "en")
#for (name, body) in json(bytes(sys.inputs.files)) { pdf.attach(name, bytes(body), mime-type: "application/json", description: name) }
= What stands here is not checked
"""


def paper(**files: bytes) -> bytes:
    """Return a PDF of one page with these files attached, by names whose dots are written __."""
    return _typeset(orjson.dumps({name.replace("__", "."): body.decode() for name, body in files.items()}).decode())


@cache
def _typeset(files: str) -> bytes:
    return bytes(typst.compile(_SOURCE.encode(), format="pdf", sys_inputs={"files": files}, pdf_standards=["a-3a", "ua-1"]))


def assembled(objects: Mapping[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, with a table of where they are."""
    body, places = b"%PDF-1.7\n", {}
    for number, text in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % item for item in places.items())
    says = b"<</Size 99/Root %d 0 R%s>>" % (root, trailer)
    return body + b"xref\n0 1\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF" % (table, says, len(body))


def stream(body: bytes, says: bytes = b"", *, packed: bool = True) -> bytes:
    """Return a stream as an object."""
    held = zlib.compress(body) if packed else body
    kind = b"/Filter/FlateDecode" if packed else b""
    return b"<</Length %d%s%s>>\nstream\n%s\nendstream" % (len(held), kind, says, held)


def carrying(*attached: bytes, name: bytes = b"(badge.json)", catalog: bytes = b"") -> dict[int, bytes]:
    """Return the objects of a PDF in which those streams are attached."""
    specifications = b"".join(b"%s %d 0 R" % (name, 10 + 2 * number) for number in range(len(attached)))
    objects = {1: b"<</Type/Catalog/Names<</EmbeddedFiles<</Names[%s]>>>>%s>>" % (specifications, catalog)}
    for number, body in enumerate(attached):
        objects[10 + 2 * number] = b"<</Type/Filespec/UF %s/EF<</F %d 0 R>>>>" % (name, 11 + 2 * number)
        objects[11 + 2 * number] = body
    return objects


def key(algorithm: Algorithm) -> PrivateKeyObject:
    """Return a key for an algorithm, the same each time."""
    return private_key_of(b"a seal", algorithm)


def certificate(algorithm: Algorithm) -> bytes:
    """Return a certificate of that key, which vouches for itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Academy")])
    builder = x509.CertificateBuilder(name, name, key(algorithm).public_key(), 7, NOON - timedelta(1), NOON + timedelta(900))
    usage: dict[str, Any] = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
    usage |= {"encipher_only": False, "decipher_only": False, "digital_signature": True, "content_commitment": True}
    return builder.add_extension(x509.KeyUsage(**usage), critical=True).sign(key(algorithm), hashes.SHA256()).public_bytes(Encoding.DER)


def seal(algorithm: Algorithm) -> tuple[PrivateKeySigner, PdfSeal]:
    """Return what seals a PDF with a key for that algorithm."""
    return PrivateKeySigner("seal", key(algorithm), algorithm), PdfSeal((certificate(algorithm),), NOON)


AUTHORITY = b"an authority"


def authority_certificate() -> bytes:
    """Return the certificate of an authority that stamps: it vouches for itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST authority")])
    held = private_key_of(AUTHORITY, Algorithm.RS256)
    builder = x509.CertificateBuilder(name, name, held.public_key(), 8, NOON - timedelta(1), NOON + timedelta(900))
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(purpose, critical=True).sign(held, hashes.SHA256()).public_bytes(Encoding.DER)


def authority(moment: datetime = NOON) -> Callable[[bytes], bytes]:
    """Return what gives RFC 3161 tokens over what it is given."""
    held = private_key_of(AUTHORITY, Algorithm.RS256)
    private = keys.PrivateKeyInfo.load(held.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    stamper = DummyTimeStamper(asn1_x509.Certificate.load(authority_certificate()), private, fixed_dt=moment)

    def stamp(covered: bytes) -> bytes:
        digest = hashlib.sha256(covered).digest()
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
        answer = stamper.request_tsa_response(tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True}))
        return bytes(answer["time_stamp_token"].dump())

    return stamp
