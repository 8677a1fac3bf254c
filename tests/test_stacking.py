"""Five modules and the certification that they stack into, for one learner, in both envelopes; and one module that is revoked."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.model.issuer import Mode
from app.proofs.jades import read_seal
from app.schemas.catalogue import read_catalogue
from app.services.api_keys import SCOPES, NewClient, create_client
from app.services.audited import operator_actor
from app.services.import_catalogue import import_catalogue
from app.services.seals import create_test_seal
from tests.installations import Stage

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue" / "inspire.yaml"
MODULES = tuple(f"inspire-m{number}" for number in range(1, 6))
CERTIFICATION = "inspire-certification"
PROJECT_CREDITS = 2
"""What the sample's certification asks for beside its modules."""


class School:
    """The sample's tenant on a stage, with a seal and a key of its own: what its learning platform asks for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        tenant = import_catalogue(
            stage.installation, read_catalogue(CATALOGUE.read_text(encoding="utf-8"), CATALOGUE.name), Mode.TEST
        ).tenant
        actor = operator_actor(tenant.id)
        create_test_seal(stage.installation, actor, "inspire-demo")
        _, self.key = create_client(stage.installation, actor, NewClient("School", Mode.TEST, frozenset(SCOPES)))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = self.stage.http(None).request(method, path, json=body, headers={"Authorization": f"Bearer {self.key}"})
        assert answer.status_code < 300, answer.text
        return answer

    def award(self, slug: str, learner: str = "42") -> dict[str, Any]:
        recipient = {"name": "Ada Example", "external_id": learner}
        body = {"achievement": slug, "recipient": recipient, "source_ref": f"{slug}:{learner}", "results": [{"value": "passed"}]}
        self.stage.clock.move(minutes=1)
        return dict(self.ask("POST", "/v1/credentials", body).json())

    def file(self, credential: dict[str, Any], name: str) -> bytes:
        return bytes(self.ask("GET", f"/v1/credentials/{credential['id']}/representations/{name}").content)

    def sealed(self, credential: dict[str, Any]) -> dict[str, Any]:
        """The document in the sealed file."""
        return dict(orjson.loads(read_seal(self.file(credential, "edc")).payload))

    def verdict(self, credential: dict[str, Any], name: str, kind: str) -> tuple[str, str]:
        headers = {"Content-Type": kind}
        report = self.stage.http(None).post("/v1/verifications", content=self.file(credential, name), headers=headers).json()
        return report["verdict"], report["reason"]

    def all_verdicts(self, credential: dict[str, Any]) -> set[tuple[str, str]]:
        return {self.verdict(credential, "ob3-jsonld", "application/vc"), self.verdict(credential, "edc", "application/ld+json")}


@pytest.fixture
def school(quick_stage: Stage) -> School:
    return School(quick_stage)


def claim_of(document: dict[str, Any]) -> dict[str, Any]:
    (claim,) = document["credentialSubject"]["hasClaim"]
    return dict(claim)


def points(claim: dict[str, Any]) -> Decimal:
    return Decimal(claim["specifiedBy"]["creditPoint"][0]["point"])


def titles(claims: list[dict[str, Any]]) -> list[str]:
    return [claim["title"]["en"] for claim in claims]


def test_five_modules_stack_into_one_certification_whose_credits_add_up(school: School) -> None:
    modules = [school.award(slug) for slug in MODULES]
    whole = school.award(CERTIFICATION)

    claims = [claim_of(school.sealed(module)) for module in modules]
    certified = claim_of(school.sealed(whole))

    assert titles(certified["hasPart"]) == titles(claims)
    assert points(certified) == sum(map(points, certified["hasPart"])) + PROJECT_CREDITS
    announced = [claim["specifiedBy"]["isPartOf"][0]["title"]["en"] for claim in claims]
    assert set(announced) == {certified["title"]["en"].removeprefix("TEST · ")}
    assert {verdict for each in (*modules, whole) for verdict, _ in school.all_verdicts(each)} == {"valid"}


def test_each_part_names_the_credentials_that_the_learner_was_given_for_it(school: School) -> None:
    modules = [school.award(slug) for slug in MODULES]

    parts = claim_of(school.sealed(school.award(CERTIFICATION)))["hasPart"]

    for module, part in zip(modules, parts, strict=True):
        named = {each["notation"] for each in part["identifier"]}
        assert {module["links"]["public"], school.sealed(module)["id"]} <= named


def test_a_part_that_was_revoked_before_and_one_of_somebody_else_are_not_claimed(school: School) -> None:
    school.award(MODULES[0], learner="somebody else")
    first, second = (school.award(slug) for slug in MODULES[:2])
    school.ask("POST", f"/v1/credentials/{first['id']}/revoke", {"reason": "issued_in_error"})

    claim = claim_of(school.sealed(school.award(CERTIFICATION)))

    assert titles(claim["hasPart"]) == titles([claim_of(school.sealed(second))])


def test_a_revoked_module_is_told_by_its_badge_its_sealed_file_and_its_page(school: School) -> None:
    modules = [school.award(slug) for slug in MODULES]
    whole = school.award(CERTIFICATION)
    gone, kept = modules[2], [*modules[:2], *modules[3:], whole]
    assert {verdict for verdict, _ in school.all_verdicts(gone)} == {"valid"}

    school.ask("POST", f"/v1/credentials/{gone['id']}/revoke", {"reason": "issued_in_error"})
    school.stage.clock.move(minutes=10)

    assert school.all_verdicts(gone) == {("not_valid", "revoked")}
    page = school.stage.http(None).get(gone["links"]["public"])
    assert "The issuer has revoked it" in page.text.replace("’", "'")
    assert {verdict for each in kept for verdict, _ in school.all_verdicts(each)} == {"valid"}
