"""Peers to fetch from: a map in memory, and a real HTTPS server on loopback under a test authority."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.adapters.fetch.hop import Hop, Reply
from app.adapters.fetch.transport import connect_tcp
from app.errors import EvidenceError

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
PUBLIC_IP = "9.9.9.9"
JSON = {"content-type": "application/json"}


class MovedClock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class ResolverInMemory:
    """Names and their addresses; counts the questions. A name that is not there resolves to a public address."""

    addresses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        return self.addresses.get(host, (PUBLIC_IP,))


@dataclass
class TransportInMemory:
    """Replies and troubles by address; notes every hop."""

    replies: dict[str, Reply | EvidenceError] = field(default_factory=dict)
    hops: list[Hop] = field(default_factory=list)

    def get(self, hop: Hop) -> Reply:
        self.hops.append(hop)
        reply = self.replies[hop.address.url]
        if isinstance(reply, EvidenceError):
            raise reply
        return reply

    @property
    def urls(self) -> list[str]:
        return [hop.address.url for hop in self.hops]


def found(body: bytes = b"{}", headers: Mapping[str, str] = JSON) -> Reply:
    return Reply(200, headers, body)


def moved_to(location: str, status: int = 302) -> Reply:
    return Reply(status, {"location": location})


class TestAuthority:
    """A certificate authority for tests, and the trust in it alone."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self._certificate = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None))

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self._certificate.public_bytes(serialization.Encoding.PEM).decode())

    def server_context(self, *names: str) -> ssl.SSLContext:
        """Return the TLS settings of a server that these names belong to."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test peer")])
        alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        certificate = self._signed(subject, key, x509.BasicConstraints(ca=False, path_length=None), alternative)
        file = self._folder / f"{names[0]}.pem"
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(key.private_bytes(*plain) + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType) -> x509.Certificate:
        today = datetime.now(UTC)  # TLS asks the real clock.
        builder = x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self._key, hashes.SHA256())


Script = Callable[[socket.socket], None]
"""What a peer does once a request has come."""


@dataclass
class Peer:
    """A running server: where it listens, what it was asked, and to which addresses one believed to connect."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)

    def connect(self, ip: str, port: int, seconds: float) -> httpcore.NetworkStream:
        """Stand in for the internet: whatever address was checked, this peer is there."""
        self.connected.append((ip, port))
        return connect_tcp("127.0.0.1", self.port, seconds)


@contextmanager
def running_peer(script: Script, context: ssl.SSLContext | None) -> Iterator[Peer]:
    """Run a server that reads one request, acts as `script` says, and hangs up; without `context` it acts unasked and without TLS."""

    class Conversation(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                if context is None:
                    script(self.request)
                    return
                with context.wrap_socket(self.request, server_side=True) as connection:
                    peer.requests.append(_request(connection))
                    script(connection)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        peer = Peer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield peer
        finally:
            server.shutdown()
            thread.join()


def _request(connection: socket.socket) -> bytes:
    request = b""
    while not _is_whole(request):
        piece = connection.recv(4096)
        if not piece:
            raise ConnectionResetError
        request += piece
    return request


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = next((int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    return bool(end) and len(body) >= length


def saying(head: str, body: bytes = b"") -> Script:
    """Return the script that sends head lines and body as they are."""
    content = "\r\n".join(["HTTP/1.1 200 OK", *head.splitlines(), "", ""]).encode() + body
    return lambda connection: connection.sendall(content)
