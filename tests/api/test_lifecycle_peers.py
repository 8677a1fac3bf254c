"""What a foreign verifier (openvc-core) sees of a change, with nothing but the file, the served list and the served keys."""

from typing import Any

import orjson
import pytest
from openvc.status.status_list import StatusResult, check_credential_status

from app.services.publish_status import publish_due_lists
from tests.changing import changed, file_of, reissued
from tests.installations import Stage
from tests.invariants import genuine_elsewhere


def seen_elsewhere(stage: Stage, document: dict[str, Any]) -> StatusResult:
    """Return the status of a credential, as openvc reads it from the list that is served once the delay is over."""
    stage.clock.move(seconds=stage.installation.status_delay_seconds)
    publish_due_lists(stage.installation)

    def served(url: str) -> dict[str, Any]:
        listed = dict(stage.http(None).get(url).json())
        assert genuine_elsewhere(stage.installation, listed)
        return listed

    return check_credential_status(document, resolve_status_list=served)


@pytest.mark.parametrize(
    ("actions", "revoked"),
    [
        ([], False),
        (["revoke"], True),
        (["reissue"], True),
        (["suspend"], False),
        (["suspend", "revoke"], True),
        (["suspend", "reinstate"], False),
    ],
)
def test_others_see_what_was_revoked_or_superseded_and_do_not_see_a_suspension(stage: Stage, actions: list[str], *, revoked: bool) -> None:
    credential = stage.issued()
    document = orjson.loads(file_of(stage, credential))
    assert not seen_elsewhere(stage, document).revoked

    for action in actions:
        if action == "reissue":
            reissued(stage, credential["id"])
        else:
            changed(stage, action, credential["id"])

    assert seen_elsewhere(stage, document).revoked is revoked
    assert genuine_elsewhere(stage.installation, document)


def test_others_see_that_a_successor_counts(quick_stage: Stage) -> None:
    new = reissued(quick_stage, quick_stage.issued()["id"])
    document = orjson.loads(file_of(quick_stage, new))

    assert genuine_elsewhere(quick_stage.installation, document)
    assert not seen_elsewhere(quick_stage, document).revoked
