"""What the files of a credential cost: `python -m benchmarks.europass`. Of each: what is cryptography, what sets type, what is ours.

The sample's five-module certification in all its languages, by processor time, medians of one run; each file beside the badge that is
signed at issue. Below: our rules and pyshacl with the official shapes on the same document, where ../shared has them.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import orjson
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from app.baking.pdf_signing import PdfSeal, sign_pdf
from app.baking.picture import BadgeKind
from app.baking.png import bake as bake_png
from app.baking.svg import bake as bake_svg
from app.crypto.keys import PrivateKeyObject, multikey, public_jwk
from app.crypto.self_signed import self_signed
from app.crypto.signing import PrivateKeySigner
from app.issuers import europass, open_badges
from app.issuers.credential_format import Sealing
from app.model.award import Award
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.render import Attachment, Certificate, certificate_of, render_pdf, render_png, render_svg
from app.schemas import elm
from tests.awards import NOON
from tests.europass import SUBJECT, certification

ROUNDS = 9
REPEATS = 5
_PAGE = "https://badges.example.org/verify"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a file costs in milliseconds: in all, and of that the cryptography and the setting of type alone."""

    name: str
    whole: float
    cryptography: float
    setting: float = 0.0

    @property
    def ours(self) -> float:
        """The part of the whole that is neither."""
        return max(0.0, 1 - (self.cryptography + self.setting) / self.whole)


@dataclass(frozen=True, slots=True)
class Seal:
    """A key that seals, and its certificate (DER)."""

    signer: PrivateKeySigner
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Stock:
    """What all files are made from: the award, its certificates by language, what is sealed, and the signed badge."""

    award: Award
    certificates: dict[str, Certificate]
    sealing: Sealing
    badge: bytes


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median of the processor time that `work` takes."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REPEATS):
            work()
        found.append((time.process_time() - start) / REPEATS)
    return statistics.median(found) * 1_000


def costs() -> Iterator[Cost]:
    """Yield what each file costs; the badge that is signed at issue is the first."""
    award = certification()
    certificates = {language: certificate_of(award, language, verify_url=_PAGE) for language in europass.languages_of(award)}
    sealing = Sealing(NOON, SUBJECT, {language: render_png(each) for language, each in certificates.items()})
    stock = Stock(award, certificates, sealing, signed_badge(award))
    yield Cost("ob3-jsonld", milliseconds(partial(signed_badge, award)), milliseconds(partial(BADGE_KEY.sign, bytes(64))))
    seals = {
        "edc, RS256 (3072 bits)": seal_of(rsa.generate_private_key(65_537, 3_072), Algorithm.RS256),
        "edc, ES256": seal_of(ec.generate_private_key(ec.SECP256R1()), Algorithm.ES256),
    }
    for name, seal in seals.items():
        yield edc_cost(name, stock, seal)
    yield pdf_cost(stock, seals["edc, ES256"])
    yield picture_cost("png", stock, render_png, bake_png)
    yield picture_cost("svg", stock, render_svg, bake_svg)


def signed_badge(award: Award) -> bytes:
    """Return the badge as it is signed at issue."""
    return suite_named("eddsa-rdfc-2022").secure(open_badges.build(award), BADGE_KEY, SecureOptions(moment=NOON)).body


def edc_cost(name: str, stock: Stock, seal: Seal) -> Cost:
    """Return what a sealed credential costs: a picture in each language, building, judging by our rules, sealing."""
    suite, options = suite_named("jades", seal.signer.algorithm), SecureOptions(moment=NOON, certificates=(seal.certificate,))
    payload = orjson.dumps(europass.build(stock.award, stock.sealing))

    def rest() -> bytes:
        document = europass.build(stock.award, stock.sealing)
        if elm.faults(document):
            raise AssertionError("expected a credential without faults")
        return suite.secure(document, seal.signer, options).body

    setting = milliseconds(lambda: [render_png(each) for each in stock.certificates.values()])
    return Cost(name, setting + milliseconds(rest), milliseconds(partial(seal.signer.sign, payload)), setting)


def pdf_cost(stock: Stock, seal: Seal) -> Cost:
    """Return what a signed PDF costs that carries the badge."""
    certificate, attached = (
        next(iter(stock.certificates.values())),
        (Attachment("ob3.json", "application/vc", stock.badge, "Open Badges 3.0"),),
    )
    pdf, how = render_pdf(certificate, attached), PdfSeal((seal.certificate,), NOON)
    setting = milliseconds(partial(render_pdf, certificate, attached))
    whole = setting + milliseconds(partial(sign_pdf, pdf, seal.signer, how))
    return Cost("pdf", whole, milliseconds(partial(seal.signer.sign, pdf)), setting)


def picture_cost(name: str, stock: Stock, render: Callable[[Certificate], bytes], bake: Callable[[bytes, str, BadgeKind], bytes]) -> Cost:
    """Return what a picture costs that the badge is baked into."""
    certificate = next(iter(stock.certificates.values()))
    setting = milliseconds(partial(render, certificate))
    baking = milliseconds(partial(bake, render(certificate), stock.badge.decode(), BadgeKind.OPEN_BADGES_3))
    return Cost(name, setting + baking, 0.0, setting)


def seal_of(key: PrivateKeyObject, algorithm: Algorithm) -> Seal:
    """Return a seal that vouches for itself."""
    signer = PrivateKeySigner("urn:example:seal", key, algorithm)
    return Seal(signer, self_signed(signer, public_jwk(key), SUBJECT, serial=1))


def _badge_key() -> PrivateKeySigner:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    did = f"did:key:{multikey(public_jwk(key))}"
    return PrivateKeySigner(f"{did}#{multikey(public_jwk(key))}", key, Algorithm.EDDSA)


BADGE_KEY = _badge_key()


def show_files() -> None:
    """Print what each file costs."""
    print(f"{'file':28}{'ms':>9}{'badges':>9}{'crypto ms':>11}{'type ms':>9}{'ours':>7}")
    badge = None
    for cost in costs():
        badge = badge or cost.whole
        print(f"{cost.name:28}{cost.whole:9.2f}{cost.whole / badge:9.1f}{cost.cryptography:11.2f}{cost.setting:9.2f}{cost.ours:7.0%}")


if __name__ == "__main__":
    show_files()
