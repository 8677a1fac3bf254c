"""One hop over HTTPS: connect to a checked address, prove the name by TLS, ask, and read under deadline and cap.

A peer whose answers bear a signature of their own may have an http address: then there is no TLS.

The stream is opened here and handed to the HTTP engine (httpcore, under httpx), so that the engine never looks a name up, knows no
proxy, keeps no cookie, follows no redirect and unpacks nothing. A connection serves one request: what was checked is what is used.
"""

import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing

import httpcore
import httpx

from app.adapters.fetch.hop import Deadline, Hop, NoAnswer, Reply
from app.adapters.fetch.replies import OK, refuse_unusable
from app.errors import Unreachable

STEP_BYTES = 16_384
FRAMING_BYTES = 131_072
"""What headers and chunk sizes may take beside the body."""

TRIED_ADDRESSES = 4

Connect = Callable[[str, int, float], httpcore.NetworkStream]
"""Opens a TCP connection to an IP address and port within so many seconds; raises httpcore's errors."""

connect_tcp: Connect = httpcore.SyncBackend().connect_tcp


def public_trust() -> ssl.SSLContext:
    """Return the TLS settings for strangers: public roots, or those that SSL_CERT_FILE or SSL_CERT_DIR name; names are checked."""
    return httpx.create_ssl_context()


class BoundedStream(httpcore.NetworkStream):
    """A stream that ends at its deadline and gives no more than its cap, however slowly or long the peer speaks."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, max_bytes: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._bytes_left = max_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes, at most 16 kB; raises NoAnswer at the deadline, Unreachable beyond the cap."""
        piece = self._stream.read(min(max_bytes, STEP_BYTES), _sooner(timeout, self._deadline))
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            raise Unreachable("expected an answer within its size, found more")
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send; raises NoAnswer at the deadline."""
        self._stream.write(buffer, _sooner(timeout, self._deadline))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()


class HttpsTransport:
    """Carries hops over the network. `trust` and `connect` are replaced in tests, the checks before them never."""

    def __init__(self, trust: ssl.SSLContext | None = None, connect: Connect = connect_tcp) -> None:
        self._trust = trust or public_trust()
        self._connect = connect

    def get(self, hop: Hop) -> Reply:
        """Return the reply; its body is read only if it can be used.

        Raises:
            NoAnswer: no connection, no TLS for that name, silence, or not HTTP.
            Unreachable: an answer of the wrong size, type, status or encoding.
        """
        return self._exchanged(hop, None)

    def post(self, hop: Hop, body: bytes) -> Reply:
        """Return the reply to a body, as `get` does. What is in the body stands neither in an address nor in an error."""
        return self._exchanged(hop, body)

    def _exchanged(self, hop: Hop, body: bytes | None) -> Reply:
        host = hop.address.host
        try:
            deadline = hop.deadline.within(hop.connect_seconds)
            with closing(self._first_that_connects(hop, deadline)) as bare, closing(self._secured(bare, hop, deadline)) as connection:
                return _asked(connection, hop, body)
        except httpcore.TimeoutException as error:
            raise NoAnswer(f"expected an answer of {host} in time, found none") from error
        except httpcore.NetworkError as error:
            raise NoAnswer(_network_trouble(host, error)) from error
        except httpcore.ProtocolError as error:
            raise NoAnswer(f"expected HTTP of {host}, found something else") from error

    def _secured(self, bare: httpcore.NetworkStream, hop: Hop, deadline: Deadline) -> httpcore.HTTP11Connection:
        """Return a connection on which the peer proved its name, unless its address does without."""
        secure = bare
        if hop.address.scheme == "https":
            secure = bare.start_tls(self._trust, server_hostname=hop.address.host, timeout=deadline.seconds_left())
        stream = BoundedStream(secure, hop.deadline, hop.rule.max_bytes + FRAMING_BYTES)
        return httpcore.HTTP11Connection(_origin(hop), stream)

    def _first_that_connects(self, hop: Hop, deadline: Deadline) -> httpcore.NetworkStream:
        """Return a connection to the first address that takes one; each gets its fair share of the time left."""
        *others, last = hop.ip_addresses[:TRIED_ADDRESSES]
        for position, ip in enumerate(others):
            try:
                return self._connect(ip, hop.address.port, deadline.seconds_left() / (len(others) + 1 - position))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, hop.address.port, deadline.seconds_left())


def _asked(connection: httpcore.HTTP11Connection, hop: Hop, sent: bytes | None) -> Reply:
    url = httpcore.URL(scheme=hop.address.scheme, host=hop.address.host, port=_origin(hop).port, target=hop.address.target)
    headers = [
        ("User-Agent", hop.user_agent),
        ("Accept", ", ".join(sorted(hop.rule.media_types))),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    if sent is not None:
        headers += [("Content-Type", hop.content_type), ("Content-Length", str(len(sent)))]
    with connection.stream("GET" if sent is None else "POST", url, headers=headers, content=sent) as response:
        reply = Reply(response.status, _joined(response.headers))
        refuse_unusable(reply, hop)
        return Reply(reply.status, reply.headers, _body(response.iter_stream(), hop)) if reply.status == OK else reply


def _body(pieces: Iterable[bytes], hop: Hop) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > hop.rule.max_bytes:
            raise Unreachable(f"expected at most {hop.rule.max_bytes} bytes of {hop.address.host}, found more")
    return bytes(body)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined


def _origin(hop: Hop) -> httpcore.Origin:
    return httpcore.Origin(hop.address.scheme.encode("ascii"), hop.address.host.encode("ascii"), hop.address.port)


def _sooner(timeout: float | None, deadline: Deadline) -> float:
    left = deadline.seconds_left()
    return left if timeout is None else min(timeout, left)


def _network_trouble(host: str, error: httpcore.NetworkError) -> str:
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        return f"the certificate of {host} does not prove that name: {error.__cause__.verify_message}"
    if isinstance(error.__cause__, ssl.SSLError):
        return f"expected TLS of {host}, found something else"
    return f"{host} takes no connection, or broke it off"
