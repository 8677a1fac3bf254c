"""`proscenium integrations` and `proscenium rules`: a learning system is connected at the command line, its token shown once."""

import orjson

from tests.cli.terminal import Terminal
from tests.lms.moodle_events import posted

MAPPING = '{"course": "/course", "person.external_id": "/user", "person.name": "/name"}'


def connected(terminal: Terminal) -> list[str]:
    """Return the address and the token of a generic integration."""
    ran = terminal.run("integrations", "create", "theatre", "school", "--kind", "generic", "--mapping", MAPPING)
    assert ran.code == 0, ran.complained
    return ran.said.split()


def test_an_integration_is_made_with_its_address_and_a_token_that_is_shown_once(theatre: Terminal) -> None:
    address, token = connected(theatre)

    listed = theatre.run("integrations", "list", "theatre").said

    assert address.endswith("/v1/inbox/school")
    assert token.startswith("inbox_")
    assert "school  generic" in listed
    assert token not in listed


def test_a_moodle_is_called_back_with_a_token_that_is_asked_for_and_not_repeated(theatre: Terminal) -> None:
    ran = theatre.run("integrations", "create", "theatre", "moodle", "--call-back", "https://moodle.example.org", given=b"c0ffee\n")

    assert (ran.code, len(ran.said.split())) == (0, 2)
    assert "c0ffee" not in ran.said
    assert "https://moodle.example.org" in theatre.run("integrations", "list", "theatre").said


def test_what_could_not_work_is_refused_with_its_place(theatre: Terminal) -> None:
    for words, told in (
        (("theatre", "school", "--kind", "generic"), "/mapping/course"),
        (("theatre", "Big", "--kind", "moodle"), "/slug"),
        (("nowhere", "school"), "not-found"),
    ):
        ran = theatre.run("integrations", "create", *words)
        assert (ran.code, ran.said) == (1, "")
        assert told in ran.complained
    assert theatre.run("integrations", "create", "theatre", "school", "--mapping", "{").code == 2


def test_a_rotated_token_is_another_one(theatre: Terminal) -> None:
    _, token = connected(theatre)

    ran = theatre.run("integrations", "rotate", "theatre", "school", "--former-valid-hours", "2")

    assert ran.code == 0
    assert ran.said.split()[1] != token
    assert theatre.run("integrations", "rotate", "theatre", "nowhere").code == 1


def test_rules_are_made_listed_and_removed(theatre: Terminal) -> None:
    connected(theatre)
    rule_id = theatre.run("rules", "create", "theatre", "school", "7", "sewing", "--result", "passed", "--result", ">=60.5").said.strip()

    listed = theatre.run("rules", "list", "theatre", "school").said

    assert listed.split()[:2] == [rule_id, "school"]
    assert "7 → sewing  passed, at least 60.5" in listed
    assert theatre.run("rules", "delete", "theatre", rule_id).code == 0
    assert theatre.run("rules", "list", "theatre").said == ""
    assert theatre.run("rules", "delete", "theatre", rule_id).code == 1


def test_a_rule_that_leads_nowhere_is_refused(theatre: Terminal) -> None:
    connected(theatre)

    assert theatre.run("rules", "create", "theatre", "school", "7", "nothing").code == 1
    assert theatre.run("rules", "create", "theatre", "nowhere", "7", "sewing").code == 1
    assert theatre.run("rules", "create", "theatre", "school", "7", "sewing", "--result", ">=many").code == 1


def test_an_event_is_foreseen_from_a_file_and_from_standard_input(theatre: Terminal) -> None:
    connected(theatre)
    theatre.run("rules", "create", "theatre", "school", "*", "sewing")
    event = {"course": 7, "user": "42", "name": "Ada Example"}

    file = theatre.run("rules", "test", "theatre", "school", theatre.write("event.json", event))
    standard = theatre.run("rules", "test", "theatre", "school", "-", given=orjson.dumps(posted()))

    assert (file.code, file.json["would"], file.json["achievement"]) == (0, "issue", "sewing")
    assert "Ada" not in file.said
    assert (standard.code, standard.json["would"]) == (0, "refuse")
