"""Chains of certificates: for the one way to hold, the ways to fail."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.crypto.certificate_paths import LONGEST_PATH, MOST_INTERMEDIATES, MOST_SIGNATURES, Path, PathTrouble, build_path
from app.crypto.revocation import Revocations, Standing
from app.errors import MalformedCertificate
from tests.crypto.authorities import CA, CERTIFYING, DAY, NOON, YEAR, Authority, Wish, answered, certified, listed

ROOT = certified("Root", wish=CA)
SUB = certified("Sub", ROOT, CA)
LEAF = certified("Leaf", SUB)
STRANGER = certified("Stranger", wish=CA)


def path_of(*others: Authority, leaf: Authority = LEAF, anchor: Authority = ROOT) -> Path | PathTrouble:
    return build_path(leaf.der, tuple(each.der for each in others), (anchor.der,), NOON)


def test_a_leaf_leads_to_its_root() -> None:
    path = path_of(SUB)

    assert path == Path((LEAF.der, SUB.der, ROOT.der), (Standing.UNKNOWN, Standing.UNKNOWN))
    assert isinstance(path, Path)
    assert path.anchor == ROOT.der
    assert not path.is_unrevoked


def test_an_intermediate_may_be_the_anchor() -> None:
    assert path_of(anchor=SUB) == Path((LEAF.der, SUB.der), (Standing.UNKNOWN,))


def test_a_certificate_that_vouches_for_itself_may_be_the_anchor() -> None:
    alone = certified("Alone")

    assert path_of(leaf=alone, anchor=alone) == Path((alone.der,), ())


def test_nothing_leads_where_there_is_no_anchor() -> None:
    assert build_path(LEAF.der, (SUB.der, ROOT.der), (), NOON) is PathTrouble.NO_ANCHOR


@pytest.mark.parametrize("others", [(), (ROOT,), (STRANGER,)])
def test_nothing_leads_over_a_gap(others: tuple[Authority, ...]) -> None:
    assert path_of(*others) is PathTrouble.NO_ANCHOR


def test_a_certificate_with_the_roots_name_and_another_key_is_not_the_root() -> None:
    forged = certified("Root", wish=CA, key=ec.derive_private_key(7, ec.SECP256R1()))

    assert path_of(leaf=certified("Leaf", forged)) is PathTrouble.NO_ANCHOR
    assert path_of(forged, leaf=certified("Leaf", forged)) is PathTrouble.NO_ANCHOR


def test_what_cannot_be_read_is_passed_over() -> None:
    assert isinstance(build_path(LEAF.der, (b"", b"0\x03abc", SUB.der[:-1], SUB.der), (b"junk", ROOT.der), NOON), Path)
    with pytest.raises(MalformedCertificate):
        build_path(b"junk", (), (ROOT.der,), NOON)


def test_an_issuer_that_only_seems_readable_is_passed_over() -> None:
    garbled = SUB.der.replace(bytes.fromhex("0603551d130101ff040530030101ff"), bytes.fromhex("0603551d130101ff040530030109ff"))

    assert garbled != SUB.der
    assert build_path(LEAF.der, (garbled,), (ROOT.der,), NOON) is PathTrouble.NO_ANCHOR


@pytest.mark.parametrize(
    ("wish", "trouble"),
    [
        (Wish(begin=NOON + DAY), PathTrouble.NOT_YET_VALID),
        (Wish(end=NOON - DAY), PathTrouble.EXPIRED),
        (Wish(extensions=((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b""), True),)), PathTrouble.UNFIT),
    ],
)
def test_a_leaf_counts_only_in_its_time_and_if_all_of_it_is_understood(wish: Wish, trouble: PathTrouble) -> None:
    assert path_of(SUB, leaf=certified("Leaf", SUB, wish)) is trouble


@pytest.mark.parametrize(
    ("wish", "trouble"),
    [
        (Wish(usages=CERTIFYING, is_authority=True, begin=NOON + DAY), PathTrouble.NOT_YET_VALID),
        (Wish(usages=CERTIFYING, is_authority=True, end=NOON - DAY), PathTrouble.EXPIRED),
        (Wish(usages=CERTIFYING, is_authority=False), PathTrouble.UNFIT),
        (Wish(usages=CERTIFYING, is_authority=None), PathTrouble.UNFIT),
        (Wish(is_authority=True), PathTrouble.UNFIT),
        (
            Wish(
                usages=CERTIFYING,
                is_authority=True,
                extensions=((x509.NameConstraints(None, [x509.DNSName("a.example")]), False),),
            ),
            PathTrouble.UNFIT,
        ),
    ],
)
def test_an_authority_counts_only_in_its_time_and_if_it_is_one(wish: Wish, trouble: PathTrouble) -> None:
    sub = certified("Sub", ROOT, wish)

    assert path_of(sub, leaf=certified("Leaf", sub)) is trouble


def test_an_anchor_counts_only_in_its_time() -> None:
    old = certified("Old", wish=Wish(usages=CERTIFYING, is_authority=True, end=NOON - DAY))

    assert path_of(leaf=certified("Leaf", old), anchor=old) is PathTrouble.EXPIRED


def test_an_authority_that_does_not_narrow_its_key_may_certify() -> None:
    sub = certified("Sub", ROOT, Wish(usages=None, is_authority=True))

    assert isinstance(path_of(sub, leaf=certified("Leaf", sub)), Path)


@pytest.mark.parametrize(("length", "holds"), [(None, True), (2, True), (1, True), (0, False)])
def test_only_so_many_authorities_may_stand_under_one(length: int | None, holds: bool) -> None:  # noqa: FBT001
    root = certified("Narrow", wish=Wish(usages=CERTIFYING, is_authority=True, path_length=length))
    sub = certified("Sub", root, CA)

    assert isinstance(path_of(sub, leaf=certified("Leaf", sub), anchor=root), Path) is holds


def test_an_authority_that_renewed_its_own_certificate_does_not_count_twice() -> None:
    root = certified("Narrow", wish=Wish(usages=CERTIFYING, is_authority=True, path_length=0))
    renewed = certified("Narrow", root, CA, key=ec.derive_private_key(7, ec.SECP256R1()))

    assert isinstance(path_of(renewed, leaf=certified("Leaf", renewed), anchor=root), Path)


def test_weak_keys_and_digests_do_not_count() -> None:
    small = certified("Small", SUB, key=rsa.generate_private_key(public_exponent=65_537, key_size=1_024))  # noqa: S505 - that is the point

    assert path_of(SUB, leaf=small) is PathTrouble.UNFIT
    assert path_of(SUB, leaf=certified("Leaf", SUB, Wish(digest=hashes.SHA224()))) is PathTrouble.NO_ANCHOR


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda digest: str(digest.name))
def test_keys_of_other_kinds_certify_too(digest: hashes.SHA256 | hashes.SHA384 | hashes.SHA512) -> None:
    wish = Wish(usages=CERTIFYING, is_authority=True, digest=digest)
    root = certified("RSA", wish=wish, key=rsa.generate_private_key(public_exponent=65_537, key_size=2_048))
    sub = certified("Curve", root, wish, key=ec.derive_private_key(7, ec.SECP384R1()))

    assert isinstance(path_of(sub, leaf=certified("Leaf", sub, Wish(digest=digest)), anchor=root), Path)


def test_the_way_that_holds_is_found_among_several() -> None:
    old = certified("Sub", ROOT, Wish(usages=CERTIFYING, is_authority=True, end=NOON - DAY))

    for others in ((old, SUB), (SUB, old)):
        assert path_of(*others) == Path((LEAF.der, SUB.der, ROOT.der), (Standing.UNKNOWN, Standing.UNKNOWN))
    assert path_of(old) is PathTrouble.EXPIRED


def test_the_trouble_told_is_that_of_the_first_way() -> None:
    old = certified("Sub", ROOT, Wish(usages=CERTIFYING, is_authority=True, end=NOON - DAY))
    plain = certified("Sub", ROOT, Wish(usages=CERTIFYING))

    assert path_of(old, plain) is PathTrouble.EXPIRED
    assert path_of(plain, old) is PathTrouble.UNFIT


def test_certificates_in_a_circle_lead_nowhere() -> None:
    here, there = certified("Here", certified("There"), CA), certified("There", certified("Here"), CA)

    assert path_of(here, there, leaf=certified("Leaf", here)) is PathTrouble.NO_ANCHOR


def test_a_way_that_is_too_long_is_not_gone() -> None:
    chain = [ROOT]
    for number in range(LONGEST_PATH - 2):
        chain.append(certified(f"Sub {number}", chain[-1], CA))

    assert isinstance(path_of(*chain, leaf=certified("Leaf", chain[-1])), Path)
    chain.append(certified("One more", chain[-1], CA))
    assert path_of(*chain, leaf=certified("Leaf", chain[-1])) is PathTrouble.NO_ANCHOR


def test_crossed_certificates_cost_only_so_many_signatures() -> None:
    """Twenty certificates of each of three names: 8 000 ways, none of which ends."""
    crossed = []
    for mine, its in (("A", "B"), ("B", "C"), ("C", "A")):
        crossed += [certified(mine, certified(its), Wish(usages=CERTIFYING, is_authority=True, serial=number + 1)) for number in range(20)]

    assert len(crossed) < MOST_SIGNATURES
    assert path_of(*crossed, leaf=certified("Leaf", certified("A"))) is PathTrouble.NO_ANCHOR


def test_only_so_many_intermediates_are_looked_at() -> None:
    many = [certified(f"Other {number}") for number in range(MOST_INTERMEDIATES)]

    assert isinstance(path_of(*many[1:], SUB), Path)
    assert path_of(*many, SUB) is PathTrouble.NO_ANCHOR


def test_a_revoked_leaf_or_authority_breaks_the_way() -> None:
    for revoked, by in ((LEAF, SUB), (SUB, ROOT)):
        found = Revocations(crls=(listed(by, (revoked, NOON - DAY)),))

        assert build_path(LEAF.der, (SUB.der,), (ROOT.der,), NOON, found) is PathTrouble.REVOKED
        assert isinstance(build_path(LEAF.der, (SUB.der,), (ROOT.der,), NOON - 2 * DAY, found), Path)


def test_a_way_is_unrevoked_if_somebody_says_so_of_each() -> None:
    found = Revocations(crls=(listed(ROOT),), ocsp_responses=(answered(LEAF, SUB),))
    path = build_path(LEAF.der, (SUB.der,), (ROOT.der,), NOON + timedelta(hours=1), found)

    assert isinstance(path, Path)
    assert path.standings == (Standing.GOOD, Standing.GOOD)
    assert path.is_unrevoked


def test_another_moment_another_answer() -> None:
    for moment, trouble in ((NOON - 2 * YEAR, PathTrouble.NOT_YET_VALID), (NOON + 2 * YEAR, PathTrouble.EXPIRED)):
        assert build_path(LEAF.der, (SUB.der,), (ROOT.der,), moment) is trouble
