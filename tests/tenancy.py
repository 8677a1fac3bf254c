"""Two tenants: what the first one has, its names, and what a stranger with those names is told."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select

from app.adapters.database.tables import metadata
from app.services.audited import operator_actor
from app.services.vc_api_instances import NewInstance, create_instance
from tests.installations import Stage
from tests.theatre import DRAFT, SLUG
from tests.web.at_desk import browser_of, link_to


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody asks with names that stand in `{}`: the stranger's names are filled in, and then names of nothing.

    `status` is what the stranger gets to see of it.
    """

    route: str
    path: str
    status: int = 404
    json: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def sent(self, names: Mapping[str, str]) -> set[str]:
        """Return those of the names that are sent."""
        return {value for name, value in names.items() if f"{{{name}}}" in f"{self.path} {self.json}"}


NAMES = (
    "credential_id",
    "recipient_id",
    "award_id",
    "public_id",
    "achievement_id",
    "slug",
    "draft",
    "source_ref",
    "learner",
    "after",
    "integration",
    "client_id",
    "rule_id",
    "event_id",
    "person_id",
    "key_id",
    "issuer",
    "audit_id",
    "instance",
    "issuance",
    "vc_id",
)
IN_BOTH = frozenset({"slug", "draft", "source_ref", "learner", "after"})
"""Names that the stranger may have as well, or that are no names of anything."""
OWNER = "Theodora of the Theatre"

NOTHING: Mapping[str, str] = {name: f"no-such-{name}" for name in NAMES}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the first tenant has, and the second one tries to get at."""

    names: Mapping[str, str]
    credential: Mapping[str, Any]

    @property
    def secrets(self) -> frozenset[str]:
        """What no answer to the stranger has in it, unless the stranger sent it."""
        ids = (self.names[name] for name in (*NAMES, "holder_token") if name not in IN_BOTH)
        words = ("Ada Example", "ada@example.org", "Stitching", "Lighting", OWNER)
        return frozenset((*ids, *words))


@pytest.fixture(scope="module")
def theirs(shared_stage: Stage) -> Theirs:
    """A credential of the first tenant, and all its names."""
    credential, other = shared_stage.issue("the-same").json(), shared_stage.issued(source_ref="course:8")
    names = {
        "credential_id": credential["id"],
        "recipient_id": credential["recipient"],
        "award_id": credential["award"],
        "public_id": credential["links"]["public"].rpartition("/")[2],
        "achievement_id": credential["achievement"]["id"],
        "slug": SLUG,
        "draft": DRAFT,
        "source_ref": credential["source_ref"],
        "learner": "Ada",
        "after": "crd_zzz",
        "holder_token": token_of(credential),
        "other_token": token_of(other),
        "issuer": credential["issuer"]["slug"],
        **inbox_of(shared_stage),
        **people_of(shared_stage),
        **issuance_of(shared_stage),
    }
    return Theirs(names, credential)


def inbox_of(stage: Stage) -> dict[str, str]:
    """Return the names of an integration that is made now, of its rule, and of an event that matched none."""
    body = {"slug": "school", "kind": "moodle"}
    integration = stage.http().post("/v1/integrations", json=body).json()
    rule = stage.http().post("/v1/rules", json={"integration": "school", "course": "7", "achievement": SLUG}).json()
    event = stage.http(None).post("/v1/inbox/school", json={"eventname": "x", "token": integration["token"]}).json()
    return {"integration": integration["id"], "client_id": integration["client"], "rule_id": rule["id"], "event_id": event["id"]}


def people_of(stage: Stage) -> dict[str, str]:
    """Return the names of the owner of the desk, who comes in now, of a client and its API key, and of an audit event."""
    browser_of(stage).post(link_to(stage, name=OWNER))
    person, secret, event = (metadata.tables[name].c for name in ("person", "client_secret", "audit_event"))
    statements = {
        "person_id": select(person.id).where(person.tenant_id == stage.client().tenant_id),
        "key_id": select(secret.id).where(secret.client_id == stage.client().id),
        "audit_id": select(func.max(event.id)).where(event.tenant_id == stage.client().tenant_id),
    }
    return {"client_id": stage.client().id, **{name: str(stage.select(statement)[0][0]) for name, statement in statements.items()}}


def issuance_of(stage: Stage) -> dict[str, str]:
    """Return the names of an instance of the VC-API that is made now, and of a credential that it signed with a status."""
    new = NewInstance("workshop", "eddsa-rdfc-2022", organisation="academy", with_status=True)
    create_instance(stage.installation, operator_actor(stage.client().tenant_id), new)
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:theirs",
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:ada"},
    }
    answer = stage.http().post("/vc-api/issuers/workshop/credentials/issue", json={"credential": credential})
    return {"instance": "workshop", "issuance": answer.headers["Location"].rpartition("/")[2], "vc_id": str(credential["id"])}


def everything_of_theirs(stage: Stage) -> str:
    """Return a digest of every row that the first tenant has."""
    tenant_id, digest = stage.client().tenant_id, hashlib.sha256()
    for table in metadata.sorted_tables:
        owner = table.c.get("id" if table.name == "tenant" else "tenant_id")
        if owner is not None:
            digest.update(repr(sorted(map(repr, stage.select(select(table).where(owner == tenant_id))))).encode())
    return digest.hexdigest()


def token_of(credential: Mapping[str, Any]) -> str:
    """Return the holder token in the links of a credential."""
    return str(parse_qs(urlsplit(credential["links"]["ob3_jsonld"]).query)["token"][0])


def send(stage: Stage, who: str | None, attempt: Attempt, names: Mapping[str, str]) -> httpx.Response:
    """Return the answer to an attempt with those names."""
    method = attempt.route.partition(" ")[0]
    given = (attempt.json or {}).items()
    body = {name: value.format_map(names) if isinstance(value, str) else value for name, value in given} or None
    answer: httpx.Response = stage.http(who).request(method, attempt.path.format_map(names), json=body, headers=dict(attempt.headers))
    return answer


def told(answer: httpx.Response, names: Mapping[str, str]) -> str:
    """Return what an answer tells, without the names that were sent and the request's own id."""
    text_told = answer.text.replace(str(answer.headers["X-Request-Id"]), "{request_id}")
    for name, value in sorted(names.items(), key=lambda entry: -len(entry[1])):
        text_told = text_told.replace(value, f"{{{name}}}")
    return text_told
