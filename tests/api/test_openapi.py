"""The OpenAPI says what is true: schemas from the models that read, examples that run unchanged."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from app.api.openapi import body_of, complete_openapi
from app.main import application
from app.schemas.inbox_bodies import EventBody, IntegrationBody, IntegrationChangeBody, RuleBody, RuleTestBody
from app.schemas.lifecycle_bodies import ChangeBody, ReissueBody
from app.schemas.recipient_bodies import EraseBody
from app.schemas.requests import IssueBody, UrlBody
from app.schemas.responses import ProblemAnswer
from app.schemas.vc_api_bodies import VcDeriveBody, VcIssueBody, VcStatusBody, VcStatusListBody, VcVerifyBody, VpVerifyBody
from app.services.prepare_demo import FIRST_ORDER, prepare_demo
from app.services.prepare_demo_inbox import SLUG
from tests.installations import PUBLIC_URL, Stage, TestClient

CATALOGUES = tuple(Path(__file__).parents[2] / "catalogue" / name for name in ("inspire.yaml", "restart.yaml"))
RAW = {
    ("post", "/v1/credentials"): IssueBody,
    ("post", "/v1/credentials/{credential_id}/reinstate"): ChangeBody,
    ("post", "/v1/credentials/{credential_id}/reissue"): ReissueBody,
    ("post", "/v1/credentials/{credential_id}/revoke"): ChangeBody,
    ("post", "/v1/credentials/{credential_id}/suspend"): ChangeBody,
    ("post", "/v1/inbox/{integration}"): EventBody,
    ("post", "/v1/integrations"): IntegrationBody,
    ("patch", "/v1/integrations/{integration_id}"): IntegrationChangeBody,
    ("post", "/v1/recipients/{recipient_id}/erase"): EraseBody,
    ("post", "/v1/rules"): RuleBody,
    ("post", "/v1/rules/test"): RuleTestBody,
    ("post", "/vc-api/credentials/derive"): VcDeriveBody,
    ("post", "/vc-api/credentials/status"): VcStatusBody,
    ("post", "/vc-api/credentials/verify"): VcVerifyBody,
    ("post", "/vc-api/issuers/{instance}/credentials/issue"): VcIssueBody,
    ("post", "/vc-api/presentations/verify"): VpVerifyBody,
    ("post", "/vc-api/status-lists"): VcStatusListBody,
}
PICTURES = {("post", "/v1/credentials/{credential_id}/baked")}
"""What reads a picture."""
OPEN = {
    ("post", "/v1/verifications"),
    ("post", "/vc-api/challenges"),
    ("post", "/vc-api/credentials/derive"),
    ("post", "/vc-api/credentials/verify"),
    ("post", "/vc-api/presentations/verify"),
    ("get", "/vc-api/status-lists/{list_id}"),
}
"""Where no API key is asked for."""
WITHOUT_EXAMPLES = {("patch", "/v1/integrations/{integration_id}")}
"""What is sent there is part of what the integration was made with."""
METHODS = ("get", "post", "put", "patch", "delete")


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, found[method]) for path, found in document["paths"].items() for method in METHODS if method in found]


def resolved(document: dict[str, Any], node: Any) -> Any:
    """Return a schema with every reference followed."""
    if isinstance(node, list):
        return [resolved(document, each) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return resolved(document, document["components"]["schemas"][node["$ref"].rpartition("/")[2]])
    return {name: resolved(document, each) for name, each in node.items()}


def own_schema(model: type[BaseModel]) -> Any:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = schema.pop("$defs", {})
    return resolved({"components": {"schemas": inner}}, schema)


def present(client: TestClient, learner: str) -> dict[str, str]:
    """Return path parameters that lead somewhere on the demo: to a learner of its own, and to a credential that nothing happened to."""
    order = {**FIRST_ORDER, "recipient": {"name": "Ada Example", "external_id": learner}}
    answer = client.post("/v1/credentials", json=order)
    assert answer.status_code == 201
    return {
        "credential_id": answer.json()["id"],
        "recipient_id": answer.json()["recipient"],
        "integration": SLUG,
        "instance": "bitstring-status",
    }


@pytest.fixture(scope="module")
def document(shared_stage: Stage) -> dict[str, Any]:
    answer = shared_stage.http(None).get("/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


@pytest.mark.parametrize(("route", "model"), RAW.items())
def test_a_body_that_is_read_raw_has_the_schema_of_the_model_that_reads_it(
    document: dict[str, Any], route: tuple[str, str], model: type[BaseModel]
) -> None:
    method, path = route

    body = document["paths"][path][method]["requestBody"]

    assert body["required"] is True
    assert set(body["content"]) == {"application/json"}
    assert resolved(document, body["content"]["application/json"]["schema"]) == own_schema(model)


def test_what_verifying_reads_is_told_by_media_type(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/verifications"]["post"]["requestBody"]["content"]

    others = {"application/vc+cose", "application/jose+json", "application/pdf", "image/png", "image/svg+xml"}
    assert {"application/json", "application/vc", "application/ld+json", "text/plain", "multipart/form-data"} | others == set(content)
    assert own_schema(UrlBody) in resolved(document, content["application/json"]["schema"])["anyOf"]


def test_every_route_that_reads_a_body_is_held_to_its_model_here(document: dict[str, Any]) -> None:
    reading = {(method, path) for method, path, operation in operations(document) if "requestBody" in operation}

    assert reading == {*RAW, *PICTURES, ("post", "/v1/verifications")}


def test_a_picture_is_read_and_answered_as_the_same_two_types(document: dict[str, Any]) -> None:
    for method, path in PICTURES:
        operation = document["paths"][path][method]
        assert set(operation["requestBody"]["content"]) == set(operation["responses"]["200"]["content"]) == {"image/png", "image/svg+xml"}


def test_every_reference_leads_somewhere_and_no_schema_is_unused(document: dict[str, Any]) -> None:
    text = str(document)

    resolved(document, document["paths"])
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}'" in text, name


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and path != "/readyz":
                assert list(answer["content"]) == ["application/problem+json"], (method, path, status)
    assert resolved(document, {"$ref": "#/components/schemas/ProblemAnswer"}) == own_schema(ProblemAnswer)


def test_every_operation_says_what_it_does_and_what_it_answers(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(ids) == len(set(ids))
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"].endswith((".", "`.")), (method, path)
        good = {status: answer for status, answer in operation["responses"].items() if int(status) < 300}
        assert good.keys() == {"204"} or any(answer.get("content") for answer in good.values()), (method, path)
        asks = path.startswith(("/v1/", "/vc-api/")) and (method, path) not in OPEN
        assert asks is bool(operation.get("security")), (method, path)


def test_pages_for_people_are_not_in_it(document: dict[str, Any]) -> None:
    assert not {"/", "/verify", "/c/{public_id}", "/docs"} & set(document["paths"])


def test_its_own_page_needs_nobody_elses(shared_stage: Stage) -> None:
    page = shared_stage.http(None).get("/docs").text

    assert "openapi.json" in page
    assert "https://cdn" not in page


def test_its_examples_run_unchanged_on_a_demo(quick_stage: Stage, tmp_path: Path) -> None:
    said: list[str] = []
    demo = prepare_demo(quick_stage.installation, CATALOGUES, tmp_path / "demo.json", said.append)
    app = application(quick_stage.installation)
    client = TestClient(app, base_url=PUBLIC_URL, headers={"Authorization": f"Bearer {demo.api_key}"})
    run = set()

    for method, path, operation in operations(app.openapi()):
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            for example in content.get("examples", {}).values():
                address = path.format(**present(client, f"{path} {example['summary']}"))
                key = demo.inbox_token if path.startswith("/v1/inbox/") else demo.api_key
                headers = {"Content-Type": media_type, "Authorization": f"Bearer {key}"}
                value = example["value"]
                sent = {"content": value} if media_type.startswith("image/") else {"json": value}
                answer = client.request(method, address, **sent, headers=headers)
                assert answer.status_code in {200, 201, 202}, answer.text
                run.add((method, path))

    assert run == {*RAW, *PICTURES, ("post", "/v1/verifications")} - WITHOUT_EXAMPLES


def test_its_examples_of_single_values_make_a_request_that_runs(quick_stage: Stage, tmp_path: Path) -> None:
    said: list[str] = []
    demo = prepare_demo(quick_stage.installation, CATALOGUES, tmp_path / "demo.json", said.append)
    schema = own_schema(IssueBody)["properties"]
    recipient = {name: each["examples"][0] for name, each in schema["recipient"]["properties"].items() if "examples" in each}
    body = {name: each["examples"][0] for name, each in schema.items() if "examples" in each} | {"recipient": recipient}
    headers = {"Authorization": f"Bearer {demo.api_key}"}

    assert quick_stage.http(None).post("/v1/credentials", json=body, headers=headers).status_code == 201
    for _, template, operation in operations(quick_stage.app.openapi()):
        said_of = [each for each in operation.get("parameters", []) if each["in"] == "path"]
        values = {each["name"]: each["schema"]["examples"][0] for each in said_of if "examples" in each["schema"]}
        if values:
            path = template.format(**values).removesuffix("/validate").removesuffix("/publish")
            assert quick_stage.http(None).get(path, headers=headers).status_code == 200


def test_a_body_without_examples_has_none() -> None:
    content = body_of(UrlBody)["requestBody"]["content"]["application/json"]

    assert content == {"schema": {"$ref": "#/components/schemas/UrlBody"}}


def test_schemas_are_added_to_a_document_that_has_none() -> None:
    assert {"IssueBody", "UrlBody", "ProblemAnswer"} <= set(complete_openapi({})["components"]["schemas"])
