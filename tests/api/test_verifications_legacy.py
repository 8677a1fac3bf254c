"""Legacy badges over the API: fetched from their addresses, judged, and told as what they are."""

from tests.api.verifying import verified
from tests.installations import Stage
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    ID,
    ISSUER_ID,
    KEY,
    LIST,
    PROFILE,
    SIGNING_PROFILE,
    signed,
    written,
)

NAMES = ["format", "securing", "verdict"]


def test_a_hosted_badge_is_held_against_its_address(quick_stage: Stage) -> None:
    quick_stage.network.documents |= {each["id"]: written(each) for each in (ASSERTION, BADGE_CLASS, PROFILE)}

    report = verified(quick_stage, ASSERTION)

    assert [report[name] for name in NAMES] == ["open-badges-2", "hosted", "valid"]
    assert report["notice"].startswith("Legacy format: Open Badges 2.0.")
    assert (report["credential_view"]["title"], report["credential_view"]["hosted"]) == ("Wine tasting", True)
    assert quick_stage.network.asked == [ID, BADGE_ID, ISSUER_ID]


def test_a_signed_badge_is_told_with_its_key(quick_stage: Stage) -> None:
    quick_stage.network.documents |= {each["id"]: written(each) for each in (BADGE_CLASS, SIGNING_PROFILE, KEY, LIST)}

    report = verified(quick_stage, {"credential": signed().decode()})

    assert [report[name] for name in NAMES] == ["open-badges-2", "jws RS256", "valid"]
    assert [check["code"] for check in report["checks"]][2:4] == ["key-listed", "signature-genuine"]


def test_without_its_address_nobody_can_tell(quick_stage: Stage) -> None:
    report = verified(quick_stage, ASSERTION)

    assert (report["verdict"], report["reason"]) == ("cannot_tell", "badge-class-unavailable")
    assert "credential_view" not in report


def test_an_assertion_that_says_to_lie_with_us_is_answered_from_our_own_store(quick_stage: Stage) -> None:
    report = verified(quick_stage, {**ASSERTION, "id": f"{quick_stage.installation.public_url}/assertions/1"})

    assert report["verdict"] == "cannot_tell"
    assert all("/assertions/1" not in url for url in quick_stage.network.asked)
