"""Reissues as services take them: ordered by clients and by people, and left open half-way."""

from typing import Any

import orjson
import pytest

from app.errors import KeyLocked
from app.model.lifecycle import Reason
from app.schemas.lifecycle_bodies import ReissueBody
from app.schemas.requests import read_body
from app.services.audited import client_actor, operator_actor
from app.services.change_credential import ChangeOrder
from app.services.reissue import ReissueOrder, reissue
from tests.changing import correction, keyed, rows_of
from tests.installations import Stage


def order(stage: Stage, credential_id: str, key: str | None = None, if_match: int | None = None, **body: Any) -> ReissueOrder:
    """Return an order of a client (under a key), or of a person."""
    actor = client_actor(stage.client()) if key else operator_actor(stage.client().tenant_id)
    read = read_body(ReissueBody, orjson.dumps(correction(**body)))
    return ReissueOrder(actor, credential_id, read, keyed(stage, key) if key else None, if_match)


def change(stage: Stage, credential_id: str, reason: Reason = Reason.OTHER) -> ChangeOrder:
    return ChangeOrder(operator_actor(stage.client().tenant_id), credential_id, reason)


def left_open(stage: Stage, credential_id: str, key: str | None = "k1", **body: Any) -> str:
    """Let a reissue get no further than its intent; return the id of the credential that it is to make."""
    stage.keys.locked = True
    with pytest.raises(KeyLocked):
        reissue(stage.installation, order(stage, credential_id, key, **body))
    stage.keys.locked = False
    (reserved,) = rows_of(stage, "credential", replaces_id=credential_id)
    return str(reserved.id)
