"""Makes the demo's inbox, once: an integration with one rule. Its mapping and its first event are examples of the OpenAPI too."""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from app.adapters.database import integrations
from app.model.issuer import Mode
from app.schemas.inbox_bodies import IntegrationBody, RuleBody
from app.services.audited import operator_actor
from app.services.installation import Installation
from app.services.integrations import create_integration, rotate_token, token_opens
from app.services.issuing_rules import add_rule, rules_of

SLUG = "demo-lms"
COURSE = "7"
MAPPING: Mapping[str, Any] = {
    "event_key": "/id",
    "happened": "/type",
    "course": "/course/id",
    "moment": {"pointer": "/completed_at", "optional": True},
    "person.external_id": "/learner/id",
    "person.name": "/learner/name",
    "person.email": "/learner/email",
}
"""Where things stand in the events of the demo's learning platform."""

FIRST_EVENT: Mapping[str, Any] = {
    "id": "completion-1",
    "type": "completed",
    "course": {"id": COURSE},
    "learner": {"id": "43", "name": "Ben Example", "email": "ben@example.org"},
}
"""The event that is printed at the start: there is a rule for its course."""


def prepare_demo_inbox(installation: Installation, tenant_id: str, achievement: str, known: str | None) -> str | None:
    """Return the token of the demo's integration, which is made where there is none; None where it was ended.

    Args:
        achievement: what its course leads to.
        known: the token that an earlier start wrote down; what opens nothing any more is replaced.
    """
    actor = replace(operator_actor(tenant_id), mode=Mode.TEST)
    found = installation.database.read(lambda session: integrations.by_name(session, tenant_id, SLUG, Mode.TEST))
    if found is not None and found.disabled_at is not None:
        return None
    if found is not None and known is not None and token_opens(found, known, installation.clock()):
        return known
    if found is None:
        opened = create_integration(installation, actor, IntegrationBody(slug=SLUG, kind="generic", mapping=dict(MAPPING)))
    else:
        opened = rotate_token(installation, actor, SLUG)
    if not rules_of(installation, actor, SLUG):
        add_rule(installation, actor, RuleBody(integration=SLUG, course=COURSE, achievement=achievement))
    return opened.token


def event_command(base_url: str, token: str) -> str:
    """Return one command that posts the first event and prints the answer."""
    headers = (f"Authorization: Bearer {token}", "Content-Type: application/json")
    options = " ".join(f"-H {shlex.quote(header)}" for header in headers)
    return f"curl -sS -X POST {base_url}/v1/inbox/{SLUG} {options} -d {shlex.quote(orjson.dumps(FIRST_EVENT).decode())}"
