"""The verdict: SETTLED's table, against an independent restatement of it over every combination of outcomes and special codes."""

from itertools import product

import pytest

from app.model.report import Check, Finding, Outcome, Verdict
from app.verifier.checks import CHECKS
from app.verifier.codes import CODES
from app.verifier.judge import ALL_PASSED, TABLE, verdict_of

SPECIAL: dict[Check, dict[Outcome, tuple[str, ...]]] = {
    Check.VALIDITY: {Outcome.FAILED: ("not-yet-valid", "expired", "proof-expired", "signed-in-future")},
    Check.STATUS: {Outcome.FAILED: ("revoked", "revoked-with-reason", "suspended", "superseded")},
}
TRUST = Finding(Check.ISSUER_TRUST, Outcome.NOT_APPLICABLE, "no-registry")


def possible(check: Check) -> list[Finding]:
    """Every outcome of a check; where the table tells codes apart, every one of these codes."""
    special = SPECIAL.get(check, {})
    return [Finding(check, outcome, code) for outcome in Outcome for code in special.get(outcome, (f"{check:d}-{outcome}",))]


EVERY_COMBINATION = list(product(*(possible(check) for check in Check if check is not Check.ISSUER_TRUST)))


def restated(findings: tuple[Finding, ...]) -> Verdict:
    """SETTLED's five lines, read one after the other."""
    readable, schema, key, proof, validity, status = findings
    if "failed" in {readable.outcome, schema.outcome, key.outcome, proof.outcome}:
        return Verdict.NOT_VALID
    if status.code in {"revoked", "revoked-with-reason"}:
        return Verdict.NOT_VALID
    if any(finding.outcome == "unknown" for finding in findings):
        return Verdict.CANNOT_TELL
    dated = validity.code in {"not-yet-valid", "expired", "proof-expired", "signed-in-future"}
    if dated or status.code in {"suspended", "superseded"}:
        return Verdict.VALID_NOT_CURRENT
    return Verdict.VALID


def test_every_combination_has_the_verdict_of_the_table() -> None:
    assert len(EVERY_COMBINATION) == 4**4 * 7 * 7
    for findings in EVERY_COMBINATION:
        assert verdict_of((*findings, TRUST))[0] is restated(findings), findings


def test_the_reason_is_the_code_of_a_finding_that_leads_to_the_verdict() -> None:
    for findings in EVERY_COMBINATION:
        verdict, reason = verdict_of((*findings, TRUST))
        deciding = [finding for finding in findings if finding.code == reason]
        if verdict is Verdict.VALID:
            assert reason == ALL_PASSED
        else:
            assert len(deciding) == 1
            assert (deciding[0].outcome is Outcome.UNKNOWN) == (verdict is Verdict.CANNOT_TELL)


def test_valid_is_said_only_where_nothing_failed_and_nothing_is_unknown() -> None:
    for findings in EVERY_COMBINATION:
        if verdict_of((*findings, TRUST))[0] is Verdict.VALID:
            assert {finding.outcome for finding in findings} <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_issuer_trust_never_changes_the_verdict(outcome: Outcome) -> None:
    trust = Finding(Check.ISSUER_TRUST, outcome, "any")
    for findings in EVERY_COMBINATION[::7]:
        assert verdict_of((*findings, trust)) == verdict_of((*findings, TRUST))


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({}, Verdict.VALID, ALL_PASSED),
        ({2: ("failed", "schema-violation"), 4: ("failed", "signature-invalid")}, Verdict.NOT_VALID, "schema-violation"),
        ({4: ("failed", "signature-invalid"), 3: ("unknown", "issuer-unreachable")}, Verdict.NOT_VALID, "signature-invalid"),
        ({6: ("failed", "revoked"), 5: ("failed", "expired")}, Verdict.NOT_VALID, "revoked"),
        ({6: ("failed", "revoked"), 4: ("unknown", "suite-unsupported")}, Verdict.NOT_VALID, "revoked"),
        ({6: ("failed", "suspended"), 4: ("unknown", "suite-unsupported")}, Verdict.CANNOT_TELL, "suite-unsupported"),
        ({6: ("unknown", "status-unreachable"), 5: ("failed", "expired")}, Verdict.CANNOT_TELL, "status-unreachable"),
        ({6: ("failed", "superseded"), 5: ("failed", "expired")}, Verdict.VALID_NOT_CURRENT, "expired"),
        ({6: ("failed", "superseded")}, Verdict.VALID_NOT_CURRENT, "superseded"),
        ({6: ("not_applicable", "no-status")}, Verdict.VALID, ALL_PASSED),
        ({3: ("unknown", "not-judged"), 4: ("unknown", "suite-unsupported")}, Verdict.CANNOT_TELL, "suite-unsupported"),
        ({5: ("unknown", "not-judged")}, Verdict.CANNOT_TELL, "not-judged"),
    ],
)
def test_the_first_row_that_holds_decides_and_names_its_finding(changes: dict[int, tuple[str, str]], verdict: Verdict, reason: str) -> None:
    findings = [Finding(check, Outcome(changes.get(check, ("passed", ""))[0]), changes.get(check, ("", "passed"))[1]) for check in Check]

    assert verdict_of(findings) == (verdict, reason)


def test_the_table_has_the_rows_before_valid() -> None:
    assert [row.verdict for row in TABLE] == [
        Verdict.NOT_VALID,
        Verdict.NOT_VALID,
        Verdict.CANNOT_TELL,
        Verdict.CANNOT_TELL,
        Verdict.VALID_NOT_CURRENT,
    ]


def test_there_is_one_check_for_each_number() -> None:
    assert len(CHECKS) == len(Check) == len(CODES) == 7


@pytest.mark.parametrize("check", [Check.READABLE, Check.SCHEMA, Check.ISSUER_KEY, Check.PROOF, Check.VALIDITY])
def test_only_status_and_trust_can_be_not_applicable(check: Check) -> None:
    assert Outcome.NOT_APPLICABLE not in CODES[check].values()


def test_every_failure_of_the_dates_and_the_status_is_one_that_the_table_knows() -> None:
    for check, by_outcome in SPECIAL.items():
        failed = {code for code, outcome in CODES[check].items() if outcome is Outcome.FAILED}
        assert failed == set(by_outcome[Outcome.FAILED])


def test_a_code_has_the_same_outcome_in_every_check() -> None:
    pairs = {(code, outcome) for codes in CODES.values() for code, outcome in codes.items()}

    assert len(pairs) == len({code for code, _ in pairs})
