"""Badges that tests change."""

from copy import deepcopy
from typing import Any

from app.issuers.open_badges import OPEN_BADGES
from app.model.secured import Document
from tests.awards import MAXIMAL, MINIMAL

V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
BUILT = (OPEN_BADGES.build(MAXIMAL), OPEN_BADGES.build(MINIMAL))


def badge(**members: Any) -> Document:
    """Return the least of all our badges, with other members at its top."""
    return deepcopy(BUILT[1]) | members


def as_data_model_1(value: Any) -> Any:
    """Return a document as VC Data Model 1.1 has it."""
    if isinstance(value, list):
        return [as_data_model_1(item) for item in value]
    if not isinstance(value, dict):
        return V1 if value == V2 else value
    names = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
    return {names.get(name, name): as_data_model_1(member) for name, member in value.items()}
