"""`proscenium verify` beside an installation: our own credentials are judged by our own store."""

from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from app.cli.opening import opened
from app.dids.web import url_of_did
from app.services.own_evidence import own_document
from app.services.own_file import own_file
from tests.baking.papers import paper
from tests.cli.dossier import PAGE, codes, documents, long_badge, verify
from tests.cli.terminal import CATALOGUE, ORDER, Terminal


def own_badge(theatre: Terminal) -> tuple[str, bytes]:
    """The address and the file of a fresh credential."""
    ran = theatre.run("issue", "-", "--tenant", "theatre", given=ORDER)
    page = str(ran.json["links"]["public"])
    with opened(theatre.described) as installation:
        return page, own_file(installation, page.rpartition("/")[2]).body


def own_documents(theatre: Terminal, badge: bytes) -> dict[str, Any]:
    """What the installation would publish for that credential, for those who have no access to its store."""
    document = orjson.loads(badge)
    did, status = document["issuer"]["id"], document["credentialStatus"]["statusListCredential"]
    with opened(theatre.described) as installation:
        found = {did: url_of_did(did), status: status}
        return {name: orjson.loads(own_document(installation, urlsplit(url).path)) for name, url in found.items()}


def test_a_file_of_our_own_is_judged_by_our_own_database(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)

    ran = theatre.run("verify", theatre.write("badge.json", badge), "--json")

    assert (ran.code, ran.complained) == (0, "")
    assert {source["origin"] for source in ran.json["sources"]} == {"own"}


def test_paper_is_judged_by_what_is_attached_to_it_and_the_answer_says_so(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)
    file = theatre.write("paper.pdf", paper(ob3__json=badge))

    said, told = theatre.run("verify", file), theatre.run("verify", file, "--json")

    assert (said.code, told.code, told.json["carrier"]) == (0, 0, "pdf")
    assert "The visible text of this PDF was not what was checked" in said.said


def test_documents_given_do_not_replace_our_own(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)
    did = orjson.loads(badge)["issuer"]["id"]

    ran = verify(theatre, badge, {did: {"id": did}}, "--json")

    assert ran.code == 0
    assert {source["origin"] for source in ran.json["sources"]} == {"own"}


def test_one_letter_changed_in_a_file_of_our_own_is_noticed(theatre: Terminal) -> None:
    _, badge = own_badge(theatre)

    ran = verify(theatre, badge.replace(b"Sewing", b"Sawing"), {}, "--json")

    assert ran.code == 4
    assert codes(ran)[4] == "signature-invalid"


def test_elsewhere_the_same_file_needs_our_documents(theatre: Terminal, bare: Terminal) -> None:
    _, badge = own_badge(theatre)

    assert verify(bare, badge, {}).code == 5
    assert verify(bare, badge, own_documents(theatre, badge)).code == 0


@pytest.mark.parametrize("path", ["/c/AAAAAAAAAAAAAAAAAAAAAA", "/c/x", "/achievements/sewing/v1", ""])
def test_an_address_of_ours_without_a_credential_is_refused(shared_theatre: Terminal, path: str) -> None:
    ran = shared_theatre.run("verify", f"http://localhost:8000{path}")

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("not-found: ")


def test_a_stranger_is_judged_beside_our_database_too(shared_theatre: Terminal) -> None:
    chart = shared_theatre.write("documents.json", {**documents(), PAGE: orjson.loads(long_badge())})

    assert shared_theatre.run("verify", PAGE, "--documents", chart).code == 0


def test_a_command_that_names_no_address_takes_that_of_the_database(bare: Terminal) -> None:
    catalogue = bare.write("theatre.yaml", CATALOGUE)
    bare.run("catalogue", "import", catalogue, PORT="9000")

    ran = bare.run("issue", "-", "--tenant", "theatre", given=ORDER)
    other = bare.run("verify", catalogue, PORT="8000")

    assert ran.json["links"]["public"].startswith("http://localhost:9000/c/")
    assert bare.run("verify", ran.json["links"]["public"], "--offline").code == 0
    assert (other.code, "belongs to http://localhost:9000" in other.complained) == (1, True)


def test_a_database_that_knows_no_address_yet_takes_the_usual_one(bare: Terminal) -> None:
    bare.run("migrate", PORT="9000")

    bare.run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE))

    assert "localhost%3A8000" in bare.run("keys", "list").said
