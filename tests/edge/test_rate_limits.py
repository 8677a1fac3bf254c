"""How often one client and one address may ask, and that nobody else is kept out meanwhile."""

import pytest

from app.edge.rate_limits import Policy, RateLimits
from app.edge.rules import RequestRules
from app.errors import TooManyRequests
from tests.edge.limited import NEIGHBOUR, STRANGER, Limited
from tests.installations import Stage
from tests.theatre import order_body


def statuses(limited: Limited, path: str, times: int, **caller: str) -> list[int]:
    client = limited.caller(**caller)
    return [client.get(path).status_code for _ in range(times)]


def test_an_address_that_asks_too_often_is_told_when_to_come_back(shared_stage: Stage) -> None:
    client = Limited(shared_stage, address_rate="3/hour").caller()
    answers = [client.get("/") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert (refused.headers["content-type"], refused.json()["code"]) == ("application/problem+json", "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 3_600
    assert STRANGER not in refused.text


def test_every_counted_answer_says_what_is_left(shared_stage: Stage) -> None:
    answer = Limited(shared_stage, address_rate="3/hour").caller().get("/")

    assert answer.headers["ratelimit-policy"] == '"address";q=3;w=3600'
    assert answer.headers["ratelimit"].startswith('"address";r=2;t=')


def test_one_address_does_not_use_up_anothers_room(shared_stage: Stage) -> None:
    limited = Limited(shared_stage, address_rate="1/hour")

    assert statuses(limited, "/", 2) == [200, 429]
    assert statuses(limited, "/", 1, address=NEIGHBOUR) == [200]


def test_a_client_is_counted_wherever_it_asks_from(shared_stage: Stage) -> None:
    limited = Limited(shared_stage, client_rate="2/hour", address_rate="1/hour")

    first = statuses(limited, "/v1/credentials", 2, who="lms")
    elsewhere = statuses(limited, "/v1/credentials", 1, who="lms", address=NEIGHBOUR)
    other_client = statuses(limited, "/v1/credentials", 1, who="orchestra")

    assert (first, elsewhere, other_client) == ([200, 200], [429], [200])


def test_a_client_that_is_refused_has_issued_nothing(quick_stage: Stage) -> None:
    client = Limited(quick_stage, client_rate="1/hour").caller(who="lms")
    before = quick_stage.row_counts()
    client.get("/v1/achievements")

    answer = client.post("/v1/credentials", json=order_body())

    assert answer.status_code == 429
    assert quick_stage.row_counts() == before


@pytest.mark.parametrize("path", ["/.well-known/did.json", "/issuers/academy/did.json", "/static/style.css", "/status/none"])
def test_a_verifier_is_not_locked_out_of_trust_material(shared_stage: Stage, path: str) -> None:
    limited = Limited(shared_stage, address_rate="1/hour")

    assert 429 not in statuses(limited, path, 20)
    assert statuses(limited, path, 1) == [429]


def test_health_is_always_told(shared_stage: Stage) -> None:
    assert set(statuses(Limited(shared_stage, address_rate="1/hour"), "/healthz", 50)) == {200}


def test_keys_are_not_to_be_guessed(shared_stage: Stage) -> None:
    limited = Limited(shared_stage)
    guessed = statuses(limited, "/v1/credentials", 21, authorization="Bearer sk_test_guess")

    assert guessed == [401] * 20 + [429]
    assert statuses(limited, "/v1/credentials", 1, who="lms") == [429]
    assert statuses(limited, "/v1/credentials", 1, who="lms", address=NEIGHBOUR) == [200]


def test_the_token_of_the_metrics_is_not_to_be_guessed(shared_stage: Stage) -> None:
    limited = Limited(shared_stage, metrics_token="theirs")
    guesser, neighbour = limited.caller(), limited.caller(address=NEIGHBOUR)
    right = {"Authorization": "Bearer theirs"}

    guesses = {guesser.get("/metrics", headers={"Authorization": f"Bearer {guess}"}).status_code for guess in range(20)}

    assert guesses == {401}
    assert guesser.get("/metrics", headers=right).status_code == 429
    assert neighbour.get("/metrics", headers=right).status_code == 200
    assert guesser.get("/healthz", headers=right).status_code == 200


def test_asking_without_a_key_is_no_guess(shared_stage: Stage) -> None:
    limited = Limited(shared_stage)

    assert set(statuses(limited, "/v1/credentials", 30)) == {401}
    assert statuses(limited, "/v1/credentials", 1, who="lms") == [200]


def test_links_to_the_desk_are_not_to_be_guessed(shared_stage: Stage) -> None:
    client = Limited(shared_stage).caller()

    answers = [client.post(f"/admin/enter/guess{number}").status_code for number in range(21)]

    assert 429 not in answers[:20]
    assert answers[20] == 429


@pytest.mark.parametrize(("spare", "expected"), [(True, {200}), (False, {200, 429})])
def test_only_a_demo_spares_its_own_machine(shared_stage: Stage, spare: bool, expected: set[int]) -> None:  # noqa: FBT001
    limited = Limited(shared_stage, address_rate="2/hour", spare_loopback=spare)

    assert set(statuses(limited, "/", 5, address="127.0.0.1")) == expected


def test_too_many_requests_at_once_are_told_to_come_back(shared_stage: Stage) -> None:
    answer = Limited(shared_stage, most_under_way=0).caller().get("/verify")

    assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
    assert answer.headers["retry-after"]


def test_what_is_required_is_not_counted_and_what_is_noted_is() -> None:
    limits = RateLimits(RequestRules())
    for _ in range(30):
        limits.require(Policy.FAILURES, "somebody")
    for _ in range(20):
        limits.note(Policy.FAILURES, "somebody")

    with pytest.raises(TooManyRequests) as refused:
        limits.require(Policy.FAILURES, "somebody")
    assert 1 <= refused.value.retry_after <= 60
