"""What is known of a learner after a reissue corrected it."""

from tests.changing import (
    correction,
    reissued,
    rows_of,
)
from tests.installations import Stage


def found(stage: Stage, words: str) -> set[str]:
    """Return the ids of the credentials that are found by these words."""
    return {each["id"] for each in stage.http().get("/v1/credentials", params={"q": words}).json()["items"]}


def test_the_learner_is_found_by_the_corrected_name_and_no_longer_by_the_wrong_one(stage: Stage) -> None:
    old = stage.issued()

    new = reissued(stage, old["id"])

    assert found(stage, "correct") == {old["id"], new["id"]}
    assert found(stage, "ada corr") == {old["id"], new["id"]}
    assert found(stage, "example") == {old["id"], new["id"]}, "the address has that word too"
    assert found(stage, "ada@example.org corr") == {old["id"], new["id"]}


def test_a_correction_of_the_results_changes_nothing_of_what_is_known_of_the_learner(stage: Stage) -> None:
    old = stage.issued()
    stage.issued(source_ref="later", recipient={"name": "Ada Married", "email": "ada@married.example.org", "external_id": "42"})

    reissued(stage, old["id"], correction(recipient=None, reason="data_correction", results=[{"value": "failed"}]))

    assert len(found(stage, "married")) == 3


def test_a_corrected_name_leaves_the_newer_address_as_it_is(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    quick_stage.issued(source_ref="later", recipient={"name": "Ada Example", "email": "ada@married.example.org", "external_id": "42"})

    reissued(quick_stage, old["id"])

    assert len(found(quick_stage, "correct ada@married.example.org")) == 3


def test_who_is_known_by_an_address_is_reached_by_the_corrected_one(stage: Stage) -> None:
    old = stage.issued(recipient={"name": "Ada Example", "email": "ada@exmaple.org"})

    reissued(stage, old["id"], correction(reason="data_correction", recipient={"email": "Ada@Example.org"}))
    later = stage.issued(source_ref="later", recipient={"name": "Ada Example", "email": "ada@example.org"})

    assert later["recipient"] == old["recipient"]
    assert stage.row_counts()["recipient"] == 1


def test_a_corrected_address_that_is_somebody_elses_stays_theirs(stage: Stage) -> None:
    bob = stage.issued(source_ref="bob", recipient={"name": "Bob", "email": "bob@example.org"})
    ada = stage.issued(recipient={"name": "Ada Example", "email": "ada@exmaple.org"})

    new = reissued(stage, ada["id"], correction(reason="data_correction", recipient={"email": "bob@example.org"}))
    later = stage.issued(source_ref="later", recipient={"name": "Bob", "email": "bob@example.org"})

    assert (new["recipient"], later["recipient"]) == (ada["recipient"], bob["recipient"])
    assert ada["recipient"] != bob["recipient"]


def test_who_is_known_by_an_external_id_is_not_known_by_an_address_afterwards(quick_stage: Stage) -> None:
    old = quick_stage.issued()

    reissued(quick_stage, old["id"], correction(reason="data_correction", recipient={"email": "new@example.org"}))

    assert {row.kind for row in rows_of(quick_stage, "recipient_identifier")} == {"external_id"}
