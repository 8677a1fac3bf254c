"""Whoever changes something leaves a trace: every route and every command that does so is done here, and looked up in the audit trail.

A new route or command fails the first tests until it stands in one of the tables: with what it leaves in the trail and a way to do it,
or with the reason why it changes nothing. To add one: a function that prepares it and returns the deed, and a row.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import typer.main
from sqlalchemy import select
from typer.core import TyperGroup

from app.adapters.database.tables import audit_event
from app.cli.commands import app as commands
from app.model.access import Role
from app.schemas.moments import write_moment
from app.services.audited import operator_actor
from app.services.vc_api_instances import NewInstance, create_instance
from tests.brought_seals import PASSPHRASE, pkcs12_file, put, sealed
from tests.cli.conftest import shared_theatre, theatre, theatre_template
from tests.cli.terminal import CATALOGUE, ORDER, Ran, Terminal
from tests.installations import Stage, complete_draft, quick_stage, shared_stage, sqlite_template, stocked_sqlite
from tests.test_tenants import routes
from tests.theatre import DRAFT, SLUG, order_body
from tests.web.at_desk import at_desk, browser_of, fields_of, link_to
from tests.web.reader import Page

__all__ = ["quick_stage", "shared_stage", "shared_theatre", "sqlite_template", "stocked_sqlite", "theatre", "theatre_template"]

MARK = "Zimtstern"
MARKED: Mapping[str, Any] = {"recipient": {"name": f"Ada {MARK}", "email": f"{MARK}@example.org", "external_id": MARK}, "source_ref": MARK}
MAPPING = {"event_key": "/id", "course": "/course", "person.external_id": "/user/id", "person.name": "/user/name"}
EVENT = {"id": "1", "course": MARK, "user": {"id": MARK, "name": f"Ada {MARK}"}}
MARK_URN = f"urn:example:{MARK}"
VC = {
    "credential": {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": MARK_URN,
        "type": ["VerifiableCredential"],
        "credentialSubject": {"name": MARK},
    }
}
VC_STATUS = {"credentialStatus": {"type": "BitstringStatusListEntry"}, "status": True}
CORRECTION = {"reason": "name_correction", "authority": f"{MARK} showed a passport", "recipient": {"name": f"Bo {MARK}"}}

Deed = Callable[[], httpx.Response]
Typed = Callable[[], Ran]

READS = "POST only because of the body: it judges or foretells and keeps nothing"
SHOWS = "shows what is there"
RUNS = "serves or works: what it does is in the trail by itself"

NOT_MUTATING: Mapping[str, str] = {
    "POST /v1/verifications": READS,
    "POST /verify": READS,
    "POST /v1/achievements/{achievement_id}/validate": READS,
    "POST /v1/rules/test": READS,
    "POST /vc-api/credentials/verify": READS,
    "POST /vc-api/credentials/derive": READS,
    "POST /vc-api/presentations/verify": READS,
    "POST /vc-api/challenges": "a digest for a quarter of an hour, of no tenant's",
    "POST /v1/credentials/{credential_id}/baked": "gives a signed file out, as its download does; the picture is kept nowhere",
}
COMMANDS_THAT_CHANGE_NOTHING: Mapping[str, str] = {
    "serve": RUNS,
    "jobs": RUNS,
    "demo": "made of other use cases: catalogue, client, link, each with its event",
    "migrate": "changes how things lie, before there is anything to audit; the revision is in the database",
    "verify": READS,
    "bake": "works on files alone",
    "take-out": "works on files alone",
    "doctor": SHOWS,
    "keys list": SHOWS,
    "clients list": SHOWS,
    "integrations list": SHOWS,
    "vc-api list": SHOWS,
    "rules list": SHOWS,
    "rules test": READS,
    "restore": "brings a whole database back, and that into its trail: tests/services/test_restore.py",
    "audit list": SHOWS,
    "audit verify": SHOWS,
    "audit key": "the key for checkpoints is the trail's own: it belongs to no tenant, whose events it signs",
}


def post(stage: Stage, path: str, body: Any) -> Deed:
    return lambda: stage.http().post(path, json=body)


def on_credential(action: str, body: Mapping[str, Any], before: str | None = None) -> Callable[[Stage], Deed]:
    def prepare(stage: Stage) -> Deed:
        path = f"/v1/credentials/{stage.issued(**MARKED)['id']}"
        if before:
            assert stage.http().post(f"{path}/{before}", json=body).status_code == 200
        return post(stage, f"{path}/{action}", body)

    return prepare


def at_the_desk(action: str, before: str | None = None, **fields: str) -> Callable[[Stage], Deed]:
    def prepare(stage: Stage) -> Deed:
        path, visitor = f"/admin/credentials/{stage.issued(**MARKED)['id']}", at_desk(stage)
        if before:
            assert visitor.send(f"{path}/{before}", **fields).status_code == 303
        return lambda: visitor.send(f"{path}/{action}", **fields)

    return prepare


def reissue_at_the_desk(stage: Stage) -> Deed:
    path, visitor = f"/admin/credentials/{stage.issued(**MARKED)['id']}/reissue", at_desk(stage)
    fields: dict[str, str] = {
        "reason": "name_correction",
        "authority": str(CORRECTION["authority"]),
        "name": f"Bo {MARK}",
        "email": f"{MARK}@example.org",
    }
    preview = visitor.send(path, **fields, **{"result-0-value": "passed"})
    return lambda: visitor.browser.post(path, data=fields_of(Page(preview.text), path))


def publishing(stage: Stage) -> Deed:
    complete_draft(stage)
    return post(stage, f"/v1/achievements/{DRAFT}/publish", None)


def integration(stage: Stage) -> dict[str, Any]:
    answer = stage.http().post("/v1/integrations", json={"slug": "school", "kind": "generic", "mapping": MAPPING})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def on_integration(method: str, end: str = "", body: Any = None) -> Callable[[Stage], Deed]:
    def prepare(stage: Stage) -> Deed:
        path = f"/v1/integrations/{integration(stage)['id']}{end}"
        return lambda: stage.http().request(method, path, json=body)

    return prepare


def event(stage: Stage) -> Deed:
    token = integration(stage)["token"]
    return lambda: stage.http(None).post("/v1/inbox/school", json=EVENT, headers={"Authorization": f"Bearer {token}"})


def replaying(stage: Stage) -> Deed:
    assert event(stage)().is_success
    (found,) = stage.http().get("/v1/inbox-events").json()["items"]
    return post(stage, f"/v1/inbox-events/{found['id']}/replay", None)


def rule(stage: Stage) -> Deed:
    integration(stage)
    return post(stage, "/v1/rules", {"integration": "school", "course": "7", "achievement": SLUG})


def without_rule(stage: Stage) -> Deed:
    path = f"/v1/rules/{rule(stage)().json()['id']}"
    return lambda: stage.http().delete(path)


def with_instance(stage: Stage) -> Stage:
    new = NewInstance("badges", "eddsa-rdfc-2022", organisation="academy", with_status=True)
    create_instance(stage.installation, operator_actor(stage.client().tenant_id), new)
    return stage


def with_vc(stage: Stage) -> Stage:
    assert post(with_instance(stage), "/vc-api/issuers/badges/credentials/issue", VC)().status_code == 201
    return stage


def forgetting_a_vc(stage: Stage) -> Deed:
    client = with_vc(stage).http()
    return lambda: client.delete(f"/vc-api/credentials/{MARK_URN}")


def exporting(stage: Stage) -> Deed:
    path = f"/v1/recipients/{stage.issued(**MARKED)['recipient']}/export"
    return lambda: stage.http().get(path)


def erasing(stage: Stage) -> Deed:
    return post(stage, f"/v1/recipients/{stage.issued(**MARKED)['recipient']}/erase", {})


def entering(stage: Stage) -> Deed:
    path = link_to(stage)
    return lambda: browser_of(stage).post(path)


def replaying_at_the_desk(stage: Stage) -> Deed:
    assert event(stage)().is_success
    (found,) = stage.http().get("/v1/inbox-events").json()["items"]
    path, visitor = f"/admin/inbox/{found['id']}", at_desk(stage)
    return lambda: visitor.send(f"{path}/replay", form=path)


def sent(path: str, **fields: str) -> Callable[[Stage], Deed]:
    def prepare(stage: Stage) -> Deed:
        visitor = at_desk(stage)
        return lambda: visitor.send(path, **fields)

    return prepare


def a_further_key(stage: Stage) -> Deed:
    path, visitor = f"/admin/clients/{stage.client('second').id}", at_desk(stage)
    return lambda: visitor.send(f"{path}/keys", form=path)


def revoking_at_the_desk(stage: Stage) -> Deed:
    path, visitor = f"/admin/clients/{stage.client('second').id}", at_desk(stage)
    address = next(link for link in visitor.read(path).links if link.endswith("/revoke"))
    return lambda: visitor.send(address)


def rotating_at_the_desk(stage: Stage) -> Deed:
    visitor, path = at_desk(stage), "/admin/keys/academy/rotate"
    return lambda: visitor.send(path, form=f"{path}?algorithm=EdDSA")


def on_person(action: str, before: str | None = None, **fields: str) -> Callable[[Stage], Deed]:
    def prepare(stage: Stage) -> Deed:
        visitor = at_desk(stage)
        link_to(stage, name="Eve", role=Role.ISSUER)
        path = next(link for link in visitor.read("/admin/people").links if link.startswith("/admin/people/"))
        if before:
            assert visitor.send(f"{path}/{before}", form=path).status_code == 303
        return lambda: visitor.send(f"{path}/{action}", form=path, **fields)

    return prepare


WRONG = {"reason": "issued_in_error", "note": f"{MARK} was mistaken"}
ISSUED = ("credential.reserved", "credential.issued")
REISSUED = ("credential.issued", "credential.reissue_prepared", "credential.superseded")
DONE: Mapping[str, tuple[tuple[str, ...], Callable[[Stage], Deed]]] = {
    "POST /v1/credentials": (ISSUED, lambda stage: post(stage, "/v1/credentials", order_body(**MARKED))),
    "POST /v1/credentials/{credential_id}/revoke": (("credential.revoked",), on_credential("revoke", WRONG)),
    "POST /v1/credentials/{credential_id}/suspend": (("credential.suspended",), on_credential("suspend", WRONG)),
    "POST /v1/credentials/{credential_id}/reinstate": (("credential.reinstated",), on_credential("reinstate", WRONG, "suspend")),
    "POST /v1/credentials/{credential_id}/reissue": (REISSUED, on_credential("reissue", CORRECTION)),
    "POST /v1/achievements/{achievement_id}/publish": (("achievement.published",), publishing),
    "GET /v1/recipients/{recipient_id}/export": (("recipient.exported",), exporting),
    "POST /v1/recipients/{recipient_id}/erase": (("recipient.erased:holder_request",), erasing),
    "POST /v1/inbox/{integration}": (("inbox.received",), event),
    "POST /v1/inbox-events/{event_id}/replay": (("inbox.replayed",), replaying),
    "POST /v1/integrations": (
        ("client.created", "integration.created"),
        lambda stage: post(stage, "/v1/integrations", {"slug": "school", "kind": "generic", "mapping": MAPPING}),
    ),
    "PATCH /v1/integrations/{integration_id}": (("integration.changed",), on_integration("PATCH", body={"mapping": MAPPING})),
    "POST /v1/integrations/{integration_id}/token": (("integration.token_rotated",), on_integration("POST", "/token", {})),
    "DELETE /v1/integrations/{integration_id}": (("integration.ended",), on_integration("DELETE")),
    "POST /v1/rules": (("rule.created",), rule),
    "DELETE /v1/rules/{rule_id}": (("rule.deleted",), without_rule),
    "POST /vc-api/issuers/{instance}/credentials/issue": (
        ("vc_api.reserved", "vc_api.issued"),
        lambda stage: post(with_instance(stage), "/vc-api/issuers/badges/credentials/issue", VC),
    ),
    "POST /vc-api/credentials/status": (
        ("vc_api.revoked",),
        lambda stage: post(with_vc(stage), "/vc-api/credentials/status", {"credentialId": MARK_URN, **VC_STATUS}),
    ),
    "DELETE /vc-api/credentials/{credential_id:path}": (("vc_api.forgotten",), forgetting_a_vc),
    "POST /vc-api/status-lists": (
        ("status_list.opened",),
        lambda stage: post(with_instance(stage), "/vc-api/status-lists", {"instance": "badges"}),
    ),
    "POST /admin/enter/{token}": (("desk.entered",), entering),
    "POST /admin/leave": (("desk.left",), lambda stage: at_desk(stage).leave),
    "POST /admin/credentials/{credential_id}/revoke": (("credential.revoked",), at_the_desk("revoke", **WRONG)),
    "POST /admin/credentials/{credential_id}/suspend": (("credential.suspended",), at_the_desk("suspend", **WRONG)),
    "POST /admin/credentials/{credential_id}/reinstate": (("credential.reinstated",), at_the_desk("reinstate", "suspend", **WRONG)),
    "POST /admin/credentials/{credential_id}/reissue": (REISSUED, reissue_at_the_desk),
    "POST /admin/inbox/{event_id}/replay": (("inbox.replayed",), replaying_at_the_desk),
    "POST /admin/clients/new": (
        ("client.created",),
        sent("/admin/clients/new", **{"name": "LMS", "mode": "test", "scope:audit:read": "on"}),
    ),
    "POST /admin/clients/{client_id}/keys": (("client_secret.created",), a_further_key),
    "POST /admin/clients/{client_id}/keys/{key_id}/revoke": (("client_secret.revoked",), revoking_at_the_desk),
    "POST /admin/keys/{slug}/rotate": (("key.created", "key.retired", "key.rotated"), rotating_at_the_desk),
    "POST /admin/people": (("person.added", "admin_link.minted"), sent("/admin/people", name="Eve", role="auditor")),
    "POST /admin/people/{person_id}/role": (("person.changed",), on_person("role", role="auditor")),
    "POST /admin/people/{person_id}/link": (("admin_link.minted",), on_person("link")),
    "POST /admin/people/{person_id}/disable": (("person.disabled",), on_person("disable")),
    "POST /admin/people/{person_id}/enable": (("person.enabled",), on_person("enable", before="disable")),
}
"""What each route leaves in the trail, and how it is done. A read stands here where giving something out is a deed."""


def key_named(terminal: Terminal, algorithm: str) -> str:
    return next(line.split()[1] for line in terminal.run("keys", "list").said.splitlines() if f" {algorithm} " in line)


def recipient_of(terminal: Terminal) -> str:
    return str(terminal.run("issue", "-", "--tenant", "theatre", given=ORDER).json["recipient"])


def retiring(terminal: Terminal) -> Typed:
    former = key_named(terminal, "EdDSA")
    assert terminal.run("keys", "create", "academy").code == 0
    return lambda: terminal.run("keys", "retire", "academy", former)


def compromising(terminal: Terminal) -> Typed:
    since = write_moment(datetime.now(UTC) - timedelta(minutes=5))
    return lambda: terminal.run("keys", "compromise", "academy", key_named(terminal, "EdDSA"), "--since", since)


def importing_a_seal(terminal: Terminal) -> Typed:
    put(terminal.folder / "keys", "seal.p12", pkcs12_file(sealed()))
    return lambda: terminal.run("keys", "import-seal", "academy", "pkcs12:seal.p12", SEAL_PASSPHRASE=PASSPHRASE.decode())


def revoking_a_key(terminal: Terminal) -> Typed:
    terminal.run("clients", "create", "theatre", "Moodle")
    key_id = terminal.run("clients", "list", "theatre").said.partition("(")[2].partition(")")[0]
    return lambda: terminal.run("clients", "revoke", "theatre", key_id)


def ruled(terminal: Terminal) -> Typed:
    assert terminal.run("integrations", "create", "theatre", "school").code == 0
    return lambda: terminal.run("rules", "create", "theatre", "school", "7", "sewing")


def unruled(terminal: Terminal) -> Typed:
    rule_id = ruled(terminal)().said.strip()
    return lambda: terminal.run("rules", "delete", "theatre", rule_id)


def removing_an_instance(terminal: Terminal) -> Typed:
    assert terminal.run("vc-api", "create", "theatre", "badges", "eddsa-rdfc-2022", "--issuer", "academy").code == 0
    return lambda: terminal.run("vc-api", "remove", "theatre", "badges")


def rotating_a_token(terminal: Terminal) -> Typed:
    terminal.run("integrations", "create", "theatre", "school")
    return lambda: terminal.run("integrations", "rotate", "theatre", "school")


def forgetting(terminal: Terminal) -> Typed:
    return lambda: terminal.run("recipients", "erase", "theatre", recipient_of(terminal), "--yes")


def typed(*words: str, given: bytes = b"") -> Callable[[Terminal], Typed]:
    return lambda terminal: lambda: terminal.run(*words, given=given)


def importing(terminal: Terminal) -> Typed:
    other = terminal.write("opera.yaml", CATALOGUE.replace("theatre", "opera").replace("academy", "house").replace("sewing", "singing"))
    return lambda: terminal.run("catalogue", "import", other)


TYPED: Mapping[str, tuple[tuple[str, ...], Callable[[Terminal], Typed]]] = {
    "issue": (ISSUED, typed("issue", "-", "--tenant", "theatre", given=ORDER)),
    "desk": (("admin_link.minted", "person.added"), typed("desk", "theatre")),
    "backup": (("backup.made",), lambda terminal: lambda: terminal.run("backup", terminal.folder / "backup.zip")),
    "keys create": (("key.created",), typed("keys", "create", "academy", "--algorithm", "ES256")),
    "keys rotate": (("key.created", "key.rotated"), typed("keys", "rotate", "academy")),
    "keys retire": (("key.retired",), retiring),
    "keys create-test-seal": (("seal.created",), typed("keys", "create-test-seal", "academy")),
    "keys import-seal": (("seal.imported",), importing_a_seal),
    "keys compromise": (("key.compromised",), compromising),
    "clients create": (("client.created",), typed("clients", "create", "theatre", "Moodle")),
    "clients revoke": (("client_secret.revoked",), revoking_a_key),
    "catalogue import": (("tenant.created", "organisation.stored", "issuer.created"), importing),
    "integrations create": (("client.created", "integration.created"), typed("integrations", "create", "theatre", "school")),
    "integrations rotate": (("integration.token_rotated",), rotating_a_token),
    "rules create": (("rule.created",), ruled),
    "vc-api create": (
        ("vc_api_instance.created", "issuer.created", "key.created"),
        typed("vc-api", "create", "theatre", "badges", "eddsa-rdfc-2022", "--organisation", "academy"),
    ),
    "vc-api remove": (("vc_api_instance.removed",), removing_an_instance),
    "rules delete": (("rule.deleted",), unruled),
    "recipients export": (
        ("recipient.exported",),
        lambda terminal: lambda: terminal.run("recipients", "export", "theatre", recipient_of(terminal)),
    ),
    "recipients erase": (("recipient.erased:holder_request",), forgetting),
}
"""What each command leaves in the trail, and how it is done."""


def trail(stage: Stage) -> dict[str, str]:
    """Return every event's action by its id."""
    return {row.id: row.action for row in stage.select(select(audit_event.c.id, audit_event.c.action))}


