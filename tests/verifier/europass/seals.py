"""A small world of seals: authorities, a credential, files sealed as their maker likes, cases to judge."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from cryptography.x509.oid import NameOID

from app.crypto.encodings import encode_base64url
from app.crypto.hashes import sha256_hex
from app.crypto.signing import PrivateKeySigner
from app.model.report import Report
from app.model.seal import Anchors, OwnSeal
from app.model.secured import Algorithm, Document
from app.verifier.case import Case
from app.verifier.evidence import Fetched, OwnRecord, SealTrust
from app.verifier.forms import read_presented
from app.verifier.judge import judge
from tests.crypto.authorities import CA, NOON, TSA, Authority, Stamping, Wish, certified, stamped

ORGANISATION = "Example Performing Arts Academy"
IDENTIFIER = "VATIT-01234567890"
HOUR = timedelta(hours=1)

NAMES = (
    (NameOID.ORGANIZATION_NAME, ORGANISATION),
    (NameOID.ORGANIZATION_IDENTIFIER, IDENTIFIER),
    (NameOID.COUNTRY_NAME, "IT"),
)
ROOT = certified("Example Root", wish=CA)
AUTHORITY = certified("Example Authority for Seals", ROOT, CA)
STAMPER = certified("Example Stamper", ROOT, TSA)
LEAF = certified("Example Seal", AUTHORITY, Wish(names=NAMES))
SHORT = certified("Short Seal", AUTHORITY, Wish(end=NOON + HOUR, names=NAMES))
"""Ends an hour after noon."""

SEALS = Anchors(seals=(ROOT.der,))
STAMPS = Anchors(seals=(ROOT.der,), time_stamps=(ROOT.der,))

COUNTRY = "http://publications.europa.eu/resource/authority/country"


def concept(uri: str, scheme: str, label: str) -> Document:
    """A concept as Europass writes it."""
    return {"id": uri, "type": "Concept", "inScheme": {"id": scheme, "type": "ConceptScheme"}, "prefLabel": {"en": label}}


def _authority(name: str, code: str, label: str) -> Document:
    scheme = f"http://publications.europa.eu/resource/authority/{name}"
    return concept(f"{scheme}/{code}", scheme, label)


def _snb(name: str, code: str, label: str) -> Document:
    return concept(f"http://data.europa.eu/snb/{name}/{code}", f"http://data.europa.eu/snb/{name}/25831c2", label)


ENGLISH = _authority("language", "ENG", "English")
ITALY = _authority("country", "ITA", "Italy")
PLACE: Document = {
    "id": "urn:epass:location:1",
    "type": "Location",
    "address": [{"id": "urn:epass:address:1", "type": "Address", "countryCode": ITALY}],
}
ISSUER: Document = {
    "id": "urn:epass:org:1",
    "type": "Organisation",
    "legalName": {"en": ORGANISATION},
    "eIDASIdentifier": {"id": "urn:certificateIdentifier:1", "type": "LegalIdentifier", "notation": IDENTIFIER, "spatial": ITALY},
    "location": [PLACE],
}
PICTURE: Document = {
    "id": "urn:epass:mediaObject:1",
    "type": "MediaObject",
    "content": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
    "contentEncoding": _snb("encoding", "6146cde7dd", "base64"),
    "contentType": _authority("file-type", "PNG", "PNG"),
}
DISPLAY: Document = {
    "id": "urn:epass:displayParameter:1",
    "type": "DisplayParameter",
    "title": {"en": "Sustainable stage production"},
    "primaryLanguage": ENGLISH,
    "language": [ENGLISH],
    "individualDisplay": [
        {
            "id": "urn:epass:individualDisplay:1",
            "type": "IndividualDisplay",
            "language": ENGLISH,
            "displayDetail": [{"id": "urn:epass:displayDetail:1", "type": "DisplayDetail", "page": 1, "image": PICTURE}],
        }
    ],
}
SUBJECT: Document = {
    "id": "urn:epass:person:1",
    "type": "Person",
    "fullName": {"en": "Ada Example"},
    "hasClaim": [
        {
            "id": "urn:epass:learningAchievement:1",
            "type": "LearningAchievement",
            "title": {"en": "Sustainable stage production"},
            "awardedBy": {
                "id": "urn:epass:awardingProcess:1",
                "type": "AwardingProcess",
                "awardingDate": "2026-06-01T00:00:00Z",
                "awardingBody": [ISSUER],
            },
        }
    ],
}
LIST_URL = "https://academy.example/status/stl_1"
STATUS: Document = {
    "id": f"{LIST_URL}#5",
    "type": ["CredentialStatus", "BitstringStatusListEntry"],
    "statusPurpose": "revocation",
    "statusListIndex": "5",
    "statusListCredential": LIST_URL,
}
CREDENTIAL: Document = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
    "id": "urn:credential:11111111-2222-4333-8444-555555555555",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "credentialSchema": [{"id": "http://data.europa.eu/snb/model/ap/edc-generic-full", "type": "ShaclValidator2017"}],
    "credentialProfiles": [_snb("credential", "e34929035b", "Generic")],
    "issuer": ISSUER,
    "issuanceDate": "2026-06-15T12:00:00Z",
    "issued": "2026-06-15T12:00:00Z",
    "validFrom": "2026-06-15T12:00:00Z",
    "displayParameter": DISPLAY,
    "credentialSubject": SUBJECT,
}


def credential(**members: Any) -> Document:
    """The credential with other members; `...` takes one out."""
    return {name: value for name, value in {**CREDENTIAL, **members}.items() if value is not ...}


@dataclass(frozen=True)
class Beside:
    """What stands beside a seal: makes time-stamps over the signature, brings certificates and what is said of revocation."""

    stamps: tuple[tuple[Authority, datetime], ...] = ()
    certificates: tuple[bytes, ...] = (AUTHORITY.der,)
    crls: tuple[bytes, ...] = ()


NOTHING = Beside(certificates=())


def sealed(
    document: Document | str = CREDENTIAL,
    by: Authority = LEAF,
    beside: Beside = Beside(),
    header: Mapping[str, Any] | None = None,
) -> bytes:
    """The document sealed at noon; `header` replaces and adds members of the protected header, `...` takes one out."""
    payload = document if isinstance(document, str) else orjson.dumps(document).decode()
    protected = encode_base64url(orjson.dumps(header_of(by, header)))
    signature = encode_base64url(_signer(by).sign(f"{protected}.{payload}".encode()))
    return orjson.dumps(
        {
            "payload": payload,
            "signatures": [{"protected": protected, "header": {"etsiU": _beside(signature, beside)}, "signature": signature}],
        }
    )


def header_of(by: Authority, changes: Mapping[str, Any] | None = None) -> Document:
    """A protected header."""
    members = {
        "alg": "ES256",
        "typ": "jose+json",
        "cty": "json",
        "x5t#S256": encode_base64url(hashlib.sha256(by.der).digest()),
        "x5c": [base64.b64encode(by.der).decode()],
        "b64": False,
        "iat": int(NOON.timestamp()),
        "crit": ["b64"],
        **(changes or {}),
    }
    return {name: value for name, value in members.items() if value is not ...}


def _signer(by: Authority) -> PrivateKeySigner:
    return PrivateKeySigner("urn:seal", by.key, Algorithm.ES256)


def _beside(signature: str, beside: Beside) -> list[Document]:
    found: list[Document] = [
        {"sigTst": {"tstTokens": [{"val": _base64(stamped(signature.encode(), by, Stamping(moment)))}]}} for by, moment in beside.stamps
    ]
    if beside.certificates:
        found.append({"xVals": [{"x509Cert": {"val": _base64(each)}} for each in beside.certificates]})
    if beside.crls:
        found.append({"rVals": {"crlVals": [{"val": _base64(each)} for each in beside.crls]}})
    return found


def content_stamp(document: Document, by: Authority, moment: datetime) -> Document:
    """A header member: a time-stamp over the document alone, made before the seal."""
    token = stamped(orjson.dumps(document), by, Stamping(moment))
    return {"adoTst": {"tstTokens": [{"val": _base64(token)}]}, "crit": ["b64", "adoTst"]}


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def owned(by: Authority, issuer: str, revoked_at: datetime | None = None) -> dict[str, OwnSeal]:
    """What our register says, if the certificate is one of ours."""
    return {sha256_hex(by.der): OwnSeal(issuer, revoked_at)}


def case(
    body: bytes,
    anchors: Anchors = SEALS,
    moment: datetime = NOON,
    *,
    seals: Mapping[str, OwnSeal] | None = None,
    own: OwnRecord | None = None,
    evidence: Mapping[str, Fetched] | None = None,
) -> Case:
    """The case of that body, where these anchors count."""
    return Case(read_presented(body), moment, evidence or {}, own, seals=SealTrust(anchors, seals or {}))


def report(body: bytes, anchors: Anchors = SEALS, moment: datetime = NOON, **around: Any) -> Report:
    """The judgement on that body, where these anchors count."""
    return judge(case(body, anchors, moment, **around))
