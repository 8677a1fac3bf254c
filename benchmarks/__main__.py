"""`make bench`: prints medians of an interleaved run, and each as a ratio to the first line.

Machines are noisy: only ratios inside one run count. Nothing here is a test; nothing here asserts on time.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openvc.keys import Ed25519SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite

from app.crypto.canonical import canonical_nquads
from app.crypto.keys import multikey, public_jwk
from app.crypto.signing import PrivateKeySigner
from app.issuers.open_badges import OPEN_BADGES
from app.model.award import Award, Recipient, StatusEntry
from app.model.issuer import IssuerProfile, Mode
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.schemas.catalogue import read_catalogue
from app.schemas.contexts import context_document

ROUNDS = 7
SECONDS = 0.4
MOMENT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue" / "inspire.yaml"


def sample_award() -> Award:
    """Return an award of the sample catalogue's first module."""
    catalogue = read_catalogue(CATALOGUE.read_text(encoding="utf-8"), CATALOGUE.name)
    entry = catalogue.achievements[0]
    organisation = next(each for each in catalogue.organisations if each.slug == entry.achievement.awarding_body)
    base = "https://credentials.example.org"
    return Award(
        credential_url=f"{base}/c/0123456789abcdefghijkl",
        achievement_url=f"{base}/achievements/{entry.achievement.slug}/v1",
        achievement=replace(entry.achievement, has_part=(), is_part_of=()),
        issuer=IssuerProfile("did:web:credentials.example.org:issuers:demo", "demo", Mode.TEST, organisation),
        recipient=Recipient("Ada Example", "ada@example.org"),
        awarded_at=MOMENT,
        valid_from=MOMENT,
        status=StatusEntry(f"{base}/status/1", 4711),
        identity_salt="00" * 16,
        credits_earned=Decimal(2),
    )


def contestants() -> dict[str, Callable[[], object]]:
    """Return what is measured, by name; the first is what all others are compared with."""
    private = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    jwk = public_jwk(private.public_key())
    award = sample_award()
    method = f"{award.issuer.did}#{multikey(jwk)}"
    signer = PrivateKeySigner(method, private, Algorithm.EDDSA)
    suite, options = suite_named("eddsa-rdfc-2022"), SecureOptions(moment=MOMENT)
    document = OPEN_BADGES.build(award)
    secured = suite.secure(document, signer, options)
    keys = {method: signer.public_key(award.issuer.did)}
    theirs, their_key = DataIntegrityProofSuite(), Ed25519SigningKey(private, method)
    signed = orjson.loads(secured.body)
    contexts = {url: context_document(url) for url in document["@context"][1:]}
    badges = OB3LdpVerifier(private.public_key())
    unlisted = orjson.loads(suite.secure({k: v for k, v in document.items() if k != "credentialStatus"}, signer, options).body)
    return {
        "sign eddsa-rdfc-2022": lambda: suite.secure(document, signer, options),
        "  openvc-core": lambda: theirs.add_proof(
            document, signing_key=their_key, verification_method=method, created=MOMENT, extra_contexts=contexts
        ),
        "verify eddsa-rdfc-2022": lambda: suite.verify(secured, keys),
        "  openvc-core ": lambda: theirs.verify(signed, public_key_jwk=dict(jwk), now=MOMENT, extra_contexts=contexts),
        "  openbadgeslib": lambda: badges.verify(unlisted),
        "canonicalise": lambda: canonical_nquads(document),
        "build": lambda: OPEN_BADGES.build(award),
        "validate": lambda: OPEN_BADGES.faults(document),
    }


def rate(work: Callable[[], object]) -> float:
    """Return how often a second `work` runs."""
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        work()
        count += 1
    return count / (time.perf_counter() - start)


def main() -> None:
    """Run every contestant in turn, several rounds, and print medians."""
    runners = contestants()
    rates: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(ROUNDS):
        for name, work in runners.items():
            rates[name].append(rate(work))
    first = next(iter(rates.values()))
    print(f"{'':26}{'per second':>12}{'ratio':>9}   (median of {ROUNDS} rounds)")
    for name, found in rates.items():
        ratio = statistics.median(one / base for one, base in zip(found, first, strict=True))
        print(f"{name:26}{statistics.median(found):12.1f}{ratio:9.2f}")


if __name__ == "__main__":
    main()
