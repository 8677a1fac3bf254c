"""Carries awards through both envelopes: written, signed as we sign, judged as anybody does."""

from dataclasses import dataclass, replace
from functools import cache

from cryptography.x509.oid import NameOID

from app.crypto.certificates import subject_of
from app.dids.verification_methods import did_document
from app.dids.web import url_of_did
from app.issuers import europass, open_badges
from app.issuers.credential_format import Sealing
from app.model.award import Award
from app.model.report import Report
from app.model.seal import Anchors
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.verifier.case import Case, Fetched
from app.verifier.evidence import SealTrust
from app.verifier.forms import read_presented
from app.verifier.judge import judge
from tests.awards import NOON, UNIVERSITY
from tests.crypto.authorities import CA, Authority, Wish, certified
from tests.europass import PICTURE
from tests.fakes import SignerInMemory, private_key_of
from tests.verifier.world import a_list, answered, signed

BEGIN, END = NOON.replace(year=2025), NOON.replace(year=2028)
ROOT = certified("Example Root", wish=replace(CA, begin=BEGIN, end=END))
SEALER = SignerInMemory("urn:seal", algorithm=Algorithm.ES256)


@cache
def seal_of(organisation: str, identifier: str, country: str) -> Authority:
    """A seal's certificate of the sealer's key, in that name."""
    names = (
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATION_IDENTIFIER, identifier),
        (NameOID.COUNTRY_NAME, country),
    )
    return certified("Example Seal", ROOT, Wish(begin=BEGIN, end=END, names=names), key=private_key_of(algorithm=Algorithm.ES256))


@dataclass(frozen=True)
class Carried:
    """An award in one envelope: what was written, and what became of it."""

    body: bytes
    report: Report


def sealed(award: Award, *, revoked: bool = False) -> Carried:
    """The award as a European credential."""
    organisation = award.issuer.organisation
    leaf = seal_of(organisation.legal_name["en"], UNIVERSITY.eidas_id or "", organisation.country)
    pictures = dict.fromkeys(award.achievement.title, PICTURE)
    document = europass.build(award, Sealing(NOON, subject_of(leaf.der), pictures))
    assert europass.EUROPASS.faults(document) == ()
    body = suite_named("jades", Algorithm.ES256).secure(document, SEALER, SecureOptions(NOON, certificates=(leaf.der, ROOT.der))).body
    case = Case(read_presented(body), NOON, _evidence(award, revoked=revoked), seals=SealTrust(Anchors(seals=(ROOT.der,))))
    return Carried(body, judge(case))


def badge(award: Award, *, revoked: bool = False) -> Carried:
    """The award as an Open Badge."""
    document = open_badges.build(award)
    assert open_badges.OPEN_BADGES.faults(document) == ()
    body = signed(document, _signer(award))
    return Carried(body, judge(Case(read_presented(body), NOON, _evidence(award, revoked=revoked))))


def _signer(award: Award) -> SignerInMemory:
    return SignerInMemory(f"{award.issuer.did}#key-1")


def _evidence(award: Award, *, revoked: bool) -> dict[str, Fetched]:
    did, signer = award.issuer.did, _signer(award)
    indexes = (award.status.index,) if revoked else ()
    status = signed(a_list(indexes, list_url=award.status.list_url, issuer=did), signer)
    keys = did_document(did, (signer.public_key,))
    return {each.url: each for each in (answered(award.status.list_url, status), answered(url_of_did(did), keys))}
