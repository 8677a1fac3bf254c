"""Chains held against pyhanko's validator: what it takes we take, what it refuses we refuse; where we are stricter, it is said."""

import asyncio

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from app.crypto.certificate_paths import Path, build_path
from app.crypto.revocation import Revocations
from tests.crypto.authorities import CA, CERTIFYING, DAY, NOON, Authority, Wish, certified, listed

ROOT = certified("Root", wish=CA)
SUB = certified("Sub", ROOT, CA)
LEAF = certified("Leaf", SUB)
NARROW = certified("Narrow", ROOT, Wish(usages=CERTIFYING, is_authority=True, path_length=0))
UNKNOWN = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)
NO_REVOCATIONS = Revocations()


def both(leaf: Authority, others: tuple[Authority, ...], anchor: Authority, revocations: Revocations = NO_REVOCATIONS) -> tuple[bool, bool]:
    """Whether a chain holds at noon, as we say and as pyhanko says."""
    ours = build_path(leaf.der, tuple(each.der for each in others), (anchor.der,), NOON, revocations)
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(anchor.der)],
        other_certs=[asn1.Certificate.load(each.der) for each in others],
        moment=NOON,
        allow_fetching=False,
        revocation_mode="require" if revocations.crls else "soft-fail",
        crls=list(revocations.crls),
    )
    validator = CertificateValidator(asn1.Certificate.load(leaf.der), validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
    except (PathBuildingError, PathValidationError):
        return isinstance(ours, Path), False
    return isinstance(ours, Path), True


def under(authority: Authority, wish: Wish = CA) -> tuple[Authority, Authority]:
    """An authority and a leaf under another."""
    sub = certified("Sub", authority, wish)
    return sub, certified("Leaf", sub)


def test_a_chain_holds_for_both() -> None:
    assert both(LEAF, (SUB,), ROOT) == (True, True)
    assert both(LEAF, (), SUB) == (True, True)
    assert both(certified("Leaf", ROOT, Wish(usages=None, is_authority=None)), (), ROOT) == (True, True)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(usages=CERTIFYING, is_authority=True, begin=NOON + DAY),
        Wish(usages=CERTIFYING, is_authority=True, end=NOON - DAY),
        Wish(usages=CERTIFYING, is_authority=False),
        Wish(is_authority=True),
        Wish(usages=CERTIFYING, is_authority=True, extensions=(UNKNOWN,)),
    ],
)
def test_an_authority_that_is_unfit_is_so_for_both(wish: Wish) -> None:
    sub, leaf = under(ROOT, wish)

    assert both(leaf, (sub,), ROOT) == (False, False)


def test_a_chain_that_is_broken_is_so_for_both() -> None:
    forged = certified("Root", wish=CA, key=ec.derive_private_key(7, ec.SECP256R1()))
    sub, leaf = under(NARROW)

    assert both(LEAF, (), ROOT) == (False, False)
    assert both(certified("Leaf", forged), (), ROOT) == (False, False)
    assert both(leaf, (sub, NARROW), ROOT) == (False, False)
    assert both(certified("Leaf", ROOT, Wish(extensions=(UNKNOWN,))), (), ROOT) == (False, False)


@pytest.mark.parametrize("revoked", [False, True])
def test_what_lists_say_is_one_for_both(revoked: bool) -> None:  # noqa: FBT001
    entries = [(LEAF, NOON - DAY)] if revoked else []
    evidence = Revocations(crls=(listed(ROOT), listed(SUB, *entries)))

    assert both(LEAF, (SUB,), ROOT, evidence) == (not revoked, not revoked)


def test_an_anchor_binds_us_by_what_it_says_of_itself_too() -> None:
    narrow = certified("Alone", wish=Wish(usages=CERTIFYING, is_authority=True, path_length=0))
    sub, leaf = under(narrow)

    assert both(leaf, (sub,), narrow) == (False, True)
