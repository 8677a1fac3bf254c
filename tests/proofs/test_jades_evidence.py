"""What stands beside a seal, and the form of the file around it: read, bounded, never believed."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.encodings import encode_base64url
from app.errors import CredentialServiceError, DocumentError, MalformedProof, TooComplex
from app.model.secured import Secured
from app.proofs import jades, presented_proofs, suite_for
from app.proofs.jades_evidence import (
    MOST_CERTIFICATES,
    MOST_COMPONENTS,
    MOST_CRLS,
    MOST_OCSP_RESPONSES,
    MOST_TIME_STAMPS,
    SealEvidence,
    read_evidence,
)
from app.proofs.jades_seal import MAX_SEALED_BYTES, MOST_SIGNATURES
from tests.proofs.jades_examples import DIPLOMA, entry_of, file_of, in_base64, keys_of, resealed, sealed
from tests.proofs.test_any_input import FEW, JSON

HELD = {"val": in_base64(b"held")}
CERTIFICATE = {"x509Cert": HELD}
STAMP = {"sigTst": {"tstTokens": [HELD]}}
SEALED = sealed()
PAYLOAD = orjson.loads(SEALED.body)["payload"]
ENTRY = entry_of(SEALED)


def coded(component: Any) -> str:
    return encode_base64url(orjson.dumps(component))


def tried(secured: Secured) -> None:
    """Read and verify; a refusal of ours is well."""
    try:
        keys = keys_of(secured)
        for proof in presented_proofs(secured):
            suite_for(proof, keys).verify(proof.secured, keys)
    except CredentialServiceError:
        return


@pytest.mark.parametrize(
    ("component", "found"),
    [
        (STAMP, SealEvidence(time_stamps=(b"held",))),
        ({"xVals": [CERTIFICATE, {"otherCert": {}}]}, SealEvidence(certificates=(b"held",))),
        ({"axVals": [CERTIFICATE]}, SealEvidence(certificates=(b"held",))),
        ({"rVals": {"crlVals": [HELD], "ocspVals": [HELD, HELD]}}, SealEvidence(crls=(b"held",), ocsp_responses=(b"held", b"held"))),
        ({"arVals": {"ocspVals": [HELD]}}, SealEvidence(ocsp_responses=(b"held",))),
        ({"tstVD": {"xVals": [CERTIFICATE], "rVals": {"crlVals": [HELD]}}}, SealEvidence(certificates=(b"held",), crls=(b"held",))),
        ({"anyValData": {}}, SealEvidence()),
        ({"arcTst": {"tstTokens": [HELD]}}, SealEvidence()),
        ({"cSig": "anything"}, SealEvidence()),
    ],
)
def test_each_kind_of_evidence_is_found(component: Any, found: SealEvidence) -> None:
    assert read_evidence({"etsiU": [component]}) == found
    assert read_evidence({"etsiU": [coded(component)]}) == found


def test_without_evidence_there_is_none() -> None:
    assert read_evidence({}) == read_evidence({"etsiU": []}) == SealEvidence()


@pytest.mark.parametrize(
    "unprotected",
    [
        None,
        [],
        {"alg": "none"},
        {"etsiU": [], "crit": ["exp"]},
        {"etsiU": [], "x5c": []},
        {"etsiU": None},
        {"etsiU": {}},
        {"etsiU": [7]},
        {"etsiU": [{}]},
        {"etsiU": [{"sigTst": {}, "xVals": []}]},
        {"etsiU": ["e30="]},
        {"etsiU": ["*"]},
        {"etsiU": [encode_base64url(b"[]")]},
        {"etsiU": [encode_base64url(b'{"xVals":[],"xVals":[]}')]},
        {"etsiU": [{"sigTst": {"tstTokens": []}}]},
        {"etsiU": [{"sigTst": {"tstTokens": [{"val": "not base64"}]}}]},
        {"etsiU": [{"xVals": {}}]},
        {"etsiU": [{"xVals": [{"x509Cert": "AAAA"}]}]},
        {"etsiU": [{"rVals": []}]},
        {"etsiU": [{"rVals": {"crlVals": {}}}]},
        {"etsiU": [{"rVals": {"ocspVals": [{"val": HELD["val"], "encoding": "PEM"}]}}]},
        {"etsiU": [{"anyValData": []}]},
    ],
)
def test_garbled_evidence_is_refused(unprotected: Any) -> None:
    with pytest.raises(MalformedProof):
        read_evidence(unprotected)
    with pytest.raises(MalformedProof):
        presented_proofs(file_of(PAYLOAD, {**ENTRY, "header": unprotected}))


@pytest.mark.parametrize(
    "components",
    [
        [{"cSig": ""}] * (MOST_COMPONENTS + 1),
        [STAMP] * (MOST_TIME_STAMPS + 1),
        [{"xVals": [CERTIFICATE] * (MOST_CERTIFICATES + 1)}],
        [{"rVals": {"crlVals": [HELD] * (MOST_CRLS + 1)}}],
        [{"rVals": {"ocspVals": [HELD] * (MOST_OCSP_RESPONSES + 1)}}],
    ],
)
def test_more_than_anybody_needs_is_refused(components: Any) -> None:
    with pytest.raises(TooComplex):
        read_evidence({"etsiU": components})


def test_what_stands_beside_a_seal_changes_nothing_of_it() -> None:
    secured = resealed(unprotected={"etsiU": [STAMP, coded({"xVals": [CERTIFICATE]})]})

    assert jades.read_seal(secured.body).document == DIPLOMA


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b"{}",
        orjson.dumps({"payload": PAYLOAD}),
        orjson.dumps({"signatures": [ENTRY]}),
        orjson.dumps({"payload": DIPLOMA, "signatures": [ENTRY]}),
        orjson.dumps({"payload": [PAYLOAD], "signatures": [ENTRY]}),
        orjson.dumps({"payload": None, "signatures": [ENTRY]}),
        orjson.dumps({"payload": "", "signatures": [ENTRY]}),
        orjson.dumps({"payload": "[]", "signatures": [ENTRY]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": []}),
        orjson.dumps({"payload": PAYLOAD, "signatures": ENTRY}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [ENTRY] * (MOST_SIGNATURES + 1)}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [PAYLOAD]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [{**ENTRY, "more": 1}]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [{"signature": ENTRY["signature"]}]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [{"protected": ENTRY["protected"]}]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [{**ENTRY, "signature": ""}]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [{**ENTRY, "protected": 7}]}),
        orjson.dumps({"payload": PAYLOAD, **ENTRY}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [ENTRY], "protected": ENTRY["protected"]}),
        orjson.dumps({"payload": PAYLOAD, "signatures": [ENTRY], "signature": ENTRY["signature"]}),
        SEALED.body.replace(b'{"payload":', b'{"payload":"x","payload":', 1),
        SEALED.body.replace(b'"signature":', b'"signature":"x","signature":', 1),
        SEALED.body.replace(b'"payload":"{', b'"payload":"{\\"id\\":\\"x\\",', 1).replace(b"urn:epass", b"urn:\\ud800", 1),
        b"\xef\xbb\xbf" + SEALED.body,
        b'{"payload":"' + b"x" * MAX_SEALED_BYTES + b'"}',
    ],
)
def test_another_form_of_file_is_refused(body: bytes) -> None:
    for read in (jades.read_seal, jades.read_seals):
        with pytest.raises((MalformedProof, DocumentError)):
            read(body)


def test_a_name_that_stands_twice_in_the_document_is_refused() -> None:
    with pytest.raises(DocumentError):
        jades.read_seal(resealed(payload='{"a":1,"a":2}').body)


def test_seals_of_two_kinds_of_payload_do_not_stand_together() -> None:
    with pytest.raises(MalformedProof, match="one b64"):
        jades.read_seals(file_of(PAYLOAD, ENTRY, entry_of(resealed(encodes=True, b64=..., crit=...))).body)


@FEW
@given(st.sampled_from(["alg", "typ", "x5c", "x5t__S256", "kid", "b64", "iat", "sigT", "crit", "adoTst", "x5t__o", "sigD"]), JSON)
def test_any_header_is_read_or_refused(name: str, value: Any) -> None:
    tried(resealed(**{name: value}))


@FEW
@given(st.sampled_from(["sigTst", "xVals", "rVals", "tstVD", "axVals", "etsiU"]), JSON)
def test_any_evidence_is_read_or_refused(name: str, value: Any) -> None:
    for component in ({name: value}, value):
        tried(file_of(PAYLOAD, {**ENTRY, "header": {"etsiU": [component]}}))
    tried(file_of(PAYLOAD, {**ENTRY, "header": value}))


@FEW
@given(st.sampled_from(["payload", "signatures", "signature", "protected", "header"]), JSON)
def test_any_file_is_read_or_refused(name: str, value: Any) -> None:
    tried(Secured(json.dumps({"payload": PAYLOAD, "signatures": [ENTRY], name: value}).encode(), jades.MEDIA_TYPE))
    tried(file_of(PAYLOAD, {**ENTRY, name: value}))
    tried(Secured(json.dumps(value).encode(), jades.MEDIA_TYPE))
