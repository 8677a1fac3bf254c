"""Changes credentials over HTTP as a learning platform does, and looks at what came of it."""

from typing import Any

import httpx
import orjson
from sqlalchemy import select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.model.lifecycle import Reason, ReissueReason
from app.services.orders import Keyed
from app.services.publish_status import publish_due_lists
from app.status.bitstring import decode_bits, set_in
from tests.installations import Stage

Body = dict[str, Any]

AUTHORITY = "Registrar's office; passport seen"
CORRECTED = {"name": "Ada Correct"}
LONG_AGO = "0" * 64


def change(stage: Stage, action: str, credential_id: str, body: Body | None = None, **how: Any) -> httpx.Response:
    """Return the answer to a change: `who` asks, under which `key`, of which revision (`if_match`)."""
    headers = {"Idempotency-Key": how.get("key"), "If-Match": how.get("if_match")}
    sent = {name: value for name, value in headers.items() if value is not None}
    answer: httpx.Response = stage.http(how.get("who", "lms")).post(
        f"/v1/credentials/{credential_id}/{action}", json=because() if body is None else body, headers=sent
    )
    return answer


def because(reason: str = Reason.ISSUED_IN_ERROR, **more: Any) -> Body:
    """Return the body of a request to revoke, suspend or reinstate."""
    return {"reason": reason, **more}


def correction(**changes: Any) -> Body:
    """Return the body of a request to reissue; a change of None leaves a member out."""
    body = {"recipient": CORRECTED, "reason": ReissueReason.NAME_CORRECTION, "authority": AUTHORITY, **changes}
    return {name: value for name, value in body.items() if value is not None}


def changed(stage: Stage, action: str, credential_id: str, body: Body | None = None, **how: Any) -> Body:
    """Return what a change that must succeed is answered."""
    answer = change(stage, action, credential_id, body, **how)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def reissue(stage: Stage, credential_id: str, body: Body | None = None, **how: Any) -> httpx.Response:
    """Return the answer to a request to reissue."""
    return change(stage, "reissue", credential_id, correction() if body is None else body, **how)


def reissued(stage: Stage, credential_id: str, body: Body | None = None, **how: Any) -> Body:
    """Return what a reissue that must succeed is answered."""
    answer = reissue(stage, credential_id, body, **how)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def read(stage: Stage, credential_id: str, who: str = "lms") -> Body:
    """Return a credential as the API shows it now."""
    answer = stage.http(who).get(f"/v1/credentials/{credential_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def state_of(stage: Stage, credential_id: str) -> str:
    """Return the stored state, also of what was never given out."""
    return str(stage.credential(credential_id).row.state)


def rows_of(stage: Stage, table: str, **values: Any) -> list[Any]:
    """Return the rows of a table that have these values, those with a revision in its order."""
    found = metadata.tables[table]
    statement = select(found).where(*(found.c[name] == value for name, value in values.items()))
    return stage.select(statement.order_by(*(found.c[name] for name in ("revision", "at") if name in found.c)))


def deeds(stage: Stage, credential_id: str) -> list[str]:
    """Return the actions that the audit trail has of a credential."""
    return [row.action for row in rows_of(stage, "audit_event", object_id=credential_id)]


def effects(stage: Stage, credential_id: str) -> list[str]:
    """Return the keys of what is to follow from the changes of a credential."""
    return [row.effect_key for row in rows_of(stage, "outbox") if row.effect_key.startswith(f"credential.changed:{credential_id}:")]


def events(stage: Stage, credential: Body) -> list[tuple[bool, str]]:
    """Return what was stored of a credential's status bit, and why."""
    index = credential["status"]["index"]
    return [(row.value, row.reason) for row in rows_of(stage, "status_event", idx=index)]


def published_bits(stage: Stage, credential: Body) -> frozenset[int]:
    """Publish what is due, and return which bits are set in the list as everybody gets it."""
    stage.clock.move(seconds=stage.installation.status_delay_seconds)
    publish_due_lists(stage.installation)
    document = stage.http(None).get(credential["status"]["list"]).json()
    return frozenset(set_in(decode_bits(document["credentialSubject"]["encodedList"])))


def file_of(stage: Stage, credential: Body, link: str = "ob3_jsonld") -> bytes:
    """Return a signed file of a credential."""
    answer = stage.http(None).get(credential["links"][link])
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def name_in(file: bytes) -> str:
    """Return the learner's name in a signed Open Badge."""
    (identity,) = [each for each in orjson.loads(file)["credentialSubject"]["identifier"] if each["identityType"] == "name"]
    return str(identity["identityHash"])


def verified(stage: Stage, file: bytes, media_type: str = "application/vc") -> Body:
    """Return the report on a file."""
    answer = stage.http(None).post("/v1/verifications", content=file, headers={"content-type": media_type})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def page(stage: Stage, credential: Body, language: str = "en") -> httpx.Response:
    """Return the page of a credential, whatever became of it."""
    headers = {"accept": "text/html", "accept-language": language}
    answer: httpx.Response = stage.http(None).get(credential["links"]["public"], headers=headers)
    return answer


def erase(stage: Stage, credential_id: str) -> None:
    """Destroy the key of a credential's learner."""
    row = stage.credential(credential_id).row
    stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, stage.clock()))


def keyed(stage: Stage, key: str, digest: str = LONG_AGO) -> Keyed:
    """Return a request of the learning platform as it may be repeated."""
    return Keyed(stage.client(), digest, key)
