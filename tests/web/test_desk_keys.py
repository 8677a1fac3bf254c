"""Signing keys at the desk: what each signed, and a new one in the place of another, once for each look."""

import pytest

from app.adapters.database.tables import metadata
from app.model.access import Role
from app.model.record import KeyState
from app.services.audited import operator_actor
from app.services.list_keys import keys_of
from app.services.retire_key import retire_key
from app.services.seals import create_test_seal
from app.services.vc_api_instances import NewInstance, create_instance, remove_instance
from tests.installations import Stage
from tests.services.signing_keys import with_distinct_keys
from tests.web.at_desk import at_desk, fields_of
from tests.web.reader import Page

FILES = metadata.tables["representation"]
ROTATE = "/admin/keys/academy/rotate"
FORM = f"{ROTATE}?algorithm=EdDSA"


def kids(stage: Stage, state: KeyState, algorithm: str = "EdDSA") -> list[str]:
    return [key.kid for key, _ in keys_of(stage.installation, "academy") if key.state is state and key.algorithm == algorithm]


def test_each_key_is_listed_with_what_it_signed(stage: Stage) -> None:
    stage.issued()
    [kid] = kids(stage, KeyState.ACTIVE)

    page = at_desk(stage, role=Role.AUDITOR).read("/admin/keys")

    assert f"{kid} EdDSA may sign 31 January 2026, 12:00:00 UTC 1" in page.text
    assert "/issuers/academy/did.json" in page.links
    assert "proscenium keys compromise ISSUER KID --since" in page.text
    assert not [link for link in page.links if "rotate" in link]


def test_an_owner_rotates_and_sees_the_proof(stage: Stage) -> None:
    stage = with_distinct_keys(stage).stage
    stage.issued()
    [old] = kids(stage, KeyState.ACTIVE)
    stage.clock.move(days=1)
    owner = at_desk(stage)

    answer = owner.send(ROTATE, form=FORM)

    [new] = kids(stage, KeyState.ACTIVE)
    page = Page(answer.text)
    assert answer.status_code == 200
    assert not page.faults
    for words in (f"{new} signs from now on, by EdDSA.", f"{old} is retired", "that verify: 1.", "All that was tried verifies."):
        assert words in page.text
    assert f"{old} EdDSA retired 1 February 2026, 12:00:00 UTC 1" in owner.read("/admin/keys").text


def test_a_form_that_is_sent_again_replaces_nothing_more(stage: Stage) -> None:
    owner = at_desk(with_distinct_keys(stage).stage)
    fields = fields_of(owner.read(FORM), ROTATE)
    owner.browser.post(ROTATE, data=fields)

    again = owner.browser.post(ROTATE, data=fields)

    page = Page(again.text)
    assert again.status_code == 412
    assert "It has changed since" in page.text
    assert not page.faults
    assert len(kids(stage, KeyState.RETIRED)) == 1
    assert page.forms[ROTATE][0]["seen"] == kids(stage, KeyState.ACTIVE)[0]


def test_what_does_not_verify_any_more_is_named(quick_stage: Stage) -> None:
    stage = with_distinct_keys(quick_stage).stage
    broken = stage.issued()["id"]
    stage.execute(FILES.update().where(FILES.c.key_id.is_not(None)).values(body_box=b"\0" * 64))

    answer = at_desk(stage).send(ROTATE, form=FORM)

    page = Page(answer.text)
    assert "Not everything verifies" in page.text
    assert not page.faults
    assert f"/admin/credentials/{broken}" in page.links


@pytest.mark.parametrize(
    "path", ["/admin/keys/nobody/rotate?algorithm=EdDSA", f"{ROTATE}?algorithm=none", f"{ROTATE}?algorithm=ES384", ROTATE]
)
def test_a_key_that_there_is_not_is_not_rotated(quick_stage: Stage, path: str) -> None:
    assert at_desk(quick_stage).get(path).status_code == 404


