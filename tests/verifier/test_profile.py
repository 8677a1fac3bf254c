"""What a caller asks of a judgement: people are told nothing that does not hold for the issuer, programs are warned."""

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

import app
from app.crypto.keys import multikey
from app.model.report import Check, Outcome, Verdict
from app.model.secured import Document
from app.verifier.codes import CODES
from app.verifier.judge import judge
from app.verifier.kinds import still_wanted
from app.verifier.profile import FOR_PEOPLE, VC_API, VC_API_EXPIRED_TOO, Profile
from tests.fakes import SignerInMemory
from tests.verifier.test_check_3_issuer_key import BY_DID_KEY, key_only
from tests.verifier.test_check_6_status import SUSPENSION, entry
from tests.verifier.world import (
    ISSUER_URL,
    LIST_URL,
    NOON,
    SIGNER,
    STATUS,
    STRANGER,
    SUSPENSIONS_URL,
    World,
    a_list,
    answered,
    badge,
    codes,
    keys_document,
    signed,
    suspensions,
    world,
)

OTHER_TYPE: Document = {"id": "https://issuer.example/status/9", "type": "https://vendor.example/NewStatus"}
BY_A_STRANGER = SignerInMemory(f"did:key:{multikey(STRANGER.jwk)}#{multikey(STRANGER.jwk)}", seed=b"\x08" * 32)


def judged_by(profile: Profile, body: bytes, surroundings: World | None = None) -> tuple[dict[int, str], set[str], set[str]]:
    """All codes, those that stand in the way, and those that the caller is warned of."""
    report = judge(replace((surroundings or world()).case(body), profile=profile))
    obstacles, warnings = profile.obstacles(report), profile.warnings(report)
    return codes(report), {each.code for each in obstacles}, {each.code for each in warnings}


def test_a_case_is_for_people_if_nobody_says_otherwise() -> None:
    assert world().case(signed()).profile is FOR_PEOPLE
    assert FOR_PEOPLE.binds_issuer
    assert not FOR_PEOPLE.inline_contexts
    assert not FOR_PEOPLE.tolerated


def test_a_good_credential_is_good_for_everybody() -> None:
    for profile in (FOR_PEOPLE, VC_API):
        assert judged_by(profile, signed())[1:] == (set(), set())


def test_a_strangers_key_is_a_failure_for_people_and_a_warning_for_programs() -> None:
    body = signed(badge(), BY_A_STRANGER)

    assert judged_by(FOR_PEOPLE, body)[1] == {"key-of-another", "not-judged"}
    assert judged_by(VC_API, body)[1:] == (set(), {"key-of-another"})


def test_the_verdict_on_a_strangers_key_stays_the_same_and_its_content_is_never_told() -> None:
    report = judge(replace(world().case(signed(badge(), BY_A_STRANGER)), profile=VC_API))

    assert report.verdict is Verdict.NOT_VALID
    assert report.content is None


def test_a_strangers_signature_that_is_wrong_fails_for_everybody() -> None:
    impostor = SignerInMemory(BY_A_STRANGER.verification_method, seed=b"\x09" * 32)

    for profile in (FOR_PEOPLE, VC_API):
        assert "signature-invalid" in judged_by(profile, signed(badge(), impostor))[1]


@pytest.mark.parametrize(
    ("method", "code"),
    [("did:web:stranger.example#key", "key-unavailable"), ("did:key:invalidVm", "key-unavailable"), ("did:key:z6Mk#a", "key-unavailable")],
)
def test_a_key_that_cannot_be_had_without_asking_a_stranger_verifies_nothing(method: str, code: str) -> None:
    assert code in judged_by(VC_API, signed(badge(), SignerInMemory(method)))[1]


def test_under_a_strangers_key_dates_are_judged_for_programs() -> None:
    body = signed(badge(validUntil="2026-01-02T00:00:00Z"), BY_A_STRANGER)

    assert judged_by(VC_API, body)[1] == {"expired"}
    assert judged_by(FOR_PEOPLE, body)[0][int(Check.VALIDITY)] == "not-judged"


