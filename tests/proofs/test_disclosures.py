"""Digests for members and items, and back: RFC 9901 step by step."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import CredentialServiceError, DocumentError, MalformedProof, TooComplex, UnsupportedSuite
from app.model.secured import Document
from app.proofs.disclosures import MOST_DISCLOSURES, conceal, reveal
from app.schemas.strict_json import places
from tests.proofs.jwt_examples import decode, encode
from tests.proofs.sd_jwt_examples import CLAIMS, digest, disclosure, drawing

SALT = "_26bc4LT-ac6q2KI6cBW5es"
NAME = disclosure(SALT, "family_name", "Möbius")
ITEM = disclosure(SALT, "FR")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
NAMES = TEXT.filter(lambda name: name not in {"_sd", "...", "_sd_alg"})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def test_the_specifications_own_disclosure_has_its_digest() -> None:
    """RFC 9901 §4.2.3: this disclosure, which has spaces, hashes to this digest."""
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"

    revealed = reveal({"_sd": ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"]}, [text])

    assert revealed.document == {"family_name": "Möbius"}
    assert dict(revealed.ways) == {text: ("family_name",)}


def test_the_specifications_own_item_has_its_digest() -> None:
    """RFC 9901 §4.2.4.2: the digest of an item of an array."""
    text = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"

    assert reveal({"nationalities": ["DE", {"...": "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"}]}, [text]).document == {
        "nationalities": ["DE", "FR"]
    }


def test_what_is_concealed_is_there_as_a_digest_only() -> None:
    payload, disclosures = conceal(CLAIMS, ["/family_name", "/given_name", "/nationalities/1", "/address/street"], drawing())

    assert payload["_sd_alg"] == "sha-256"
    assert payload["nationalities"] == ["GB", {"...": digest(disclosures[0])}]
    assert payload["address"] == {"country": "GB", "_sd": [digest(disclosures[1])]}
    assert payload["_sd"] == sorted(digest(text) for text in disclosures[2:])
    assert {"family_name", "given_name"}.isdisjoint(payload)
    assert [decode(text)[1:] for text in disclosures] == [
        ["FR"],
        ["street", "St James's Square"],
        ["family_name", "Lovelace"],
        ["given_name", "Ada"],
    ]


def test_each_salt_is_drawn_anew() -> None:
    _, disclosures = conceal({"a": 1, "b": 1}, ["/a", "/b"], drawing())

    assert len({decode(text)[0] for text in disclosures}) == 2
    assert all(len(decode(text)[0]) == 22 for text in disclosures)


def test_nothing_concealed_leaves_the_document_as_it_is() -> None:
    assert conceal(CLAIMS, [], drawing()) == (CLAIMS, ())


def test_concealing_changes_nothing_of_the_document_handed_in() -> None:
    document: Document = {"a": {"b": [1, 2]}}

    conceal(document, ["/a/b/0", "/a"], drawing())

    assert document == {"a": {"b": [1, 2]}}


def test_what_is_concealed_within_another_is_disclosed_by_itself() -> None:
    payload, (street, address) = conceal({"address": {"street": "S", "country": "GB"}}, ["/address", "/address/street"], drawing())

    assert reveal(payload, []).document == {}
    assert reveal(payload, [address]).document == {"address": {"country": "GB"}}
    assert reveal(payload, [address, street]).document == {"address": {"street": "S", "country": "GB"}}
    with pytest.raises(MalformedProof, match="stands in the payload"):
        reveal(payload, [street])


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "/",
        "given_name",
        "x/given_name",
        "/none",
        "/nationalities/2",
        "/nationalities/-",
        "/nationalities/01",
        "/vct/x",
        "/iat/0",
        "#/vct",
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: str) -> None:
    with pytest.raises(MalformedProof, match="pointer"):
        conceal(CLAIMS, [pointer], drawing())


def test_escaped_steps_are_followed() -> None:
    payload, (text,) = conceal({"a/b~c": 1}, ["/a~1b~0c"], drawing())

    assert decode(text)[1:] == ["a/b~c", 1]
    assert reveal(payload, [text]).document == {"a/b~c": 1}


@pytest.mark.parametrize("name", ["_sd", "_sd_alg", "..."])
def test_a_document_with_a_reserved_name_is_not_concealed(name: str) -> None:
    for document in ({name: 1}, {"a": [{name: 1}]}):
        with pytest.raises(MalformedProof, match="without"):
            conceal(document, [], drawing())


@given(JSON, st.data())
def test_all_disclosures_together_make_the_document_again(value: Any, data: st.DataObject) -> None:
    document = {"a": value, "b": [value]}
    pointers = [pointer for pointer, _ in places(document) if pointer]
    chosen = data.draw(st.lists(st.sampled_from(pointers), max_size=6))

    payload, disclosures = conceal(document, chosen, drawing())

    assert reveal(payload, data.draw(st.permutations(disclosures))).document == document
    assert len(disclosures) == len(set(chosen))


@given(JSON)
def test_any_payload_and_any_disclosure_is_read_or_refused(value: Any) -> None:
    text = disclosure(SALT, "x", value)
    for payload in ({"_sd": value}, {"a": [{"...": value}]}, {"_sd_alg": value}, {"_sd": [digest(text)]}, {"a": [{"...": digest(text)}]}):
        for texts in ([], [text], [encode(value)]):
            try:
                reveal(payload, texts)
            except CredentialServiceError:
                continue


@pytest.mark.parametrize(
    ("payload", "texts"),
    [
        ({}, [NAME]),
        ({"_sd": []}, [NAME]),
        ({"_sd": [digest(NAME)]}, [NAME, NAME]),
        ({"_sd": [digest(NAME), digest(NAME)]}, [NAME]),
        ({"_sd": ["decoy", "decoy"]}, []),
        ({"_sd": [digest(NAME)], "a": {"_sd": [digest(NAME)]}}, [NAME]),
        ({"_sd": [digest(NAME)], "a": [{"...": digest(NAME)}]}, []),
        ({"_sd": [digest(NAME)], "family_name": "Other"}, [NAME]),
        ({"_sd": [digest(ITEM)]}, [ITEM]),
        ({"a": [{"...": digest(NAME)}]}, [NAME]),
        ({"a": [{"...": digest(ITEM), "b": 1}]}, [ITEM]),
        ({"a": [{"...": 7}]}, []),
        ({"a": {"...": digest(ITEM)}}, [ITEM]),
        ({"...": digest(ITEM)}, [ITEM]),
        ({"_sd": "text"}, []),
        ({"_sd": None}, []),
        ({"_sd": [7]}, []),
        ({"_sd": [{}]}, []),
        ({"_sd_alg": 7}, []),
        ({"_sd_alg": None}, []),
    ],
    ids=range(20),
)
def test_digests_and_disclosures_belong_together_one_to_one(payload: Document, texts: list[str]) -> None:
    with pytest.raises(MalformedProof):
        reveal(payload, texts)


def test_two_disclosures_do_not_name_the_same_member() -> None:
    other = disclosure("another salt", "family_name", "Other")

    with pytest.raises(MalformedProof, match="there already"):
        reveal({"_sd": [digest(NAME), digest(other)]}, [NAME, other])


@pytest.mark.parametrize(
    "value",
    [
        [],
        ["salt"],
        ["salt", "name", "value", "more"],
        "text",
        {"salt": 1},
        [7, "name", "value"],
        ["salt", 7, "value"],
        ["salt", "_sd", []],
        ["salt", "...", "x"],
    ],
)
def test_what_is_no_disclosure_is_refused(value: Any) -> None:
    with pytest.raises(MalformedProof, match="a disclosure"):
        reveal({"_sd": [digest(encode(value))]}, [encode(value)])


@pytest.mark.parametrize("text", ["", "é", "a b", "A", encode(b"[1,"), encode(b'["s","n",{"a":1,"a":2}]'), encode(b"\xff"), NAME + "="])
def test_a_disclosure_that_is_no_sound_json_in_base64url_is_refused(text: str) -> None:
    with pytest.raises((MalformedProof, DocumentError)):
        reveal({}, [text])


@pytest.mark.parametrize(("name", "algorithm"), [("sha-384", "sha384"), ("sha-512", "sha512")])
def test_further_hashes_are_read(name: str, algorithm: str) -> None:
    assert reveal({"_sd_alg": name, "_sd": [digest(NAME, algorithm)]}, [NAME]).document == {"family_name": "Möbius"}


@pytest.mark.parametrize("name", ["sha-1", "md5", "SHA-256", "", "sha-256 "])
def test_an_unknown_hash_is_refused(name: str) -> None:
    with pytest.raises(UnsupportedSuite, match="_sd_alg"):
        reveal({"_sd_alg": name}, [NAME])


def test_decoys_and_what_is_withheld_leave_no_trace() -> None:
    payload = {"_sd": [digest(NAME), "decoy"], "a": [{"...": digest(ITEM)}, 1, {"...": "decoy too"}]}

    assert reveal(payload, []).document == {"a": [1]}
    assert reveal(payload, [ITEM]).document == {"a": ["FR", 1]}


def test_a_chain_of_disclosures_ends_at_the_depth_that_is_allowed() -> None:
    def chain(length: int) -> tuple[Document, list[str]]:
        texts = [disclosure(SALT, "a", "end")]
        for _ in range(length - 1):
            texts.append(disclosure(SALT, "a", {"_sd": [digest(texts[-1])]}))
        return {"_sd": [digest(texts[-1])]}, texts

    assert reveal(*chain(32)).document != {}
    with pytest.raises(MalformedProof, match="deep"):
        reveal(*chain(33))


def test_many_disclosures_have_together_no_more_values_than_one_document() -> None:
    texts = [disclosure(str(number), "a", [0] * 9_000) for number in range(12)]

    with pytest.raises(TooComplex, match="values in all"):
        reveal({}, texts)


def test_there_may_be_so_many_disclosures_and_no_more() -> None:
    texts = [disclosure(str(number), "FR") for number in range(MOST_DISCLOSURES + 1)]
    payload = {"a": [{"...": digest(text)} for text in texts]}

    assert len(reveal(payload, texts[:-1]).document["a"]) == MOST_DISCLOSURES
    with pytest.raises(MalformedProof, match="at most"):
        reveal(payload, texts)