def test_another_tenants_keys_are_not_there(stage: Stage) -> None:
    stranger = at_desk(stage, "orchestra")
    [kid] = kids(stage, KeyState.ACTIVE)
    fields = fields_of(stranger.read("/admin"), "/admin/leave") | {"algorithm": "EdDSA", "seen": kid}

    assert stranger.get(FORM).status_code == 404
    assert stranger.browser.post(ROTATE, data=fields).status_code == 404
    assert kid not in stranger.read("/admin/keys").text
    assert kids(stage, KeyState.ACTIVE) == [kid]


def test_while_the_key_store_is_locked_nothing_changes_and_the_page_says_so(quick_stage: Stage) -> None:
    theatre = with_distinct_keys(quick_stage)
    owner = at_desk(theatre.stage)
    fields = fields_of(owner.read(FORM), ROTATE)
    theatre.keys.locked = True

    answer = owner.browser.post(ROTATE, data=fields)

    assert answer.status_code == 503
    assert Page(answer.text).marked("problem")
    assert not kids(theatre.stage, KeyState.RETIRED)


def test_an_issuer_that_is_its_one_key_offers_no_other_and_says_why(quick_stage: Stage) -> None:
    actor = operator_actor(quick_stage.client().tenant_id)
    create_instance(quick_stage.installation, actor, NewInstance("badges", "eddsa-rdfc-2022", organisation="academy"))
    owner = at_desk(quick_stage)

    page = owner.read("/admin/keys")

    assert FORM in page.links
    assert not [link for link in page.links if "vc-api-badges/rotate" in link]
    assert page.text.count("(did:key), so the key cannot be replaced") == 1
    assert "instance removed" not in page.text
    assert not page.faults


def test_the_key_of_a_removed_instance_is_not_told_to_sign(quick_stage: Stage) -> None:
    actor = operator_actor(quick_stage.client().tenant_id)
    create_instance(quick_stage.installation, actor, NewInstance("badges", "eddsa-rdfc-2022", organisation="academy"))
    owner = at_desk(quick_stage)
    before = owner.read("/admin/keys").text.count("may sign")
    remove_instance(quick_stage.installation, actor, "badges")

    page = owner.read("/admin/keys")

    assert page.text.count("may sign") == before - 1
    assert page.text.count("instance removed: signs nothing new") == 1


def test_a_seal_is_listed_after_the_keys_with_its_certificates_and_cannot_be_rotated(quick_stage: Stage) -> None:
    seal = create_test_seal(quick_stage.installation, operator_actor(quick_stage.client().tenant_id), "academy")

    page = at_desk(quick_stage).read("/admin/keys")

    assert f"{seal.kid} ES256 may seal until 31 January 2028 31 January 2026, 12:00:00 UTC 0 –" in page.text
    assert f"/issuers/academy/seals/{seal.kid}" in page.links
    assert "proscenium keys import-seal ISSUER URI" in page.text
    assert page.links.count(f"{ROTATE}?algorithm=ES256") == 1
    rotated = at_desk(quick_stage).send(ROTATE, form=f"{ROTATE}?algorithm=ES256")
    assert seal.kid not in rotated.text


def test_a_seal_whose_certificate_has_ended_says_so(quick_stage: Stage) -> None:
    seal = create_test_seal(quick_stage.installation, operator_actor(quick_stage.client().tenant_id), "academy")
    quick_stage.clock.move(days=731)

    page = at_desk(quick_stage).read("/admin/keys")

    assert f"{seal.kid} ES256 its certificate ended on 31 January 2028" in page.text


def test_a_retired_seal_says_so(quick_stage: Stage) -> None:
    actor = operator_actor(quick_stage.client().tenant_id)
    seal = create_test_seal(quick_stage.installation, actor, "academy")
    retire_key(quick_stage.installation, actor, "academy", seal.kid)

    assert f"{seal.kid} ES256 retired" in at_desk(quick_stage).read("/admin/keys").text
