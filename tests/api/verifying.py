"""Asks for verifications over HTTP, and reads the answers."""

from typing import Any

import httpx

from app.adapters.database import status_lists
from app.model.events import StatusEvent
from app.model.report import Check
from app.services.publish_status import publish_list
from tests.installations import Stage

ELSEWHERE = "https://verifier.example.net"
ACADEMY = "https://credentials.example.org/issuers/academy/did.json"
Report = dict[str, Any]


def send(stage: Stage, body: bytes, content_type: str | None, **headers: str) -> httpx.Response:
    sent = {**headers, **({"Content-Type": content_type} if content_type else {})}
    answer: httpx.Response = stage.http(None).post("/v1/verifications", content=body, headers=sent)
    return answer


def verified(stage: Stage, document: Any) -> Report:
    answer = stage.http(None).post("/v1/verifications", json=document)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def signed(stage: Stage, **changes: Any) -> Report:
    """Issue a credential; return it as a parsed file."""
    return dict(stage.http(None).get(stage.issued(**changes)["links"]["ob3_jsonld"]).json())


def check(report: Report, number: Check) -> tuple[str, str]:
    found = report["checks"][number - 1]
    assert found["number"] == number
    return found["state"], found["code"]


def states(report: Report) -> list[str]:
    return [each["state"] for each in report["checks"]]


def happened(stage: Stage, credential: Report) -> None:
    """Set the bit of a credential and publish the list."""
    list_id = credential["status"]["list"].rpartition("/")[2]
    event = StatusEvent(list_id, credential["status"]["index"], value=True, actor="cli_1", at=stage.clock())
    stage.installation.database.write(lambda session: status_lists.add_event(session, event))
    publish_list(stage.installation, list_id)


def tell(stage: Stage, stranger: Stage, *urls: str) -> None:
    """Put what lies at those addresses into the stranger's network."""
    for url in urls:
        stranger.network.documents[url] = stage.http(None).get(url).content
