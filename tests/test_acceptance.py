"""What we issue is genuine everywhere, and no change to it goes unnoticed: files of the running service, judged by others and by us."""

import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.verifier import OB3Verifier
from openvc.proof.data_integrity import DataIntegrityProofSuite

from app.cli.demo import CATALOGUES
from app.cli.opening import opened
from app.config import Settings
from app.crypto.encodings import decode_base64url, encode_base64url
from app.dids.verification_methods import keys_in
from app.main import application
from app.model.secured import Document
from app.schemas.contexts import context_document
from app.services.prepare_demo import ACHIEVEMENT, prepare_demo
from tests.proofs.examples import changed, leaves

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wants another httpx than the one that we ship
    from starlette.testclient import TestClient

ROOT = Path(__file__).resolve().parent.parent
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LEARNER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
ORDER = {
    "achievement": ACHIEVEMENT,
    "recipient": {"name": "Ada Example", "email": "ada@example.org", "external_id": "42", "did": LEARNER},
    "source_ref": "moodle:course:7:user:42",
    "results": [{"value": "passed", "status": "Completed"}],
}

Change = Callable[[Document], Any]


@dataclass(frozen=True)
class Issued:
    """A credential that the service issued, as its files, and the service."""

    http: TestClient
    jsonld: bytes
    jwt: str

    @property
    def document(self) -> Document:
        """A fresh copy of the signed document."""
        read: Document = json.loads(self.jsonld)
        return read

    def said(self, path: str) -> Any:
        """What the service publishes there."""
        answer = self.http.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def report(self, body: bytes | str, media_type: str = "application/json") -> dict[str, Any]:
        """The service's report on what anybody hands in."""
        answer = self.http.post("/v1/verifications", content=body, headers={"Content-Type": media_type})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issued]:
    """A credential of the demo's first achievement, with everything that it can say."""
    folder = tmp_path_factory.mktemp("acceptance")
    with opened(Settings(var_dir=folder / "var", keys_dir=folder / "keys")) as installation:
        made = prepare_demo(installation, (ROOT / "catalogue" / CATALOGUES[0],), folder / "var" / "demo.json", lambda _: None)
        http = TestClient(application(installation), base_url=made.base_url)
        answer = http.post("/v1/credentials", json=ORDER, headers={"Authorization": f"Bearer {made.api_key}", "Idempotency-Key": "1"})
        assert answer.status_code == 201, answer.text
        links = answer.json()["links"]
        yield Issued(http, http.get(links["ob3_jsonld"]).content, http.get(links["ob3_jwt"]).text)


def states(report: dict[str, Any]) -> dict[int, str]:
    return {check["number"]: check["state"] for check in report["checks"]}


# others judge it


def test_our_data_integrity_proof_verifies_in_openvc_with_the_key_that_we_publish(issued: Issued) -> None:
    document = issued.document
    method = document["proof"]["verificationMethod"]
    key = keys_in(issued.said("/issuers/inspire-demo/did.json"))[method]

    theirs = DataIntegrityProofSuite().verify(
        document, public_key_jwk=dict(key.jwk), extra_contexts={OB_CONTEXT: context_document(OB_CONTEXT)}
    )

    assert theirs.issuer == document["issuer"]["id"]


def test_our_jwt_verifies_in_openbadgeslib_with_the_key_that_its_header_names(issued: Issued) -> None:
    header = json.loads(decode_base64url(issued.jwt.split(".", 1)[0]))
    jwk = issued.said(httpx.URL(header["kid"]).path)
    exponent, modulus = (int.from_bytes(decode_base64url(jwk[name]), "big") for name in ("e", "n"))
    pem = RSAPublicNumbers(exponent, modulus).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    theirs = OB3Verifier(pem).verify(issued.jwt, expected_recipient=LEARNER)

    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    assert theirs.issuer.id == issued.document["issuer"]["id"]
    assert theirs.achievement.name.startswith("TEST")


# we judge it


def test_both_files_are_valid_here_and_say_the_same(issued: Issued) -> None:
    by_json, by_jwt = issued.report(issued.jsonld), issued.report(issued.jwt, "text/plain")

    assert (by_json["verdict"], by_jwt["verdict"]) == ("valid", "valid")
    assert (by_json["securing"], by_jwt["securing"]) == ("eddsa-rdfc-2022", "jwt RS256")
    assert by_json["credential_view"] == by_jwt["credential_view"]
    assert states(by_json) == dict.fromkeys(range(1, 7), "passed") | {7: "not_applicable"}


def achievement(document: Document) -> Document:
    found: Document = document["credentialSubject"]["achievement"]
    return found


def alignment(document: Document, kind: str) -> Document:
    return next(each for each in achievement(document)["alignment"] if kind in each["targetType"])


def another_key(document: Document) -> str:
    """A key that the issuer does not list, named by its fragment: a name, and no proof."""
    return f"{document['issuer']['id']}#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


