"""A time-stamping authority on this machine: pyhanko's answers the requests, a small server carries them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from app.adapters.fetch.transport import connect_tcp
from app.model.secured import Algorithm
from tests.fakes import private_key_of

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
REPLY = "application/timestamp-reply"


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    key = private_key_of(name.encode(), Algorithm.RS256)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@cache
def root_certificate(name: str = "Test time root") -> bytes:
    """Return the certificate (DER) under which the authority's is."""
    return _signed(name, name, x509.BasicConstraints(ca=True, path_length=None)).public_bytes(Encoding.DER)


@cache
def _stamper(moment: datetime) -> DummyTimeStamper:
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = _signed("Test time stamps", "Test time root", purposes, x509.BasicConstraints(ca=False, path_length=None))
    secret = _key("Test time stamps").private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    read = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
    return DummyTimeStamper(read, keys.PrivateKeyInfo.load(secret), fixed_dt=moment)


def _signed(name: str, by: str, *extensions: x509.ExtensionType) -> x509.Certificate:
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, by))
    builder = x509.CertificateBuilder(issuer, subject, _key(name).public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(NOON - timedelta(days=365)).not_valid_after(NOON + timedelta(days=3_650))
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False)
    authority = name == by
    builder = builder.add_extension(
        x509.KeyUsage(digital_signature=True, content_commitment=True, key_cert_sign=authority, crl_sign=authority, **usage), critical=True
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(_key(by), hashes.SHA256())


def stamped(request: bytes, moment: datetime = NOON) -> bytes:
    """Return the response (DER) that grants a request."""
    return bytes(_stamper(moment).request_tsa_response(tsp.TimeStampReq.load(request)).dump())


def refused(_request: bytes) -> bytes:
    """Return the response that refuses."""
    return bytes.fromhex("30053003020102")  # TimeStampResp with status 2 (rejection) alone


Answer = Callable[[bytes], bytes]


@dataclass
class LocalAuthority:
    """A running authority. `answer` makes of each request what is answered, with that status and media type."""

    port: int = 0
    answer: Answer = stamped
    status: int = 200
    media_type: str = REPLY
    requests: list[tuple[str, bytes]] = field(default_factory=list)

    def connect(self, _ip: str, _port: int, seconds: float) -> httpcore.NetworkStream:
        """Stand in for the internet: whatever address was checked, this authority is there."""
        return connect_tcp("127.0.0.1", self.port, seconds)


@contextmanager
def running_authority() -> Iterator[LocalAuthority]:
    """Run an authority on a free port of this machine."""
    authority = LocalAuthority()

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            authority.requests.append((self.headers["Content-Type"], request))
            body = authority.answer(request)
            self.send_response(authority.status)
            self.send_header("Content-Type", authority.media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    authority.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
