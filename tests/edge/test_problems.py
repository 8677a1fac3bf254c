"""Every error has its HTTP status, its words in every language and an address that explains it."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.requests import Request

from app import errors
from app.edge.problems import MAX_FAULTS, STATUSES, problem_headers, problem_of, problem_of_status, status_of
from app.errors import CredentialServiceError, Fault
from app.wording import LANGUAGES, Wording
from tests.installations import PUBLIC_URL, Stage, TestClient

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OUR_OWN = (errors.ConfigurationError,)


def kinds(kind: type[CredentialServiceError] = CredentialServiceError) -> Iterator[type[CredentialServiceError]]:
    yield kind
    for narrower in kind.__subclasses__():
        if narrower.__module__ == errors.__name__:
            yield from kinds(narrower)


def request_of(stage: Stage, language: str = "en") -> Request:
    headers = [(b"accept-language", language.encode())]
    return Request({"type": "http", "app": stage.app, "headers": headers, "state": {"request_id": "req_1"}})


def ask(stage: Stage, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    answer: httpx.Response = stage.http(None).request(method, path, headers=headers)
    return answer


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_error_has_a_status_that_says_whose_trouble_it_is(kind: type[CredentialServiceError]) -> None:
    status = status_of(kind("why"))

    if issubclass(kind, errors.SigningError | errors.StorageError | errors.Overloaded):
        assert status == 503
    elif kind in {CredentialServiceError, *OUR_OWN}:
        assert status == 500
    else:
        assert 400 <= status < 500


def test_an_error_that_is_not_in_the_table_has_its_parents_status() -> None:
    class Stale(errors.Conflict):
        code = "stale"

    assert Stale not in STATUSES
    assert status_of(Stale("why")) == 409


def test_every_code_is_one_errors() -> None:
    codes = [kind.code for kind in set(kinds())]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words_in_every_language(language: str) -> None:
    for kind in kinds():
        for part in ("title", "advice"):
            assert Wording(language).text(f"page.problem.{kind.code}.{part}")


def test_every_type_opens_a_page_that_explains_it(shared_stage: Stage) -> None:
    for kind in kinds():
        address = problem_of(request_of(shared_stage), kind("why")).type
        answer = ask(shared_stage, address)
        assert address == f"{PUBLIC_URL}/problems/{kind.code}"
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")


def test_a_problem_is_told_in_the_readers_language(shared_stage: Stage) -> None:
    english, german = (problem_of(request_of(shared_stage, language), errors.NotFound("why")) for language in ("en", "de"))

    assert english.title != german.title
    assert (english.type, english.detail, english.code) == (german.type, german.detail, german.code)
    assert english.request_id == "req_1"


def test_no_more_than_fifty_faults_are_told(shared_stage: Stage) -> None:
    faults = tuple(Fault(f"/{number}", "expected another") for number in range(MAX_FAULTS + 1))

    told = problem_of(request_of(shared_stage), errors.SchemaViolation("why", faults)).errors

    assert [fault.pointer for fault in told] == [f"/{number}" for number in range(MAX_FAULTS)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (errors.NotFound, {}),
        (errors.Conflict, {}),
        (errors.InProgress, {"Retry-After": "2"}),
        (errors.KeyLocked, {"Retry-After": "2"}),
        (errors.StorageUnavailable, {"Retry-After": "2"}),
        (errors.NotAuthenticated, {"WWW-Authenticate": 'Bearer realm="proscenium"'}),
    ],
)
def test_what_passes_by_itself_says_when_to_come_back(
    shared_stage: Stage, kind: type[CredentialServiceError], expected: dict[str, str]
) -> None:
    headers = problem_headers(problem_of(request_of(shared_stage), kind("why")))

    assert headers == {"Cache-Control": "no-store", **expected}


@pytest.mark.parametrize(("status", "code"), [(404, "not-found"), (405, "method-not-allowed"), (400, "bad-request"), (500, "internal")])
def test_what_the_framework_refuses_has_a_code_of_ours(shared_stage: Stage, status: int, code: str) -> None:
    problem = problem_of_status(request_of(shared_stage), status)

    assert (problem.status, problem.code) == (status, code)
    assert ask(shared_stage, problem.type).status_code == 200


def test_an_address_that_is_not_served_is_a_problem_document(shared_stage: Stage) -> None:
    answer = ask(shared_stage, "/v1/nothing")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not-found"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"


def test_no_slash_is_added_or_taken_away(shared_stage: Stage) -> None:
    assert [ask(shared_stage, path).status_code for path in ("/v1/credentials/", "/healthz/", "/verify/")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("PUT", "/v1/credentials", {"GET", "HEAD", "POST"}), ("DELETE", "/healthz", {"GET", "HEAD"})]
)
def test_a_method_that_is_not_served_says_which_are(shared_stage: Stage, method: str, path: str, allowed: set[str]) -> None:
    answer = ask(shared_stage, path, method)

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    ("path", "status", "header"), [("/v1/credentials", 401, "www-authenticate"), ("/v1/nothing", 404, "vary"), ("/c/nothing", 404, "vary")]
)
def test_who_reads_pages_gets_a_page(shared_stage: Stage, path: str, status: int, header: str) -> None:
    page, document = ask(shared_stage, path, **PAGE), ask(shared_stage, path, accept="application/json")

    assert (page.status_code, document.status_code) == (status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert document.headers["content-type"] == "application/problem+json"
    assert page.headers[header]
    assert page.headers["cache-control"] == "no-store"


def broken() -> None:
    raise RuntimeError("the secret of it")


@pytest.mark.parametrize("accept", ["application/json", PAGE["accept"]])
def test_a_mistake_of_ours_tells_nothing_but_which_request_it_was(quick_stage: Stage, accept: str) -> None:
    faulty = quick_stage.again(clock=broken)
    client = TestClient(faulty.app, raise_server_exceptions=False)

    answer = client.get("/v1/credentials", headers={"authorization": f"Bearer {quick_stage.stock.api_keys['lms']}", "accept": accept})

    assert answer.status_code == 500
    assert answer.headers["x-request-id"].startswith("req_")
    assert "secret" not in answer.text
    if accept == "application/json":
        assert answer.json()["code"] == "internal"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
