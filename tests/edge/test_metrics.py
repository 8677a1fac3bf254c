"""What is counted, and who may read it."""

import pytest

from app.errors import StorageUnavailable
from app.services.measure import measure
from tests.edge.limited import Limited
from tests.installations import Stage, TestClient

TOKEN = "a token of sixteen and more"


def metrics(client: TestClient) -> dict[str, float]:
    """Return what is told, by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_requests_count_by_template_method_and_class_of_status(quick_stage: Stage) -> None:
    client = quick_stage.http(None)
    for path in ("/c/secret-one", "/c/secret-two", "/v1/credentials", "/nothing"):
        client.get(path)

    found = metrics(client)

    assert found['proscenium_request_seconds_count{method="GET",route="/c/{public_id}",status="4xx"}'] == 2
    assert found['proscenium_request_seconds_count{method="GET",route="/v1/credentials",status="4xx"}'] == 1
    assert found['proscenium_request_seconds_count{method="GET",route="none",status="4xx"}'] == 1
    assert not [name for name in found if "secret" in name]


def test_a_method_that_somebody_made_up_is_not_a_label(quick_stage: Stage) -> None:
    quick_stage.http(None).request("X-MADE-UP", "/healthz")

    assert 'proscenium_request_seconds_count{method="other",route="/healthz",status="4xx"}' in metrics(quick_stage.http(None))


def test_what_happens_counts_by_kind(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    quick_stage.issue(key="again")
    quick_stage.http(None).get(issued["links"]["public"])
    quick_stage.http().post(f"/v1/credentials/{issued['id']}/revoke", json={"reason": "issued_in_error"})
    quick_stage.keys.locked = True
    quick_stage.issue(source_ref="course:8")

    found = metrics(quick_stage.http(None))

    assert found['proscenium_issued_total{kind="ob3-jsonld"}'] == 1
    assert found['proscenium_verified_total{kind="valid"}'] == 1
    assert found['proscenium_credential_changes{kind="revoked"}'] == 1
    assert found['proscenium_signing_failures_total{kind="key-locked"}'] == 1


def test_what_waits_is_told(quick_stage: Stage) -> None:
    quick_stage.issued()
    quick_stage.clock.move(minutes=2)

    found = metrics(quick_stage.http(None))

    assert found["proscenium_database_up"] == 1
    assert found["proscenium_outbox_waiting"] >= 1
    assert found["proscenium_outbox_oldest_seconds"] == 120
    assert found["process_start_time_seconds"] > 0


def test_the_age_of_status_lists_is_told_once_there_are_any(stage: Stage) -> None:
    assert measure(stage.installation).status_list_oldest_seconds is None
    address = stage.issued()["status"]["list"]
    assert stage.http(None).get(address).status_code == 200
    stage.clock.move(minutes=1)

    assert measure(stage.installation).status_list_oldest_seconds == 60


def test_a_database_that_does_not_answer_is_a_measure_too(quick_stage: Stage) -> None:
    class Silent:
        def read(self, _work: object) -> None:
            raise StorageUnavailable("The database does not answer.")

    found = metrics(quick_stage.again(database=Silent()).http(None))

    assert found["proscenium_database_up"] == 0
    assert "proscenium_outbox_waiting" not in found


def test_two_applications_count_apart(quick_stage: Stage) -> None:
    first, second = (Limited(quick_stage, metrics_open=True).caller() for _ in range(2))
    first.get("/verify")

    name = 'proscenium_request_seconds_count{method="GET",route="/verify",status="2xx"}'
    assert name in metrics(first)
    assert name not in metrics(second)


def test_no_name_of_anybody_is_told(quick_stage: Stage) -> None:
    quick_stage.issued()
    quick_stage.http().get("/v1/credentials?q=Ada")

    told = quick_stage.http(None).get("/metrics").text

    assert not [word for word in ("Ada", "ada@example.org", "theatre", "academy", "stitching", "cli_") if word in told]


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        (None, "", 404),
        (None, f"Bearer {TOKEN}", 404),
        (TOKEN, "", 401),
        (TOKEN, TOKEN, 401),
        (TOKEN, "Bearer another", 401),
        (TOKEN, "Bearer ü", 401),
        (TOKEN, f"Bearer {TOKEN}", 200),
    ],
)
def test_in_production_the_token_opens_them(shared_stage: Stage, token: str | None, sent: str, status: int) -> None:
    client = Limited(shared_stage, metrics_token=token).caller()

    assert client.get("/metrics", headers={"Authorization": sent.encode()} if sent else {}).status_code == status