CHANGES: dict[str, tuple[Change, int]] = {
    "title": (lambda it: it.update(name="TEST · Something else"), 4),
    "achievement's title": (lambda it: achievement(it).update(name="TEST · Something else"), 4),
    "learner's name": (lambda it: it["credentialSubject"]["identifier"][0].update(identityHash="Eve Example"), 4),
    "learner's identifier": (lambda it: it["credentialSubject"].update(id="did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"), 4),
    "EQF level": (lambda it: alignment(it, "QualificationFrameworkLevel").update(targetCode="8"), 4),
    "EQF level taken out": (lambda it: achievement(it)["alignment"].remove(alignment(it, "QualificationFrameworkLevel")), 4),
    "credits": (lambda it: achievement(it).update(creditsAvailable=60), 4),
    "result": (lambda it: it["credentialSubject"]["result"][0].update(value="with distinction"), 4),
    "issuer's name": (lambda it: it["issuer"].update(name="Another University"), 4),
    "added member that the context defines": (lambda it: achievement(it).update(inLanguage="el"), 4),
    "added member that no context defines": (lambda it: it.update(decoration="unsigned"), 4),
    "added type": (lambda it: it["type"].append("EndorsementCredential"), 4),
    "type taken out": (lambda it: it["type"].remove("OpenBadgeCredential"), 4),
    "achievement's type": (lambda it: achievement(it).update(type=["Profile"]), 2),
    "start": (lambda it: it.update(validFrom="2020-01-01T00:00:00Z"), 4),
    "added end": (lambda it: it.update(validUntil="2999-01-01T00:00:00Z"), 4),
    "status list": (lambda it: it["credentialStatus"].update(statusListCredential=f"{it['credentialStatus']['statusListCredential']}0"), 4),
    "place on the status list": (lambda it: it["credentialStatus"].update(statusListIndex="1"), 4),
    "status taken out": (lambda it: it.pop("credentialStatus"), 4),
    "moment of the proof": (lambda it: it["proof"].update(created="2020-01-01T00:00:00Z"), 4),
    "signature cut": (lambda it: it["proof"].update(proofValue=it["proof"]["proofValue"][:-1]), 4),
    "signature emptied": (lambda it: it["proof"].update(proofValue=""), 4),
    "purpose of the proof": (lambda it: it["proof"].update(proofPurpose="authentication"), 4),
    "proof taken out": (lambda it: it.pop("proof"), 4),
    "key that the issuer does not list": (lambda it: it["proof"].update(verificationMethod=another_key(it)), 3),
    "key of somebody else": (lambda it: it["proof"].update(verificationMethod=f"{LEARNER}#{LEARNER[8:]}"), 3),
    "issuer": (lambda it: it["issuer"].update(id=LEARNER), 3),
    "issuer taken out": (lambda it: it.pop("issuer"), 2),
    "subject emptied": (lambda it: it.update(credentialSubject={}), 2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_fails_at_the_check_that_is_for_it(issued: Issued, change: str) -> None:
    document = issued.document
    make, number = CHANGES[change]
    make(document)
    assert document != issued.document

    report = issued.report(json.dumps(document))

    assert report["verdict"] == "not_valid"
    assert states(report)[number] == "failed"
    assert min(each for each, state in states(report).items() if state == "failed") == number
    assert report.get("credential_view") is None


def test_the_two_names_that_open_badges_has_for_one_type_are_the_same_claim(issued: Issued) -> None:
    document = issued.document
    document["type"] = ["VerifiableCredential", "AchievementCredential"]

    assert issued.report(json.dumps(document))["verdict"] == "valid"


@pytest.mark.parametrize("context", ["https://example.org/made-up/v1", {"name": "https://example.org/other"}])
def test_a_context_that_is_unknown_here_is_never_valid(issued: Issued, context: Any) -> None:
    document = issued.document
    document["@context"].append(context)

    report = issued.report(json.dumps(document))

    assert report["verdict"] in {"cannot_tell", "not_valid"}
    assert states(report)[1] == "unknown"
    assert report.get("credential_view") is None


def test_a_member_that_stands_twice_is_refused_as_unreadable(issued: Issued) -> None:
    twice = issued.jsonld.replace(b'{"@context"', b'{"name":"TEST","@context"', 1)
    assert twice != issued.jsonld

    report = issued.report(twice)

    assert (report["verdict"], states(report)[1]) == ("not_valid", "failed")


def test_no_change_of_any_single_text_is_valid(issued: Issued) -> None:
    for path in leaves(issued.document):
        report = issued.report(json.dumps(changed(issued.document, path, "https://changed.example/")))
        assert report["verdict"] != "valid", path


JWT_CHANGES: dict[str, tuple[Callable[[Document, Document], Any], int]] = {
    "title": (lambda _, claims: claims.update(name="TEST · Something else"), 4),
    "added member": (lambda _, claims: claims.update(decoration="unsigned"), 4),
    "date": (lambda _, claims: claims.update(nbf=1), 4),
    "issuer of the claims": (lambda _, claims: claims.update(iss=LEARNER), 4),
    "no algorithm": (lambda header, _: header.update(alg="none"), 4),
    "secret instead of a key": (lambda header, _: header.update(alg="HS256"), 4),
    "another algorithm of the key": (lambda header, _: header.update(alg="PS256"), 4),
    "key that the issuer does not list": (lambda header, _: header.update(kid=f"{header['kid']}0"), 3),
    "key of somebody else": (lambda header, _: header.update(kid=f"{LEARNER}#{LEARNER[8:]}"), 3),
}


@pytest.mark.parametrize("change", JWT_CHANGES)
def test_each_change_to_the_jwt_is_noticed(issued: Issued, change: str) -> None:
    *parts, signature = issued.jwt.split(".")
    header, claims = (json.loads(decode_base64url(part)) for part in parts)
    make, number = JWT_CHANGES[change]
    make(header, claims)
    parts = [encode_base64url(json.dumps(part).encode()) for part in (header, claims)]

    report = issued.report(".".join([*parts, signature]), "text/plain")

    assert report["verdict"] in {"not_valid", "cannot_tell"}
    assert states(report)[number] in {"failed", "unknown"}
    assert report.get("credential_view") is None


def test_a_jwt_whose_signature_was_cut_is_not_valid(issued: Issued) -> None:
    for cut in (issued.jwt[:-2], issued.jwt.rpartition(".")[0] + "."):
        assert issued.report(cut, "text/plain")["verdict"] == "not_valid"