def test_under_a_strangers_key_lists_are_asked_for_programs_only() -> None:
    case = World({}).case(signed(badge(), BY_A_STRANGER))

    assert still_wanted(case) == ()
    assert [address.url for address in still_wanted(replace(case, profile=VC_API))] == [LIST_URL]


def test_no_list_is_asked_where_the_strangers_key_cannot_be_had() -> None:
    case = World({}).case(signed(badge(), SignerInMemory("did:web:stranger.example#key")))

    assert still_wanted(replace(case, profile=VC_API)) == ()


def test_an_unknown_type_of_status_is_a_warning_for_programs() -> None:
    body = signed(key_only() | {"credentialStatus": OTHER_TYPE}, BY_DID_KEY)

    assert judged_by(FOR_PEOPLE, body)[1] == {"status-type-unknown"}
    assert judged_by(VC_API, body)[1:] == (set(), {"status-type-unknown"})


@pytest.mark.parametrize("entries", [[OTHER_TYPE, STATUS, SUSPENSION], [SUSPENSION, STATUS, OTHER_TYPE]])
@pytest.mark.parametrize(("set_bits", "code"), [(([5], []), "revoked"), (([], [5]), "suspended")])
def test_a_tolerated_status_hides_no_other(entries: Any, set_bits: tuple[list[int], list[int]], code: str) -> None:
    lists = (answered(LIST_URL, signed(a_list(set_bits[0]))), answered(SUSPENSIONS_URL, signed(suspensions(set_bits[1]))))
    body = signed(badge(type=["VerifiableCredential"], credentialStatus=entries))

    assert judged_by(VC_API, body, world(*lists))[1] == {code}


def test_a_list_that_cannot_be_had_outweighs_a_tolerated_status() -> None:
    body = signed(
        badge(
            type=["VerifiableCredential"], credentialStatus=[OTHER_TYPE, entry(statusListCredential="https://issuer.example/status/none")]
        )
    )

    assert judged_by(VC_API, body)[1] == {"status-unreachable"}


def test_a_tolerated_key_hides_no_revoked_one() -> None:
    revoked = keys_document(replace(SIGNER.public_key, revoked_at=NOON - timedelta(days=60)))
    by_two = signed(badge(), BY_A_STRANGER), signed()
    first, second = (orjson.loads(each) for each in by_two)
    body = orjson.dumps({**first, "proof": [first["proof"], second["proof"]]})

    assert judged_by(VC_API, body, world(answered(ISSUER_URL, revoked)))[1] == {"key-revoked", "not-judged"}


def test_expired_credentials_count_for_those_who_asked_for_them() -> None:
    body = signed(badge(validUntil="2026-01-02T00:00:00Z"))

    assert judged_by(VC_API, body)[1] == {"expired"}
    assert judged_by(VC_API_EXPIRED_TOO, body)[1:] == (set(), {"expired"})


def test_an_end_that_is_tolerated_hides_no_beginning_in_the_future() -> None:
    body = signed(badge(validUntil="2026-01-02T00:00:00Z"), at=NOON + timedelta(days=1))

    assert judged_by(VC_API_EXPIRED_TOO, body)[1] == {"signed-in-future"}


def test_what_is_tolerated_are_codes_of_findings_that_are_not_good() -> None:
    known = {code: outcome for by_code in CODES.values() for code, outcome in by_code.items()}

    assert {known[code] for code in VC_API_EXPIRED_TOO.tolerated} <= {Outcome.FAILED, Outcome.UNKNOWN}


def test_only_the_services_of_the_vc_api_judge_by_its_profile() -> None:
    root = Path(app.__file__).parent
    users = {str(path.relative_to(root)) for path in root.rglob("*.py") if profiles_in(path) & {"VC_API", "VC_API_EXPIRED_TOO"}}

    assert users == {"services/verify_for_api.py", "services/verify_presentation.py"}


def profiles_in(path: Path) -> set[str]:
    """What a module takes from the profiles."""
    imports = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {each.name for node in imports if node.module == "app.verifier.profile" for each in node.names}
