"""Instances of the VC-API: each an issuer of its own or one that is there, made once, found by name, never another tenant's."""

from dataclasses import replace

import pytest

from app.adapters.database import identities, vc_api
from app.crypto.keys import multikey
from app.dids.key import document_of_key
from app.errors import Conflict, NotFound, SchemaViolation
from app.model.access import Actor
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.compromise_key import compromise_key
from app.services.create_issuer import add_key
from app.services.did_documents import host_document, issuer_document
from app.services.examine import examine
from app.services.list_keys import issuer_named
from app.services.rotate_keys import rotate_key
from app.services.status_slots import open_list
from app.services.vc_api_instances import ListedInstance, NewInstance, create_instance, instances_of, remove_instance, suite_of
from tests.installations import Stage

OWN = NewInstance("badges", "eddsa-rdfc-2022", organisation="academy", open=False)
OURS = NewInstance("badges", "eddsa-rdfc-2022", issuer="academy")


def operator(stage: Stage, who: str = "lms") -> Actor:
    return operator_actor(stage.client(who).tenant_id)


def made(stage: Stage, new: NewInstance = OWN) -> ListedInstance:
    return create_instance(stage.installation, operator(stage), new)


def keys_of(stage: Stage, listed: ListedInstance) -> tuple[IssuerKey, ...]:
    return stage.installation.database.read(lambda session: identities.keys_of(session, listed.identity.id))


def test_an_instance_is_an_issuer_of_its_own_whose_did_is_its_key(stage: Stage) -> None:
    listed = made(stage)

    (key,) = keys_of(stage, listed)
    did = listed.identity.profile.did
    assert did == f"did:key:{multikey(key.public.jwk)}"
    assert [key.public.verification_method] == document_of_key(did)["assertionMethod"]
    assert key.algorithm is listed.instance.algorithm is Algorithm.EDDSA
    assert {"issuer.created", "key.created", "vc_api_instance.created"} <= set(stage.audited())
    assert stage.installation.database.read(lambda session: vc_api.by_name(session, "badges")) == listed.instance


def test_an_instance_may_sign_as_an_issuer_that_is_there(quick_stage: Stage) -> None:
    listed = made(quick_stage, OURS)

    assert listed.identity == issuer_named(quick_stage.installation, "academy")
    assert instances_of(quick_stage.installation, operator(quick_stage)) == (listed,)


def test_an_issuer_that_is_its_key_never_gets_another(quick_stage: Stage) -> None:
    listed = made(quick_stage)
    slug = listed.identity.profile.slug

    for attempt in (
        lambda: rotate_key(quick_stage.installation, operator(quick_stage), slug, Algorithm.EDDSA),
        lambda: add_key(quick_stage.installation, listed.identity, Algorithm.ES256),
    ):
        with pytest.raises(
            Conflict, match="is its one key, so it never gets another: make a further instance with `proscenium vc-api create`"
        ):
            attempt()
    assert len(keys_of(quick_stage, listed)) == 1


def test_a_stolen_key_that_is_an_issuer_is_revoked_and_nothing_follows_it(stage: Stage) -> None:
    listed = made(stage)
    (key,) = keys_of(stage, listed)

    compromised = compromise_key(stage.installation, operator(stage), listed.identity.profile.slug, key.kid, stage.clock())

    assert compromised.replacement is None
    assert [each.state for each in keys_of(stage, listed)] == [KeyState.REVOKED]


def test_the_host_names_no_issuer_whose_did_lies_nowhere(quick_stage: Stage) -> None:
    before = host_document(quick_stage.installation)

    listed = made(quick_stage)

    assert host_document(quick_stage.installation) == before
    assert issuer_document(quick_stage.installation, listed.identity.profile.slug)["id"] == listed.identity.profile.did


