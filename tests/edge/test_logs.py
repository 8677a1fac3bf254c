"""What a line may say: known facts, and of trouble its type and place."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from app.edge.logs import KNOWN, LIBRARIES, logger_named, start_logs, trouble_of
from app.errors import MalformedJson
from app.schemas.strict_json import JsonLimits, read_object

MARKER = "Grace Marker"


class Lines(io.StringIO):
    """What was written."""

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Each line as JSON."""
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged; afterwards the loggers are as they were."""
    names = ("", "app", *LIBRARIES)
    before = {name: (logging.getLogger(name).handlers, logging.getLogger(name).level) for name in names}
    yield Lines()
    for name, (handlers, level) in before.items():
        logging.getLogger(name).handlers = handlers
        logging.getLogger(name).setLevel(level)


def look_up(name: str) -> int:
    return {"nobody": 0}[name]


def fail() -> None:
    name = MARKER
    try:
        look_up(name)
    except KeyError as error:
        raise ValueError(f"no {name} here") from error


def test_a_line_has_its_moment_level_and_facts(lines: Lines) -> None:
    start_logs("info", readable=False, stream=lines)

    logger_named("requests").info("request", route="/c/{public_id}", status=200, request_id="req_1")

    (line,) = lines.facts
    assert line.pop("at").endswith("Z")
    assert line == {"event": "request", "level": "info", "route": "/c/{public_id}", "status": 200, "request_id": "req_1"}


def test_what_is_not_on_the_list_is_left_out(lines: Lines) -> None:
    start_logs("info", readable=False, stream=lines)

    logger_named("requests").info("request", recipient=MARKER, path=f"/c/{MARKER}", body={"name": MARKER}, status={"name": MARKER})

    assert MARKER not in lines.getvalue()
    assert lines.facts[0]["status"] == "dict"


def test_an_event_that_is_no_word_of_ours_is_not_told(lines: Lines) -> None:
    start_logs("info", readable=False, stream=lines)

    logger_named("requests").info(f"issued to {MARKER}")

    assert lines.facts[0]["event"] == "unnamed"
    assert MARKER not in lines.getvalue()


@pytest.mark.parametrize("readable", [True, False])
def test_of_an_exception_only_type_and_place_are_told(lines: Lines, readable: bool) -> None:  # noqa: FBT001
    start_logs("info", readable=readable, stream=lines)

    try:
        fail()
    except ValueError:
        logger_named("jobs").exception("job failed")
        logging.getLogger("sqlalchemy").exception("with parameters %s", MARKER)

    assert MARKER not in lines.getvalue()
    assert lines.getvalue().count("builtins.ValueError") == 2
    assert lines.getvalue().count("builtins.KeyError") == 2


def test_only_our_own_code_is_named_as_a_place() -> None:
    with pytest.raises(ValueError, match=MARKER) as theirs:
        fail()
    with pytest.raises(MalformedJson) as ours:
        read_object(b"{", JsonLimits())

    assert trouble_of(theirs.value) == {"error": "builtins.ValueError", "frames": [], "caused_by": "builtins.KeyError"}
    assert all(frame.startswith("schemas/") for frame in trouble_of(ours.value)["frames"])


def test_a_library_says_where_it_is_in_trouble_and_not_what_of(lines: Lines) -> None:
    start_logs("debug", readable=False, stream=lines)

    logging.getLogger("httpx").info("GET https://example.org/?token=%s", MARKER)
    logging.getLogger("uvicorn.error").warning(f"Invalid {MARKER}")  # noqa: G004
    logging.getLogger("unheard.of").error(MARKER)

    assert [(line["event"], line["logger"]) for line in lines.facts] == [("library", "uvicorn.error"), ("library", "unheard.of")]
    assert MARKER not in lines.getvalue()


def test_a_module_of_ours_brings_its_facts_along_and_no_others(lines: Lines) -> None:
    start_logs("info", readable=False, stream=lines)

    extra = {"kind": "credential.issued", "code": "key-locked", "place": "", "recipient": MARKER}
    logging.getLogger("app.jobs").warning("effect for %s", MARKER, extra=extra)

    (line,) = lines.facts
    assert (line["event"], line["kind"], line["code"]) == ("jobs", "credential.issued", "key-locked")
    assert MARKER not in lines.getvalue()


def test_a_failed_request_is_not_told_twice(lines: Lines) -> None:
    start_logs("info", readable=False, stream=lines)

    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n")

    assert lines.getvalue() == ""


@pytest.mark.parametrize(("level", "told"), [("debug", 2), ("info", 2), ("warning", 1), ("error", 0)])
def test_the_level_is_that_of_our_own_lines(lines: Lines, level: str, told: int) -> None:
    start_logs(level, readable=False, stream=lines)

    logger_named("requests").info("request")
    logger_named("requests").warning("request failed")

    assert len(lines.facts) == told


def test_before_it_is_said_where_to_nothing_is_written(lines: Lines) -> None:
    logger_named("nowhere").info("request", status=200)

    assert lines.getvalue() == ""


def test_no_fact_is_named_for_what_a_person_is_called_or_holds() -> None:
    assert not KNOWN & {"path", "query", "email", "recipient", "token", "address", "user_agent", "body", "url", "exception", "exc_info"}
