"""What evidence an assertion wants: round by round, few addresses in all, and what the services fetch them for."""

import pytest

from app.model.secured import Document
from app.verifier.assertions.checks import MOST_ADDRESSES
from app.verifier.evidence import Address, Fetched, Purpose
from app.verifier.kinds import still_wanted
from tests.verifier.assertions.world import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    HOST,
    ID,
    ISSUER_ID,
    KEY_ID,
    LIST_ID,
    PROFILE,
    SIGNED_ASSERTION,
    SIGNING_PROFILE,
    changed,
    hosting,
    signed,
    signing,
    withdrawn,
    written,
)
from tests.verifier.world import World, silent


def rounds(body: bytes, world: World) -> list[list[str]]:
    """What is wanted, round by round, while everything is answered."""
    found: list[list[str]] = []
    known: dict[str, Fetched] = {}
    while wanted := still_wanted(World(known).case(body)):
        found.append([address.url for address in wanted])
        known |= {address.url: world.evidence.get(address.url, silent(address.url)) for address in wanted}
    return found


def test_a_hosted_assertion_is_asked_for_before_what_it_leads_to() -> None:
    assert rounds(written(ASSERTION), hosting()) == [[ID], [BADGE_ID], [ISSUER_ID]]


def test_a_signed_assertion_is_never_asked_for() -> None:
    assert rounds(signed(), signing()) == [[BADGE_ID], [ISSUER_ID], [KEY_ID, LIST_ID]]


def test_an_assertion_is_asked_for_as_one_that_nobody_stores() -> None:
    assert still_wanted(World({}).case(written(ASSERTION))) == (Address(ID, Purpose.HOSTED_ASSERTION),)


def test_what_the_address_says_leads_on_and_not_the_copy() -> None:
    copy = changed(ASSERTION, badge="https://evil.example/class")

    assert rounds(written(copy), hosting()) == [[ID], [BADGE_ID], [ISSUER_ID]]


def test_of_one_that_is_gone_the_copy_leads_on() -> None:
    assert rounds(written(ASSERTION), hosting(withdrawn())) == [[ID], [BADGE_ID], [ISSUER_ID]]


@pytest.mark.parametrize("issuer", ["urn:uuid:1", "mailto:school@example.org", 7])
def test_an_issuer_without_a_web_address_is_not_asked_for(issuer: object) -> None:
    assert rounds(written(ASSERTION), hosting(changed(BADGE_CLASS, issuer=issuer))) == [[ID], [BADGE_ID]]


@pytest.mark.parametrize("address", ["urn:uuid:1", "file:///etc/passwd", "gopher://127.0.0.1/", "data:application/json,{}", "x", 7])
def test_no_other_scheme_than_the_webs_is_ever_wanted(address: object) -> None:
    hosted = changed(ASSERTION, id=address)
    signed_one = changed(SIGNED_ASSERTION, badge=changed(BADGE_CLASS, id=address, issuer=address))

    assert rounds(written(hosted), hosting()) in ([], [[BADGE_ID], [ISSUER_ID]])
    assert rounds(signed(signed_one), signing()) == []


def test_no_case_wants_more_than_its_kind_allows() -> None:
    profile = changed(SIGNING_PROFILE, publicKey=[f"{HOST}/key/{number}" for number in range(50)])
    unnamed = changed(SIGNED_ASSERTION, verification={"type": "SignedBadge"})

    asked = [url for each in rounds(signed(unnamed), signing(profile=profile)) for url in each]

    assert len(asked) == len(set(asked)) == MOST_ADDRESSES == 6
    assert asked[-1] == LIST_ID


def test_one_address_for_everything_is_asked_once() -> None:
    circle: Document = {**ASSERTION, "badge": ID, "issuer": ID}

    assert rounds(written(circle), hosting(circle, profile=PROFILE)) == [[ID]]


def test_what_cannot_be_read_wants_nothing() -> None:
    assert rounds(written(ASSERTION)[:-1], hosting()) == []
