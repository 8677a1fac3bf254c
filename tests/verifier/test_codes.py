"""Findings: a code fixes the outcome."""

import pytest

from app.model.report import Check, Finding, Outcome
from app.verifier.codes import found


def test_the_code_fixes_the_outcome() -> None:
    assert found(Check.STATUS, "revoked") == Finding(Check.STATUS, Outcome.FAILED, "revoked", {})
    assert found(Check.STATUS, "no-status", {"a": "b"}) == Finding(Check.STATUS, Outcome.NOT_APPLICABLE, "no-status", {"a": "b"})


def test_a_code_of_another_check_is_the_programmers_error() -> None:
    with pytest.raises(KeyError):
        found(Check.PROOF, "revoked")