def test_a_name_is_given_once_in_all_tenants(stage: Stage) -> None:
    made(stage)

    with pytest.raises(Conflict, match="The name 'badges' is taken"):
        made(stage, OURS)
    with pytest.raises(NotFound, match="no issuer 'vc-api-badges' in this tenant"):
        create_instance(stage.installation, operator(stage, "orchestra"), replace(OWN, organisation="conservatory"))


def test_a_removed_instance_is_gone_and_its_issuer_stays_for_the_next_one_of_that_name(stage: Stage) -> None:
    first = made(stage)

    remove_instance(stage.installation, operator(stage), "badges")

    assert stage.installation.database.read(lambda session: vc_api.by_name(session, "badges")) is None
    assert "vc_api_instance.removed" in stage.audited()
    assert made(stage).identity == first.identity
    remove_instance(stage.installation, operator(stage), "badges")
    with pytest.raises(Conflict, match="has no active key for ES256"):
        made(stage, replace(OWN, suite="vc+jwt", algorithm=Algorithm.ES256))


@pytest.mark.parametrize("who", ["orchestra", "lms"])
def test_nobody_removes_what_is_not_theirs_or_not_there(quick_stage: Stage, who: str) -> None:
    made(quick_stage)

    with pytest.raises(NotFound):
        remove_instance(quick_stage.installation, operator(quick_stage, who), "badges" if who == "orchestra" else "nothing")
    assert instances_of(quick_stage.installation, operator(quick_stage))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": "Badges"}, "/name"),
        ({"name": "b"}, "/name"),
        ({"suite": "rot13"}, "/suite"),
        ({"suite": "vp+jwt"}, "/suite"),
        ({"algorithm": Algorithm.RS256}, "/suite"),
        ({"issuer": "academy"}, "/issuer"),
        ({"organisation": None}, "/issuer"),
        ({"records": True}, "/records"),
        ({"records": True, "issuer": "academy", "organisation": None, "open": True}, "/records"),
        ({"records": True, "issuer": "academy", "organisation": None, "with_status": True}, "/records"),
        ({"suite": "vc+jwt", "algorithm": Algorithm.ES256, "with_status": True}, "/with_status"),
    ],
)
def test_what_does_not_fit_together_makes_no_instance(quick_stage: Stage, change: dict[str, object], pointer: str) -> None:
    with pytest.raises(SchemaViolation) as refused:
        made(quick_stage, replace(OWN, **change))  # type: ignore[arg-type]

    assert pointer in [fault.pointer for fault in refused.value.faults]


def test_only_a_demo_has_an_instance_that_asks_for_no_key(quick_stage: Stage) -> None:
    live = replace(quick_stage.installation, demo=False)

    with pytest.raises(SchemaViolation, match="cannot be made like that") as refused:
        create_instance(live, operator(quick_stage), replace(OWN, open=True))

    assert [fault.pointer for fault in refused.value.faults] == ["/open"]


@pytest.mark.parametrize(
    "new", [replace(OURS, issuer="conservatory"), replace(OWN, organisation="conservatory"), replace(OURS, issuer="none")]
)
def test_an_issuer_of_another_tenant_is_not_there(quick_stage: Stage, new: NewInstance) -> None:
    with pytest.raises(NotFound):
        made(quick_stage, new)


def test_a_suite_that_is_not_there_is_none() -> None:
    assert suite_of("rot13", None) is None


@pytest.mark.parametrize("with_list", [True, False])
def test_the_key_of_a_removed_instance_is_examined_only_where_it_signs_status_lists(quick_stage: Stage, *, with_list: bool) -> None:
    installation, listed = quick_stage.installation, made(quick_stage)
    if with_list:
        installation.database.write(lambda session: open_list(session, installation, listed.identity, "revocation"))
    remove_instance(installation, operator(quick_stage), "badges")

    said = [found.says for found in examine(installation) if "vc-api-badges" in found.says]

    (key,) = keys_of(quick_stage, listed)
    assert said == ([f"Key {key.kid} of vc-api-badges (EdDSA) opens."] if with_list else [])
