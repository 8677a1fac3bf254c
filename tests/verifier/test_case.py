"""What evidence a case wants: named by the core, at most four addresses in all, and none for what fails without."""

from typing import Any

import orjson
import pytest

from app.model.secured import Document
from app.verifier.case import MOST_ADDRESSES, Address, Fetched, Purpose
from app.verifier.kinds import consulted, still_wanted
from tests.fakes import SignerInMemory
from tests.verifier.test_check_3_issuer_key import BY_DID_KEY, HTTPS_ISSUER, KEY_URL, jwt_with, key_only
from tests.verifier.world import (
    BADGE,
    ISSUER,
    ISSUER_URL,
    LIST_URL,
    RSA_SIGNER,
    SIGNER,
    STATUS,
    World,
    a_list,
    answered,
    badge,
    evidence,
    keys_document,
    signed,
    signed_jwt,
    silent,
    tampered,
    world,
)

KEYS, LIST = Address(ISSUER_URL, Purpose.CONTROLLER), Address(LIST_URL, Purpose.STATUS_LIST)
NOWHERE = World({})


def wanted(body: bytes, known: dict[str, Fetched] | None = None) -> tuple[Address, ...]:
    return still_wanted(World(known or {}).case(body))


def lists(number: int) -> list[Document]:
    return [{**STATUS, "statusListCredential": f"https://issuer.example/status/{each}"} for each in range(number)]


def in_rounds(body: bytes, answers: dict[str, Fetched]) -> list[list[str]]:
    """What is wanted, round by round, while everything is answered."""
    rounds, known = [], dict[str, Fetched]()
    while addresses := wanted(body, known):
        rounds.append([address.url for address in addresses])
        known |= {address.url: answers.get(address.url, silent(address.url)) for address in addresses}
    return rounds


def test_keys_and_lists_are_wanted_in_one_round() -> None:
    assert wanted(signed()) == (KEYS, LIST)


def test_with_all_evidence_nothing_more_is_wanted() -> None:
    assert wanted(signed(), evidence()) == ()


def test_an_address_that_did_not_answer_is_not_asked_again() -> None:
    assert wanted(signed(), {ISSUER_URL: silent(ISSUER_URL), LIST_URL: silent(LIST_URL)}) == ()


@pytest.mark.parametrize(
    "answer", [silent(ISSUER_URL), answered(ISSUER_URL, b"{}"), answered(ISSUER_URL, {**keys_document(), "assertionMethod": []})]
)
def test_without_the_issuers_key_no_list_is_wanted(answer: Fetched) -> None:
    assert wanted(signed(), {ISSUER_URL: answer}) == ()


def test_a_did_key_wants_nothing_for_its_key() -> None:
    status = {**STATUS, "statusListCredential": "https://lists.example/1"}

    assert wanted(signed(key_only(), BY_DID_KEY)) == ()
    assert [address.url for address in wanted(signed({**key_only(), "credentialStatus": status}, BY_DID_KEY))] == [
        "https://lists.example/1"
    ]


def test_an_https_issuer_is_asked_at_its_own_address() -> None:
    body = signed(key_only(HTTPS_ISSUER), SignerInMemory(f"{HTTPS_ISSUER}#1"))

    assert wanted(body) == (Address(HTTPS_ISSUER, Purpose.CONTROLLER),)


@pytest.mark.parametrize(
    "body",
    [
        signed(BADGE, BY_DID_KEY),
        signed(BADGE, SignerInMemory("did:web:another.example#1")),
        signed(key_only("urn:uuid:1"), SignerInMemory("urn:uuid:1#1")),
        tampered(signed(), proof=...),
        tampered(signed(), proof=None),
        tampered(signed(), issuer=...),
        signed()[:-1],
        orjson.dumps(badge(proof=[{}] * 9)),
    ],
)
def test_what_fails_or_stays_unknown_without_evidence_wants_none(body: bytes) -> None:
    assert wanted(body) == ()


