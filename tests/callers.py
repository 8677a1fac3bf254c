"""Calling systems: each sends what it has to have issued again and again under the same key, until it is answered."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.processes import PATIENCE_SECONDS, Service, until
from tests.sites import ACHIEVEMENT

MOST_SECONDS_BETWEEN = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """One award to be issued, and whether its JWT is wanted too. Ten orders in a row are for the same learner."""

    number: int
    with_jwt: bool = False
    other_key: str = ""

    @property
    def key(self) -> str:
        """The Idempotency-Key."""
        return self.other_key or f"order-{self.number}"

    @property
    def source_ref(self) -> str:
        """What in the calling system it is."""
        return f"course:{self.number}"

    @property
    def body(self) -> bytes:
        """The body of the request."""
        learner = self.number // 10
        return json.dumps(
            {
                "achievement": ACHIEVEMENT,
                "recipient": {"name": f"Learner {learner}", "external_id": f"learner-{learner}"},
                "source_ref": self.source_ref,
            }
        ).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller was told."""

    order: Order
    status: int
    replayed: bool
    body: bytes

    @property
    def credential_id(self) -> str:
        """The id of the credential that it tells of."""
        return str(json.loads(self.body)["id"])

    @property
    def slot(self) -> tuple[str, int]:
        """The status list and index that it tells."""
        status = json.loads(self.body)["status"]
        return str(status["list"]), int(status["index"])


class Diary:
    """What callers were told, on the disk before they go on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed = threading.Condition()
        self.answers: list[Answer] = []

    def note(self, answer: Answer) -> None:
        """Keep an answer."""
        entry = {"key": answer.order.key, "status": answer.status, "body": answer.body.decode()}
        with self._changed, self._file.open("a", encoding="utf-8") as lines:
            lines.write(f"{json.dumps(entry)}\n")
            lines.flush()
            os.fsync(lines.fileno())
            self.answers.append(answer)
            self._changed.notify_all()

    def wait_for(self, amount: int) -> None:
        """Return when there are that many answers."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.answers) >= amount, PATIENCE_SECONDS), f"no {amount} answers"


class Caller:
    """One calling system with one connection to a service, wherever that serves at the moment."""

    def __init__(self, service: Service, api_key: str) -> None:
        self._service = service
        self._http = httpx.Client(headers={"Authorization": f"Bearer {api_key}"}, timeout=PATIENCE_SECONDS)

    def send(self, order: Order) -> httpx.Response:
        """Send an order once."""
        headers = {"Idempotency-Key": order.key, "Content-Type": "application/json"}
        return self._http.post(f"{self._service.url}/v1/credentials", headers=headers, content=order.body)

    def ask_for(self, credential_id: str, name: str) -> httpx.Response:
        """Ask for a signed file of a credential once."""
        return self._http.get(f"{self._service.url}/v1/credentials/{credential_id}/representations/{name}")

    def change(self, action: str, credential_id: str, body: dict[str, Any], key: str) -> httpx.Response:
        """Send a change of a credential once."""
        return self._http.post(f"{self._service.url}/v1/credentials/{credential_id}/{action}", headers={"Idempotency-Key": key}, json=body)

    def look(self, path: str) -> httpx.Response:
        """Ask once for what is public."""
        return self._http.get(f"{self._service.url}{path}")

    def issue(self, order: Order) -> Answer:
        """Return the answer to an order."""
        answer = answered(lambda: self.send(order))
        return Answer(order, answer.status_code, answer.headers["Idempotency-Replayed"] == "true", answer.content)

    def file(self, credential_id: str, name: str = "ob3-jsonld") -> bytes:
        """Return a signed file of a credential."""
        answer = answered(lambda: self.ask_for(credential_id, name))
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.content

    def verdict(self, file: bytes, media_type: str = "application/vc") -> str:
        """Return the verdict on a file."""
        answer = self._http.post(f"{self._service.url}/v1/verifications", headers={"Content-Type": media_type}, content=file)
        return str(answer.json()["verdict"])

    def issue_all(self, orders: Iterable[Order], diary: Diary) -> None:
        """Have every order issued, and note what was told."""
        for order in orders:
            answer = self.issue(order)
            diary.note(answer)
            if order.with_jwt:
                self.file(answer.credential_id, "ob3-jwt")


def answered(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Return the final answer: connections that break and requests to come back later are followed by another attempt."""
    for _ in until("there is an answer"):
        try:
            answer = ask()
        except httpx.TransportError:
            continue
        if "Retry-After" not in answer.headers:
            return answer
        time.sleep(min(float(answer.headers["Retry-After"]), MOST_SECONDS_BETWEEN))
    raise AssertionError("never reached")
