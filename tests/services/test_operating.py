"""What operators ask for: clients and their keys, issuers and theirs, whether all is well."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.errors import Conflict, NotAuthenticated, NotFound, SchemaViolation
from app.model.issuer import Mode
from app.model.record import KeyState
from app.model.secured import Algorithm
from app.services.admin_links import mint_admin_link
from app.services.api_keys import (
    OPERATOR,
    SCOPES,
    NewClient,
    add_api_key,
    client_named,
    client_of,
    clients_of,
    create_client,
    make_key,
    operator_client,
    revoke_key,
)
from app.services.audited import client_actor, operator_actor
from app.services.create_issuer import IssuerOrder, add_key, settle_issuer
from app.services.examine import examine
from app.services.health import is_ready
from app.services.issue import issue
from app.services.list_keys import issuer_named, keys_of
from tests.installations import PUBLIC_URL, Stage
from tests.props import Storage

KEYS = metadata.tables["issuer_key"]


class SilentStorage(Storage):
    """A database that cannot be reached any more."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.close()


def complaints(stage: Stage) -> list[str]:
    return [found.says for found in examine(stage.installation) if not found.holds]


def test_a_key_is_shown_once_and_stored_as_a_digest(stage: Stage) -> None:
    actor = operator_actor(stage.client().tenant_id)
    client, key = create_client(stage.installation, actor, NewClient("LMS", Mode.TEST, frozenset(SCOPES)))

    secrets = metadata.tables["client_secret"]
    stored = stage.select(select(secrets).where(secrets.c.client_id == client.id))[0]
    assert key not in str(stored)
    assert key.startswith(stored.prefix)
    assert client_of(stage.installation, key) == client
    assert "client.created" in stage.audited()


def test_keys_of_both_modes_are_told_apart_at_sight() -> None:
    assert make_key(Mode.TEST).startswith("sk_test_")
    assert make_key(Mode.LIVE).startswith("sk_live_")
    assert make_key(Mode.TEST) != make_key(Mode.TEST)