def test_every_mutating_route_has_its_deed_or_its_reason(shared_stage: Stage) -> None:
    mutating = {route for route in routes(shared_stage) if not route.startswith(("GET ", "OPTIONS "))}

    assert mutating == {route for route in DONE if not route.startswith("GET ")} | NOT_MUTATING.keys()
    assert not DONE.keys() & NOT_MUTATING.keys()


@pytest.mark.parametrize("route", DONE)
def test_what_a_route_did_stands_in_the_trail_and_names_nobody(quick_stage: Stage, route: str) -> None:
    actions, prepare = DONE[route]
    deed = prepare(quick_stage)
    before = trail(quick_stage)

    answer = deed()

    assert answer.status_code in {200, 201, 202, 204, 303}, answer.text
    added = {event_id: action for event_id, action in trail(quick_stage).items() if event_id not in before}
    assert set(actions) <= set(added.values()), (route, sorted(added.values()))
    rows = quick_stage.select(select(audit_event))
    assert [row for row in rows if MARK.lower() in str(row).lower()] == []


def test_every_command_has_its_deed_or_its_reason() -> None:
    root = typer.main.get_command(commands)
    assert isinstance(root, TyperGroup)
    names = set()
    for name, command in root.commands.items():
        names |= {f"{name} {each}" for each in command.commands} if isinstance(command, TyperGroup) else {name}

    assert names == TYPED.keys() | COMMANDS_THAT_CHANGE_NOTHING.keys()


@pytest.mark.parametrize("command", TYPED)
def test_what_a_command_did_stands_in_the_trail_and_names_nobody(theatre: Terminal, command: str) -> None:
    actions, prepare = TYPED[command]
    deed = prepare(theatre)
    before = len(events_of(theatre))

    ran = deed()

    assert ran.code == 0, ran.complained
    added = [str(row[-1]) for row in events_of(theatre)[before:]]
    assert set(actions) <= set(added), (command, added)
    assert [row for row in events_of(theatre) if "Ada" in str(row)] == []


def events_of(terminal: Terminal) -> list[tuple[Any, ...]]:
    """Return the audit trail of a terminal's database, in the order in which it was written; the action stands last."""
    with closing(sqlite3.connect(terminal.folder / "var" / "proscenium.sqlite3")) as database:
        return list(database.execute("SELECT *, action FROM audit_event ORDER BY rowid"))


def test_a_wrong_token_is_refused_and_stands_in_the_trail(quick_stage: Stage) -> None:
    integration(quick_stage)

    answer = quick_stage.http(None).post("/v1/inbox/school", json=EVENT, headers={"Authorization": f"Bearer {MARK}"})

    assert answer.status_code == 401
    assert "inbox.refused" in trail(quick_stage).values()
