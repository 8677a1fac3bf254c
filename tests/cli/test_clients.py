"""`proscenium clients` and `proscenium desk`: keys for calling systems, a link for the admin; each shown once."""

from contextlib import closing

import pytest

from app.cli.opening import with_demo_keys
from app.errors import NotAuthenticated
from app.main import open_installation
from app.model.access import Role
from app.model.record import Client
from app.services.api_keys import SCOPES, client_of
from app.services.desk import enter_desk, visit_of
from tests.cli.terminal import Terminal


def opens(terminal: Terminal, key: str) -> Client:
    with closing(open_installation(with_demo_keys(terminal.described))) as installation:
        return client_of(installation, key)


def test_a_client_gets_one_key_that_opens(theatre: Terminal) -> None:
    ran = theatre.run("clients", "create", "theatre", "Moodle")

    client = opens(theatre, ran.said.strip())

    assert (ran.code, client.name, client.scopes) == (0, "Moodle", frozenset(SCOPES))


def test_a_client_has_only_the_scopes_that_were_asked_for(theatre: Terminal) -> None:
    key = theatre.run("clients", "create", "theatre", "Report", "--scope", "credentials:read").said.strip()

    assert opens(theatre, key).scopes == {"credentials:read"}


def test_a_scope_that_there_is_not_is_refused_and_the_others_named(theatre: Terminal) -> None:
    ran = theatre.run("clients", "create", "theatre", "Moodle", "--scope", "everything")

    assert (ran.code, ran.said) == (1, "")
    assert "credentials:issue" in ran.complained


def test_the_list_shows_beginnings_of_keys_and_no_key(theatre: Terminal) -> None:
    key = theatre.run("clients", "create", "theatre", "Moodle").said.strip()

    listed = theatre.run("clients", "list", "theatre").said

    assert "Moodle  test" in listed
    assert key[:12] in listed
    assert key not in listed


def test_a_revoked_key_opens_nothing_and_says_so_in_the_list(theatre: Terminal) -> None:
    key = theatre.run("clients", "create", "theatre", "Moodle").said.strip()
    key_id = theatre.run("clients", "list", "theatre").said.partition("(")[2].partition(")")[0]

    assert theatre.run("clients", "revoke", "theatre", key_id).code == 0

    with pytest.raises(NotAuthenticated):
        opens(theatre, key)
    assert "revoked" in theatre.run("clients", "list", "theatre").said
    assert theatre.run("clients", "revoke", "theatre", key_id).code == 1


def test_a_key_itself_is_not_its_id_and_is_not_repeated(theatre: Terminal) -> None:
    key = theatre.run("clients", "create", "theatre", "Moodle").said.strip()

    ran = theatre.run("clients", "revoke", "theatre", key)

    assert (ran.code, ran.said) == (1, "")
    assert key[3:] not in ran.complained
    assert "`sec_…`" in ran.complained
    assert opens(theatre, key).name == "Moodle"


@pytest.mark.parametrize("words", [("clients", "create", "opera", "Moodle"), ("clients", "list", "opera"), ("desk", "opera")])
def test_a_tenant_that_is_not_there_is_named(shared_theatre: Terminal, words: tuple[str, ...]) -> None:
    ran = shared_theatre.run(*words)

    assert (ran.code, ran.said) == (1, "")
    assert "opera" in ran.complained


def test_the_desk_has_a_link(theatre: Terminal) -> None:
    ran = theatre.run("desk", "theatre")

    assert ran.said.startswith("http://localhost:8000/admin/enter/")
    assert len(ran.said.splitlines()) == 1
    assert "printed before for first owner have stopped working" in ran.complained


def test_the_desk_has_a_link_for_each_person_in_their_role(theatre: Terminal) -> None:
    ran = theatre.run("desk", "theatre", "--name", "Eve", "--role", "issuer")

    link_token = ran.said.strip().rpartition("/")[2]
    with closing(open_installation(with_demo_keys(theatre.described))) as installation:
        visit = visit_of(installation, enter_desk(installation, link_token))
    assert (visit.person.name, visit.person.roles) == ("Eve", frozenset({Role.ISSUER}))


@pytest.mark.parametrize("words", [("--name", ""), ("--role", "emperor")])
def test_a_person_without_name_or_with_an_unknown_role_gets_no_link(shared_theatre: Terminal, words: tuple[str, str]) -> None:
    ran = shared_theatre.run("desk", "theatre", *words)

    assert ran.code in {1, 2}
    assert not ran.said