@pytest.mark.parametrize("spoil", [lambda key: key[:-1], lambda key: key + "a", lambda key: key.swapcase(), lambda key: "ä" + key])
def test_a_mistyped_key_is_refused(quick_stage: Stage, spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(NotAuthenticated):
        client_of(quick_stage.installation, spoil(quick_stage.stock.api_keys["lms"]))


def test_a_right_that_there_is_not_is_given_to_nobody(quick_stage: Stage) -> None:
    before = quick_stage.row_counts()

    with pytest.raises(SchemaViolation, match="credentials:burn"):
        create_client(
            quick_stage.installation, client_actor(quick_stage.client()), NewClient("LMS", Mode.TEST, frozenset({"credentials:burn"}))
        )
    assert quick_stage.row_counts() == before


def test_a_key_is_revoked_by_its_tenant_and_once(stage: Stage) -> None:
    ((client, (secret,)),) = [found for found in clients_of(stage.installation, stage.client().tenant_id) if found[0].name == "second"]
    theirs, ours = (client_actor(stage.client(who)) for who in ("orchestra", "lms"))
    with pytest.raises(NotFound):
        revoke_key(stage.installation, theirs, secret.id)
    assert stage.client("second") == client

    revoke_key(stage.installation, ours, secret.id)

    assert stage.http("second").get("/v1/credentials").status_code == 401
    assert "client_secret.revoked" in stage.audited()
    with pytest.raises(NotFound):
        revoke_key(stage.installation, ours, secret.id)


def test_a_further_key_opens_as_well_as_the_one_before(stage: Stage) -> None:
    client, actor = stage.client("second"), client_actor(stage.client())

    same, key = add_api_key(stage.installation, actor, client.id)

    assert same == client_of(stage.installation, key) == stage.client("second")
    _, known = client_named(stage.installation, client.tenant_id, client.id)
    assert [each.revoked_at for each in known] == [None, None]
    assert "client_secret.created" in stage.audited()


def test_another_tenants_client_is_not_there_and_gets_no_key(stage: Stage) -> None:
    stranger, before = stage.client("orchestra"), stage.row_counts()

    with pytest.raises(NotFound):
        add_api_key(stage.installation, client_actor(stranger), stage.client().id)
    with pytest.raises(NotFound):
        client_named(stage.installation, stranger.tenant_id, stage.client().id)
    assert stage.row_counts() == before


def test_a_client_and_a_key_whose_id_is_given_are_made_once(stage: Stage) -> None:
    actor, again = client_actor(stage.client()), NewClient("LMS", Mode.TEST, frozenset(), "cli_0")
    create_client(stage.installation, actor, again)
    add_api_key(stage.installation, actor, "cli_0", "sec_0")
    before = stage.row_counts()

    with pytest.raises(Conflict):
        create_client(stage.installation, actor, again)
    with pytest.raises(Conflict):
        add_api_key(stage.installation, actor, "cli_0", "sec_0")
    assert stage.row_counts() == before


def test_the_operator_is_one_client_without_a_key(stage: Stage) -> None:
    first, second = (operator_client(stage.installation, "theatre") for _ in range(2))

    assert first == second
    assert (first.name, first.mode) == (OPERATOR, Mode.TEST)
    assert operator_client(stage.installation, "orchestra").id != first.id
    issued = issue(stage.installation, replace(stage.order(), client=first))
    assert issued.status == 201


def test_the_operator_of_production_issues_what_counts(quick_stage: Stage) -> None:
    test = operator_client(quick_stage.installation, "theatre")

    live = operator_client(quick_stage.again(demo=False).installation, "theatre")

    assert (live.mode, live.id != test.id) == (Mode.LIVE, True)


def test_a_tenant_that_there_is_not_has_no_operator(quick_stage: Stage) -> None:
    with pytest.raises(NotFound, match="circus"):
        operator_client(quick_stage.installation, "circus")


def test_an_issuer_is_settled_once_with_one_key_of_each_kind(stage: Stage) -> None:
    order = IssuerOrder(stage.client().tenant_id, "academy", "academy-courses", Mode.TEST)

    first, second = (settle_issuer(stage.installation, order) for _ in range(2))

    assert first == second
    assert first.profile.did == "did:web:credentials.example.org:issuers:academy-courses"
    algorithms = stage.select(select(KEYS.c.algorithm).where(KEYS.c.identity_id == first.id))
    assert sorted(row[0] for row in algorithms) == [Algorithm.ES256, Algorithm.EDDSA, Algorithm.RS256]
    assert len(stage.keys.created) == 3


def test_a_kind_of_key_that_is_missing_is_made(quick_stage: Stage) -> None:
    academy = issuer_named(quick_stage.installation, "academy")
    rsa = KEYS.delete().where(KEYS.c.identity_id == academy.id, KEYS.c.algorithm == Algorithm.RS256)
    quick_stage.execute(rsa)

    settle_issuer(quick_stage.installation, IssuerOrder(academy.tenant_id, "academy", "academy", Mode.TEST))

    assert len(keys_of(quick_stage.installation, "academy")) == 3


@pytest.mark.parametrize(
    ("organisation", "slug", "error"),
    [("nothing", "new", NotFound), ("academy", "conservatory", Conflict), ("nothing", "academy", Conflict)],
)
def test_an_issuer_that_cannot_be_made_is_refused(quick_stage: Stage, organisation: str, slug: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        settle_issuer(quick_stage.installation, IssuerOrder(quick_stage.client().tenant_id, organisation, slug, Mode.TEST))
    assert quick_stage.keys.created == []


def test_a_further_key_signs_from_now_on(stage: Stage) -> None:
    academy = issuer_named(stage.installation, "academy")
    stage.clock.move(seconds=1)

    key = add_key(stage.installation, academy, Algorithm.EDDSA)

    signed = stage.http(None).get(stage.issued()["links"]["ob3_jsonld"]).json()
    assert signed["proof"]["verificationMethod"] == key.public.verification_method
    assert "key.created" in stage.audited()


def test_keys_are_listed_of_one_issuer_or_of_all(stage: Stage) -> None:
    assert len(keys_of(stage.installation, "academy")) == 3
    assert {identity.profile.slug for _, identity in keys_of(stage.installation, None)} == {"academy", "conservatory"}
    assert keys_of(stage.installation, "nothing") == []
    with pytest.raises(NotFound, match="nothing"):
        issuer_named(stage.installation, "nothing")


def test_an_admin_link_is_for_one_person_and_stored_as_a_digest(stage: Stage) -> None:
    tenant_id = stage.client().tenant_id

    first, second = (mint_admin_link(stage.installation, tenant_id) for _ in range(2))

    assert first != second
    assert first.startswith(f"{PUBLIC_URL}/admin/enter/")
    links = stage.select(select(metadata.tables["one_time_link"]))
    assert {link.person_id for link in links} == {stage.select(select(metadata.tables["person"].c.id))[0][0]}
    assert first.rpartition("/")[2] not in str(links)


def test_a_sound_installation_has_nothing_to_complain_of(stage: Stage) -> None:
    stage.issued()

    assert complaints(stage) == []
    assert any("opens" in found.says for found in examine(stage.installation))


def test_an_issuer_that_cannot_sign_is_told_with_the_command_that_helps(quick_stage: Stage) -> None:
    quick_stage.execute(KEYS.update().where(KEYS.c.algorithm == Algorithm.RS256).values(state=KeyState.RETIRED))

    assert [says for says in complaints(quick_stage) if "academy" in says] == [
        "Issuer academy cannot sign ob3-jwt: proscenium keys create academy --algorithm RS256"
    ]


def test_a_locked_key_is_told(quick_stage: Stage) -> None:
    quick_stage.keys.locked = True

    assert len(complaints(quick_stage)) == 6
    assert all("passphrase" in says for says in complaints(quick_stage))


def test_an_intent_that_nobody_finished_is_told_after_a_minute(quick_stage: Stage) -> None:
    quick_stage.storage.refused = {2}
    quick_stage.issue()
    assert complaints(quick_stage) == []

    quick_stage.clock.move(minutes=1)

    assert complaints(quick_stage) == ["1 intents to sign were left open: a restart finishes them."]


def test_production_is_told_of_issuers_that_sign_tests_only(quick_stage: Stage) -> None:
    says = [found.says for found in examine(quick_stage.again(demo=False).installation)]

    assert "Issuer academy signs tests only." in says


def test_a_service_is_ready_while_its_database_answers(stage: Stage) -> None:
    assert is_ready(stage.installation)
    assert stage.http(None).get("/readyz").status_code == 200
    assert stage.http(None).get("/healthz").text == "ok\n"


def test_a_service_whose_database_does_not_answer_is_not_ready_but_runs(quick_stage: Stage, tmp_path: Path) -> None:
    silent = quick_stage.again(database=SilentStorage(f"sqlite:///{tmp_path}/nowhere/nothing.sqlite3"))

    answers = {path: silent.http(None).get(path).status_code for path in ("/healthz", "/readyz", "/.well-known/did.json")}

    assert answers == {"/healthz": 200, "/readyz": 503, "/.well-known/did.json": 503}
    assert [found.holds for found in examine(silent.installation)] == [False]
