"""A hostile client at the real service, byte by byte: nothing without an end is taken in, nothing fails, others are served meanwhile.

Bounds are in bytes and order, never in seconds.
"""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import repeat
from typing import Any

import httpx
import pytest

from app.edge.judging import JUDGES, MOST_WAITING
from tests.callers import Caller, Order
from tests.processes import PATIENCE_SECONDS, Service, served
from tests.sites import Site, make_site

MOST_BYTES_TAKEN = 32_000_000
"""More than the buffers of a connection hold."""
PIECE = b"a" * 65_536
CHUNK = b"10000\r\n" + PIECE + b"\r\n"
FLOOD = JUDGES + MOST_WAITING + 8

CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "type": ["Profile"]},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"type": ["AchievementSubject"]},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "proofPurpose": "assertionMethod",
        "proofValue": "z" + "3" * 87,
    },
}


def subjects(amount: int) -> list[dict[str, Any]]:
    """Return unnamed subjects each of which names all others as its source: what canonicalisation cannot tell apart."""
    names = [f"_:b{number}" for number in range(amount)]
    return [{"id": name, "type": ["AchievementSubject"], "source": [{"id": other} for other in names if other != name]} for name in names]


def evidence(amount: int) -> list[dict[str, Any]]:
    """Return so many pieces of evidence, each with an id and four texts."""
    return [
        {"id": f"urn:x:{n}", "type": ["Evidence"], "name": "n", "description": "d", "genre": "g", "audience": "a"} for n in range(amount)
    ]


SLOWEST = json.dumps({**CREDENTIAL, "evidence": evidence(500), "proof": [CREDENTIAL["proof"]] * 4}).encode()
"""What costs about all that a document may cost."""

POISON: dict[str, bytes] = {
    "few unnamed nodes, all alike": json.dumps({**CREDENTIAL, "credentialSubject": subjects(7)}).encode(),
    "many unnamed nodes, all alike": json.dumps({**CREDENTIAL, "credentialSubject": subjects(60)}).encode(),
    "a hundred thousand nodes": json.dumps({**CREDENTIAL, "evidence": [{"type": ["Evidence"]}] * 100_000}).encode(),
    "a megabyte of text": json.dumps({**CREDENTIAL, "name": "x" * 1_000_000}).encode(),
    "five thousand deep": b'{"type":["VerifiableCredential"],"credentialSubject":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
    "a number of many digits": b'{"type":["VerifiableCredential"],"credentialSubject":' + b"9" * 200_000 + b"}",
    "a hundred contexts": json.dumps({**CREDENTIAL, "@context": CREDENTIAL["@context"] * 50}).encode(),
    "a thousand proofs": json.dumps({**CREDENTIAL, "proof": [CREDENTIAL["proof"]] * 1_000}).encode(),
    "the slowest that is allowed": SLOWEST,
    "a JWT of five megabytes": b"eyJhbGciOiJFZERTQSJ9." + b"A" * 5_200_000 + b".AAAA",
    "a JWT of dots": b"eyJhbGciOiJFZERTQSJ9" + b"." * 5_000_000,
    "a text of white space": b" " * 5_200_000,
}

FORMS: dict[str, bytes] = {
    "many fields": b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nv\r\n' % n for n in range(60_000)) + b"--x--\r\n",
    "many headers of a part": b"--x\r\n" + b"X-A: b\r\n" * 300_000 + b"\r\nv\r\n--x--\r\n",
    "what is nearly a boundary": b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    + b"\r\n-" * 1_300_000
    + b"\r\n--x--",
    "no end": b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + PIECE,
}

