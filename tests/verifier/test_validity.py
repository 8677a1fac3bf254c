"""Dates, to the second, with sixty seconds of leeway."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.model.secured import Document, Secured
from app.proofs.suite import PresentedProof
from app.verifier.validity import validity
from tests.verifier.world import NOON


def proof(moment: datetime | None = None, expires: datetime | None = None) -> PresentedProof:
    return PresentedProof("eddsa-rdfc-2022", None, "did:web:a#b", "assertionMethod", moment, expires, Secured(b"", "application/vc"))


def at(seconds: float) -> str:
    return (NOON + timedelta(seconds=seconds)).isoformat()


@pytest.mark.parametrize(
    ("document", "code", "facts"),
    [
        ({}, "current", {}),
        ({"validFrom": at(0)}, "current", {}),
        ({"validFrom": at(60)}, "current", {}),
        ({"validFrom": at(61)}, "not-yet-valid", {"valid_from": at(61)}),
        ({"validUntil": at(-60)}, "current-until", {"valid_until": at(-60)}),
        ({"validUntil": at(-61)}, "expired", {"valid_until": at(-61)}),
        ({"validUntil": at(1)}, "current-until", {"valid_until": at(1)}),
        ({"issuanceDate": at(61)}, "not-yet-valid", {"valid_from": at(61)}),
        ({"expirationDate": at(-61)}, "expired", {"valid_until": at(-61)}),
        ({"validUntil": at(90), "expirationDate": at(80)}, "current-until", {"valid_until": at(80)}),
        ({"validUntil": at(90), "expirationDate": at(-80)}, "expired", {"valid_until": at(-80)}),
        ({"validFrom": at(90), "validUntil": at(-90)}, "not-yet-valid", {"valid_from": at(90)}),
        ({"validFrom": "2026-01-31T14:01:01+02:00"}, "not-yet-valid", {"valid_from": "2026-01-31T14:01:01+02:00"}),
        ({"validFrom": "2026-01-31T14:01:00+02:00"}, "current", {}),
        ({"validFrom": "0001-01-01T00:00:00+14:00"}, "current", {}),
        ({"validUntil": "9999-12-31T23:59:59-14:00"}, "current-until", {"valid_until": "9999-12-31T23:59:59-14:00"}),
    ],
)
def test_a_credential_is_in_force_from_its_beginning_to_its_end(document: Document, code: str, facts: dict[str, str]) -> None:
    circumstance = next(validity(document, [proof()], NOON))

    assert (circumstance.code, circumstance.facts) == (code, facts)


@pytest.mark.parametrize(
    "value",
    ["2026-01-31", "2026-01-31T12:00:00", "Sat 31 Jan 2026", "2026-02-30T00:00:00Z", "", None, 7, [], {}, True, ["2026-01-31T12:00:00Z"]],
)
@pytest.mark.parametrize("name", ["validFrom", "validUntil", "issuanceDate", "expirationDate"])
def test_a_date_that_cannot_be_read_is_neither_past_nor_future(name: str, value: Any) -> None:
    assert next(validity({name: value}, [proof()], NOON)).code == "validity-unreadable"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(-61, "proof-expired"), (-60, "current-until"), (0, "current-until"), (3600, "current-until")],
)
def test_a_proof_counts_until_it_expires(seconds: int, code: str) -> None:
    assert next(validity({}, [proof(), proof(expires=NOON + timedelta(seconds=seconds))], NOON)).code == code


@pytest.mark.parametrize(("seconds", "code"), [(-3600, "current"), (60, "current"), (61, "signed-in-future")])
def test_a_proof_is_not_made_in_the_future(seconds: int, code: str) -> None:
    assert next(validity({}, [proof(), proof(NOON + timedelta(seconds=seconds))], NOON)).code == code


def test_the_credentials_own_dates_are_told_before_those_of_its_proof() -> None:
    late = NOON - timedelta(days=1)

    assert next(validity({"validUntil": late.isoformat()}, [proof(expires=late)], NOON)).code == "expired"


def test_every_date_that_stands_in_the_way_is_told() -> None:
    late = NOON - timedelta(days=1)

    told = validity({"validUntil": late.isoformat()}, [proof(NOON + timedelta(days=1), expires=late)], NOON)

    assert [each.code for each in told] == ["expired", "proof-expired", "signed-in-future"]


@pytest.mark.parametrize(("ends", "expires"), [(1, 2), (2, 1)])
def test_what_ends_first_is_until_when_it_is_in_force(ends: int, expires: int) -> None:
    document = {"validUntil": (NOON + timedelta(days=ends)).isoformat()}

    circumstance = next(validity(document, [proof(expires=NOON + timedelta(days=expires))], NOON))

    assert (circumstance.code, circumstance.facts) == ("current-until", {"valid_until": (NOON + timedelta(days=1)).isoformat()})
