"""A catalogue is brought in as often as you like; what was published never changes."""

import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.errors import Conflict, SchemaViolation
from app.model.issuer import Mode
from app.schemas.catalogue import read_catalogue
from app.services.import_catalogue import Imported, import_catalogue
from tests.installations import Stage
from tests.theatre import ORCHESTRA, THEATRE

INCOMPLETE = THEATRE.replace("    mode: [blended]\n", "").replace("    ects: 1.5\n", "")


def bring_in(stage: Stage, text: str) -> Imported:
    return import_catalogue(stage.installation, read_catalogue(text, "test.yaml"), Mode.TEST)


def test_a_second_import_changes_nothing(stage: Stage) -> None:
    before = stage.row_counts()

    imported = bring_in(stage, THEATRE)

    assert (imported.organisations, imported.issuers, imported.new_versions, imported.unchanged) == (1, 1, 0, 3)
    assert stage.row_counts() == before
    assert stage.keys.created == []


def test_changed_content_is_a_new_version_and_the_first_one_still_resolves(stage: Stage) -> None:
    first = stage.issued()

    imported = bring_in(stage, THEATRE.replace("How to stitch.", "How to stitch well."))

    assert (imported.new_versions, imported.unchanged) == (1, 2)
    pages = [stage.http(None).get(f"/achievements/stitching/v{number}", headers={"accept": "application/json"}) for number in (1, 2)]
    assert [page.json()["description"] for page in pages] == ["How to stitch.", "How to stitch well."]
    assert stage.issued(source_ref="later")["achievement"]["version"] == 2
    assert stage.http().get(f"/v1/credentials/{first['id']}").json()["achievement"]["version"] == 1
    assert stage.http(None).get("/achievements/stitching").headers["location"].endswith("/v2")


def test_the_same_award_of_a_newer_version_is_the_same_award(stage: Stage) -> None:
    first = stage.issued()
    bring_in(stage, THEATRE.replace("How to stitch.", "How to stitch well."))

    again = stage.issue()

    assert (again.status_code, again.json()["id"]) == (200, first["id"])


def test_an_incomplete_micro_credential_stops_the_import_before_anything_is_stored(stage: Stage) -> None:
    text = INCOMPLETE.replace("legal_name: {en: Academy}", "legal_name: {en: Other}")
    before = stage.row_counts()

    with pytest.raises(SchemaViolation) as refused:
        bring_in(stage, text)

    assert [fault.pointer for fault in refused.value.faults] == ["/achievements/stitching/ects", "/achievements/stitching/mode_uris"]
    assert stage.row_counts() == before
    assert stage.select(select(metadata.tables["organisation"].c.legal_name).order_by("slug")) == [
        ({"en": "Academy"},),
        ({"en": "Conservatory"},),
    ]


def test_a_changed_organisation_is_said_from_now_on_and_audited(quick_stage: Stage) -> None:
    before = quick_stage.audited().count("organisation.stored")

    bring_in(quick_stage, THEATRE.replace("legal_name: {en: Academy}", "legal_name: {en: Great Academy}"))

    assert quick_stage.issued()["issuer"]["name"] == "Great Academy"
    assert quick_stage.audited().count("organisation.stored") == before + 1


def test_an_issuers_slug_is_one_tenants(stage: Stage) -> None:
    with pytest.raises(Conflict, match="another tenant"):
        bring_in(stage, ORCHESTRA.replace("slug: orchestra", "slug: choir"))


def test_an_achievements_slug_is_one_issuers(stage: Stage) -> None:
    other = ORCHESTRA.replace("slug: orchestra", "slug: choir").replace("conservatory", "choir")

    with pytest.raises(Conflict, match="another issuer"):
        bring_in(stage, other)


def test_an_import_that_was_interrupted_is_finished_by_the_next(stage: Stage) -> None:
    other = ORCHESTRA.replace("slug: orchestra", "slug: choir").replace("conservatory", "choir").replace("tuning", "singing")
    stage.storage.refused = {4}
    with pytest.raises(Exception, match="does not write"):
        bring_in(stage, other)

    imported = bring_in(stage, other)

    assert imported.new_versions == 1
    keys, identities = metadata.tables["issuer_key"].c, metadata.tables["issuer_identity"].c
    made = select(keys.algorithm).join_from(metadata.tables["issuer_key"], metadata.tables["issuer_identity"])
    assert len(stage.select(made.where(identities.slug == "choir"))) == 3


def test_every_issuer_is_told_as_it_is_done(quick_stage: Stage) -> None:
    steps: list[str] = []

    import_catalogue(quick_stage.installation, read_catalogue(THEATRE, "test.yaml"), Mode.TEST, lambda: steps.append("one"))

    assert steps == ["one"]


def test_a_sample_is_never_signed_as_real(stage: Stage) -> None:
    before = stage.row_counts()
    sample = read_catalogue(
        ORCHESTRA.replace("    criteria:", "    sample: true\n    criteria:").replace("orchestra", "opera"), "test.yaml"
    )

    with pytest.raises(SchemaViolation, match="never signed as real") as refused:
        import_catalogue(stage.installation, sample, Mode.LIVE)

    assert [fault.pointer for fault in refused.value.faults] == ["/achievements/tuning"]
    assert stage.row_counts() == before
