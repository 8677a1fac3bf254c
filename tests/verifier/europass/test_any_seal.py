"""Whatever somebody does to a sealed file: nothing raises, and nothing but what was sealed is ever valid."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotRecognised
from app.model.report import Report, Verdict
from tests.verifier.europass.seals import CREDENTIAL, SEALS, report, sealed

FILE: dict[str, Any] = orjson.loads(sealed())
BODY = sealed()

VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=12)
    | st.lists(st.text(max_size=4), max_size=2)
    | st.just({})
)
MEMBERS = st.sampled_from([*sorted(CREDENTIAL), "credentialStatus", "evidence", "holder"])
HEADERS = st.sampled_from(["alg", "typ", "cty", "x5t#S256", "x5c", "b64", "iat", "crit", "sigT", "adoTst", "kid", "jwk", "x5u"])


def judged(body: bytes) -> Report | None:
    """The report; None where nothing in it is recognised."""
    try:
        return report(body, SEALS)
    except NotRecognised:
        return None


@given(st.integers(0, len(BODY) - 1), st.binary(min_size=0, max_size=3))
def test_bytes_put_anywhere_into_a_file_never_make_another_one_valid(place: int, octets: bytes) -> None:
    found = judged(BODY[:place] + octets + BODY[place + len(octets) :])

    if found is not None and found.verdict is Verdict.VALID:
        assert found.content is not None
        assert found.content.title == "Sustainable stage production"
        assert found.findings[3].code == "seal-genuine"


@given(st.dictionaries(MEMBERS, VALUES, min_size=1, max_size=3))
def test_a_payload_with_other_members_never_holds_under_the_same_seal(members: dict[str, Any]) -> None:
    payload = orjson.dumps({**CREDENTIAL, **members}).decode()
    found = judged(orjson.dumps({**FILE, "payload": payload}))

    if found is not None and payload != FILE["payload"]:
        assert found.verdict is Verdict.NOT_VALID
        assert found.content is None


@given(st.dictionaries(MEMBERS, VALUES, max_size=3))
def test_whatever_is_sealed_gets_a_report(members: dict[str, Any]) -> None:
    found = judged(sealed({**CREDENTIAL, **members}))

    if found is not None:
        assert len(found.findings) == 7


@given(st.dictionaries(HEADERS, VALUES, min_size=1, max_size=2))
def test_whatever_a_header_says_gets_a_report(header: dict[str, Any]) -> None:
    found = judged(sealed(header=header))

    assert found is not None
    assert len(found.findings) == 7


@given(st.dictionaries(st.sampled_from(["payload", "signatures", "signature", "protected", "header"]), VALUES, min_size=1))
def test_whatever_stands_in_a_file_is_no_credential_or_gets_a_report(members: dict[str, Any]) -> None:
    for body in (orjson.dumps(members), orjson.dumps({**FILE, **members})):
        found = judged(body)
        assert found is None or len(found.findings) == 7


@given(st.lists(VALUES, max_size=3), VALUES)
def test_whatever_stands_beside_a_seal_gets_a_report(components: list[Any], value: Any) -> None:
    file = orjson.loads(BODY)
    for unprotected in ({"etsiU": components}, {"etsiU": [{"sigTst": value}, {"xVals": value}, {"rVals": value}]}, value):
        file["signatures"][0]["header"] = unprotected
        found = judged(orjson.dumps(file))
        assert found is not None
        assert len(found.findings) == 7
