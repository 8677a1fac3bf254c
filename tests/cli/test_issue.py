"""`proscenium issue`."""

from typing import Any

import orjson
import pytest

from tests.cli.terminal import CATALOGUE, ORDER, Terminal


def issue(terminal: Terminal, given: bytes, *more: str) -> Any:
    return terminal.run("issue", "-", "--tenant", "theatre", *more, given=given)


def order(**members: Any) -> bytes:
    return orjson.dumps({**orjson.loads(ORDER), **members})


def test_a_request_from_a_file_is_issued_and_answered_as_the_api_does(theatre: Terminal) -> None:
    ran = theatre.run("issue", theatre.write("order.json", ORDER), "--tenant", "theatre")

    assert (ran.code, ran.complained) == (0, "")
    assert ran.json["state"] == "issued"
    assert ran.json["achievement"]["slug"] == "sewing"
    assert ran.json["links"]["public"].startswith("http://localhost:8000/c/")


def test_the_same_request_again_prints_the_same_answer(theatre: Terminal) -> None:
    from_file = theatre.run("issue", theatre.write("order.json", ORDER), "--tenant", "theatre")
    from_input = issue(theatre, ORDER)

    assert from_input.said == from_file.said


def test_white_space_and_the_order_of_members_make_no_other_request(theatre: Terminal) -> None:
    nameless = {"achievement": "sewing", "recipient": {"name": "Ada Example"}}

    first = issue(theatre, orjson.dumps(nameless))
    second = issue(theatre, orjson.dumps(dict(reversed(nameless.items())), option=orjson.OPT_INDENT_2))

    assert second.said == first.said


def test_the_same_completion_in_other_words_is_the_same_credential(theatre: Terminal) -> None:
    first = issue(theatre, ORDER)
    second = issue(theatre, ORDER.replace(b", ", b",\n"), "--idempotency-key", "another")

    assert second.json["id"] == first.json["id"]


def test_a_key_that_was_used_for_another_request_is_refused(theatre: Terminal) -> None:
    issue(theatre, ORDER, "--idempotency-key", "mine")

    ran = issue(theatre, order(source_ref="course:8"), "--idempotency-key", "mine")

    assert (ran.code, ran.said) == (1, "")
    assert ran.complained.startswith("idempotency-key-reuse: ")


def test_what_was_issued_is_judged_valid_from_its_address_without_a_network(theatre: Terminal) -> None:
    link = issue(theatre, ORDER).json["links"]["public"]

    ran = theatre.run("verify", link, "--offline", "--json")

    assert ran.code == 0
    assert ran.json["verdict"] == "valid"
    assert ran.json["credential_view"]["title"] == "TEST · Sewing"
    assert {source["origin"] for source in ran.json["sources"]} == {"own"}


def test_a_recipient_without_identity_is_told_apart_by_the_request(theatre: Terminal) -> None:
    nameless = order(recipient={"name": "Ada Example"})

    first, second, other = issue(theatre, nameless), issue(theatre, nameless), issue(theatre, nameless, "--idempotency-key", "another")

    assert second.said == first.said
    assert other.json["id"] != first.json["id"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"", "json-malformed: "),
        (b"[]", "json-malformed: "),
        (b'{"achievement": 7, "achievement": 8}', "json-malformed: "),
        (b"\xff", "json-malformed: "),
        (b"{}", "  /achievement: "),
        (order(colour="red"), "  /colour: "),
        (order(recipient={"name": ""}), "  /recipient/name: "),
        (order(achievement="knitting"), "knitting"),
        (b" " * 5_242_881, "body-too-large: "),
    ],
)
def test_what_cannot_be_issued_is_refused_with_the_place_and_without_a_traceback(shared_theatre: Terminal, given: bytes, says: str) -> None:
    ran = issue(shared_theatre, given)

    assert (ran.code, ran.said) == (1, "")
    assert says in ran.complained
    assert "Traceback" not in ran.complained


def test_a_tenant_that_is_not_there_is_named(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("issue", "-", "--tenant", "opera", given=ORDER)

    assert ran.code == 1
    assert "opera" in ran.complained


@pytest.mark.parametrize("words", [("issue", "-"), ("issue", "--tenant", "theatre"), ("issue", "missing.json", "--tenant", "theatre")])
def test_a_missing_word_or_file_is_wrong_usage(shared_theatre: Terminal, words: tuple[str, ...]) -> None:
    ran = shared_theatre.run(*words)

    assert (ran.code, ran.said) == (2, "")


def test_a_file_that_is_a_folder_is_wrong_usage(shared_theatre: Terminal) -> None:
    assert shared_theatre.run("issue", shared_theatre.folder, "--tenant", "theatre").code == 2


def test_nothing_is_issued_for_an_empty_installation(bare: Terminal) -> None:
    ran = issue(bare, ORDER)

    assert ran.code == 1
    assert "a catalogue brings one" in ran.complained


def test_a_slug_of_another_tenants_issuer_is_refused(theatre: Terminal) -> None:
    other = CATALOGUE.replace("slug: theatre", "slug: opera")

    ran = theatre.run("catalogue", "import", theatre.write("opera.yaml", other))

    assert ran.code == 1
    assert "belongs to another tenant" in ran.complained