CHUNKED = b"POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "path": (b"GET /", PIECE),
    "header": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ", PIECE),
    "headers": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"X-A: b\r\n" * 8_192),
    "trailer": (CHUNKED + b"1\r\n1\r\n0\r\nX-Long: ", PIECE),
    "chunk extension": (CHUNKED + b"5;x=", PIECE),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site on SQLite: the database has no part in this."""
    folder = tmp_path_factory.mktemp("hostile")
    return make_site(folder, f"sqlite:///{folder / 'hostile.sqlite3'}")


@pytest.fixture(scope="module")
def service(site: Site) -> Iterator[Service]:
    """One service that all tests attack."""
    with served(site) as (running,):
        yield running


@pytest.mark.parametrize("what", ENDLESS)
def test_no_head_without_an_end_is_taken_in(service: Service, site: Site, what: str) -> None:
    taken, answer = pour(service, *ENDLESS[what])

    assert taken < MOST_BYTES_TAKEN
    assert answer.startswith(b"HTTP/1.1 400") or not answer
    assert Caller(service, site.api_key).issue(Order(1)).status == 201


@pytest.mark.parametrize(
    ("path", "media_type", "status"),
    [
        ("/v1/credentials", "application/json", 413),
        ("/v1/verifications", "application/json", 413),
        ("/v1/verifications", "multipart/form-data; boundary=x", 413),
        ("/verify", "multipart/form-data; boundary=x", 413),
        ("/verify", "application/x-www-form-urlencoded", 413),
        ("/v1/achievements/sewing/publish", "text/plain", 409),
        ("/nothing", "text/plain", 404),
    ],
)
def test_a_body_without_an_end_is_refused_at_its_limit(service: Service, site: Site, path: str, media_type: str, status: int) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {site.api_key}\r\nContent-Type: {media_type}\r\n"

    taken, answer = pour(service, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), CHUNK)

    assert answer.startswith(b"HTTP/1.1 %d " % status) or not answer
    assert taken < MOST_BYTES_TAKEN or answer


@pytest.mark.parametrize("what", POISON)
def test_a_poisonous_document_is_judged_or_refused_and_never_valid(service: Service, what: str) -> None:
    media_type = "text/plain" if what.startswith(("a JWT", "a text")) else "application/json"

    answer = httpx.post(
        f"{service.url}/v1/verifications", content=POISON[what], headers={"Content-Type": media_type}, timeout=PATIENCE_SECONDS
    )

    assert answer.status_code in {200, 400, 413, 422}
    assert answer.json().get("verdict") in {None, "not_valid", "cannot_tell"}


@pytest.mark.parametrize("path", ["/v1/verifications", "/verify"])
@pytest.mark.parametrize("what", FORMS)
def test_a_form_that_is_none_is_refused(service: Service, path: str, what: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = httpx.post(f"{service.url}{path}", content=FORMS[what], headers=headers, timeout=PATIENCE_SECONDS)

    assert 400 <= answer.status_code < 500


def test_others_are_served_while_slow_refusals_are_computed_and_too_many_are_told_to_come_back(site: Site) -> None:
    limits = httpx.Limits(max_connections=FLOOD)
    with served(site) as (crowded,), httpx.Client(limits=limits, timeout=PATIENCE_SECONDS) as crowd, ThreadPoolExecutor(FLOOD) as pool:
        flood = [pool.submit(post_slowest, crowd, crowded) for _ in range(FLOOD)]
        wait(flood, return_when=FIRST_COMPLETED)
        caller = Caller(crowded, site.api_key)

        issued = [caller.issue(Order(number)).status for number in range(2, 7)]
        health = httpx.get(f"{crowded.url}/healthz", timeout=PATIENCE_SECONDS).status_code

        still_judged = [call for call in flood if not call.done()]
        crowded.kill()
        refused = [answer for answer in (call.result() for call in flood) if answer is not None and answer.status_code == 503]
        assert (issued, health) == ([201] * 5, 200)
        assert still_judged
        assert {(answer.json()["code"], answer.headers["Retry-After"]) for answer in refused} == {("overloaded", "2")}


def pour(service: Service, head: bytes, piece: bytes) -> tuple[int, bytes]:
    """Send a beginning and then a piece again and again; return how many bytes were taken, and the beginning of the answer."""
    host, _, port = service.url.removeprefix("http://").partition(":")
    taken = 0
    with socket.create_connection((host, int(port)), PATIENCE_SECONDS) as connection:
        try:
            connection.sendall(head)
            for each in repeat(piece, MOST_BYTES_TAKEN // len(piece) + 1):
                connection.sendall(each)
                taken += len(each)
        except OSError:
            pass  # it does not listen any more
        return taken, received(connection)


def received(connection: socket.socket) -> bytes:
    """Return the beginning of the answer; nothing where the connection was cut before it could be read."""
    try:
        return connection.recv(200)
    except OSError:
        return b""


def post_slowest(crowd: httpx.Client, service: Service) -> httpx.Response | None:
    """Have the slowest document judged; None where the service died meanwhile."""
    try:
        return crowd.post(f"{service.url}/v1/verifications", content=SLOWEST, headers={"Content-Type": "application/json"})
    except httpx.TransportError:
        return None
