"""From an event to a credential through real processes: inbox, outbox, relay, queue, signature; on both databases."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from app.schemas.inbox_bodies import IntegrationBody, RuleBody
from app.services.api_keys import client_of
from app.services.audited import client_actor
from app.services.integrations import create_integration
from app.services.issuing_rules import add_rule
from tests.callers import Caller, answered
from tests.processes import PATIENCE_SECONDS, Service, served, until
from tests.services.inboxes import GENERIC, told
from tests.sites import ACHIEVEMENT, Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import rows

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

SLUG = "school"
COPIES = 10


@pytest.fixture
def token(site: Site) -> str:
    """The token of a learning system whose course 7 leads to the achievement."""
    with site.opened() as installation:
        actor = client_actor(client_of(installation, site.api_key))
        opened = create_integration(installation, actor, IntegrationBody(slug=SLUG, kind="generic", mapping=GENERIC))
        add_rule(installation, actor, RuleBody(integration=SLUG, course="7", achievement=ACHIEVEMENT))
    return opened.token


def post(service: Service, token: str, event: dict[str, Any]) -> httpx.Response:
    """Return the answer to an event, however often it must be posted for one."""
    headers = {"Authorization": f"Bearer {token}"}
    return answered(lambda: httpx.post(f"{service.url}/v1/inbox/{SLUG}", json=event, headers=headers, timeout=PATIENCE_SECONDS))


def settled(service: Service, token: str, event: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to an event that is at its end."""
    for _ in until("the event is at its end"):
        answer = post(service, token, event)
        assert answer.status_code == 200, answer.text
        if answer.json()["state"] not in {"received", "waiting"}:
            return dict(answer.json())
    raise AssertionError("never reached")


def post_copies(services: Sequence[Service], token: str, event: dict[str, Any]) -> list[httpx.Response]:
    """Return the answers to copies of an event that are posted at once, to each process in turn."""
    with ThreadPoolExecutor(COPIES) as pool:
        return list(pool.map(lambda copy: post(services[copy % len(services)], token, event), range(COPIES)))


def test_an_event_that_two_processes_get_many_times_at_once_leads_to_one_valid_credential(site: Site, token: str) -> None:
    with served(site, processes=2) as services:
        answers = post_copies(services, token, told())
        ends = [settled(service, token, told()) for service in services]
        caller = Caller(services[0], site.api_key)

        assert sorted(answer.status_code for answer in answers) == [*[200] * (COPIES - 1), 202]
        assert {answer.json()["id"] for answer in answers} == {ends[0]["id"]}
        assert ends[0] == ends[1]
        assert ends[0]["state"] == "issued"
        assert caller.verdict(caller.file(ends[0]["credential"])) == "valid"
    assert rows(site, "SELECT id FROM credential") == [(ends[0]["credential"],)]
    audited = rows(site, "SELECT action FROM audit_event WHERE object_kind = 'inbox_event' ORDER BY action")
    assert audited == [("inbox.issued",), ("inbox.received",)]


def test_what_no_rule_is_for_is_kept_and_leads_to_a_credential_once_there_is_one_and_it_is_replayed(site: Site, token: str) -> None:
    other = told(id="e-2", course="8")
    with (
        served(site) as (service,),
        httpx.Client(base_url=service.url, headers={"Authorization": f"Bearer {site.api_key}"}, timeout=PATIENCE_SECONDS) as admin,
    ):
        assert post(service, token, other).status_code == 202
        kept = settled(service, token, other)
        assert (kept["state"], kept.get("credential")) == ("unmatched", None)

        admin.post("/v1/rules", json={"integration": SLUG, "course": "8", "achievement": ACHIEVEMENT}).raise_for_status()
        admin.post(f"/v1/inbox-events/{kept['id']}/replay").raise_for_status()
        found = settled(service, token, other)

    assert (found["id"], found["state"]) == (kept["id"], "issued")
    assert rows(site, "SELECT id FROM credential") == [(found["credential"],)]