def test_a_document_given_under_the_did_is_not_asked_for() -> None:
    given = {ISSUER: answered(ISSUER, keys_document())}

    assert wanted(signed(), given) == (LIST,)
    assert [source.url for source in World(given).report(signed()).sources] == [ISSUER]


def test_a_key_that_is_listed_by_its_address_alone_is_wanted_in_the_next_round() -> None:
    document = {**keys_document(SIGNER.public_key), "assertionMethod": [KEY_URL]}
    answers = evidence(answered(ISSUER_URL, document), answered(KEY_URL, dict(RSA_SIGNER.jwk)))

    assert in_rounds(jwt_with({"kid": KEY_URL}), answers) == [[ISSUER_URL, LIST_URL], [KEY_URL]]


def test_the_key_of_a_list_is_wanted_when_the_list_is_there() -> None:
    document = keys_document(SIGNER.public_key)
    document["assertionMethod"].append(KEY_URL)
    by_url = SignerInMemory(KEY_URL, algorithm=RSA_SIGNER.algorithm, controller=ISSUER)
    answers = evidence(
        answered(ISSUER_URL, document), answered(LIST_URL, signed_jwt(a_list(), by_url)), answered(KEY_URL, dict(by_url.jwk))
    )

    assert in_rounds(signed(), answers) == [[ISSUER_URL, LIST_URL], [KEY_URL]]
    assert World(answers).report(signed()).verdict == "valid"


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_no_case_wants_more_than_four_addresses(number: int) -> None:
    document = {**keys_document(SIGNER.public_key), "assertionMethod": [KEY_URL]}
    claims = badge(credentialStatus=lists(number), type=["VerifiableCredential"])
    body = signed_jwt(claims, SignerInMemory(KEY_URL, algorithm=RSA_SIGNER.algorithm))

    rounds = in_rounds(body, {ISSUER_URL: answered(ISSUER_URL, document)})

    asked = [url for each in rounds for url in each]
    assert len(asked) == len(set(asked)) <= MOST_ADDRESSES == 4
    assert asked[0] == ISSUER_URL


@pytest.mark.parametrize("entries", [{**STATUS, "statusPurpose": "new"}, {**STATUS, "type": "New"}, {**STATUS, "statusListIndex": "x"}, 7])
def test_a_list_that_would_not_help_is_not_wanted(entries: Any) -> None:
    assert wanted(signed_jwt(badge(credentialStatus=entries, type=["VerifiableCredential"]))) == (KEYS,)


def test_a_list_that_is_named_twice_is_wanted_once() -> None:
    body = signed_jwt(badge(credentialStatus=[STATUS, {**STATUS, "statusPurpose": "suspension"}], type=["VerifiableCredential"]))

    assert wanted(body) == (KEYS, LIST)


def test_an_address_that_is_named_as_a_list_too_is_asked_as_a_place_of_keys() -> None:
    body = signed_jwt(badge(credentialStatus={**STATUS, "statusListCredential": ISSUER_URL}))

    assert wanted(body) == (KEYS,)


def test_rubbish_in_place_of_a_list_wants_nothing_more() -> None:
    assert wanted(signed(), evidence(answered(LIST_URL, b"<html>"))) == ()


def test_sources_are_what_was_consulted_and_nothing_else() -> None:
    others = answered("https://elsewhere.example/", b"{}")

    case = world(others).case(signed())

    assert [fetched.url for fetched in consulted(case)] == [ISSUER_URL, LIST_URL]


def test_a_source_tells_its_age_and_where_it_came_from() -> None:
    source = world().report(signed()).sources[0]

    assert (source.url, source.origin) == (ISSUER_URL, "network")
    assert source.fetched_at == evidence()[ISSUER_URL].fetched_at


def test_a_new_case_has_no_evidence() -> None:
    case = NOWHERE.case(signed())

    assert case.own is None
    assert consulted(case) == ()
