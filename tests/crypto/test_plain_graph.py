"""The plain way and the general way to the canonical form: the same bytes, and nothing let through that the general way refuses."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.crypto.bounds import GraphLimits
from app.crypto.canonical import assert_safe, canonical_nquads, general_nquads, plain_nquads
from app.crypto.nquads import NotPlain
from app.crypto.plain_graph import MOST_CONTEXTS, MOST_DEPTH, MOST_STATEMENTS, PlainGraph, template
from app.crypto.scopes import Scope, root_scope
from app.errors import CredentialServiceError, DataLoss, TooComplex
from app.model.secured import Document
from app.schemas.contexts import CREDENTIALS_V2
from app.schemas.strict_json import places
from tests.crypto.documents import CREDENTIAL
from tests.crypto.mutations import CONTROLS, NAMES, VALUES, by_pyld, by_pyoxigraph, mutated
from tests.crypto.test_scopes import scope

pytestmark = pytest.mark.filterwarnings("ignore")


def plainly(document: Document) -> str | None:
    """The canonical form by the plain way; None where it does not know how."""
    try:
        return plain_nquads(document).decode()
    except NotPlain:
        return None


def generally(document: Document) -> str | None:
    """The canonical form by the general way; None where it refuses."""
    try:
        return general_nquads(document)
    except CredentialServiceError:
        return None


def outcome(canonicalise: Callable[[Document], str], document: Document) -> object:
    """What comes out: the text, or why there is none."""
    try:
        return canonicalise(document)
    except CredentialServiceError as error:
        return error.detail, error.faults


def test_a_credential_is_plain() -> None:
    assert plainly(CREDENTIAL) == general_nquads(CREDENTIAL) == by_pyld(CREDENTIAL) == by_pyoxigraph(CREDENTIAL)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(dice=st.randoms(use_true_random=False), changes=st.integers(1, 6))
def test_both_ways_and_two_other_processors_agree_on_spoilt_credentials(dice: Random, changes: int) -> None:
    document = mutated(CREDENTIAL, dice, changes)
    found = plainly(document)

    event("plain" if found is not None else "not plain")
    if found is not None:
        assert found == generally(document)
        assert any(text == CONTROLS for _, text in places(document)) or found == by_pyld(document)
        assert "@direction" in json.dumps(document) or found == by_pyoxigraph(document)


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("name", ["name", "image", "evidence", "creditsAvailable", "validFrom", "id", "type", "tag"])
@pytest.mark.parametrize("place", ["", "achievement"])
def test_whatever_stands_somewhere_means_the_same_on_both_ways(value: Any, name: str, place: str) -> None:
    document = json.loads(json.dumps(CREDENTIAL))
    (document["credentialSubject"]["achievement"] if place else document)[name] = value

    assert plainly(document) in {None, generally(document)}


@pytest.mark.parametrize("name", NAMES)
def test_a_member_that_is_no_term_of_the_contexts_is_not_plain(name: str) -> None:
    document = {**CREDENTIAL, name: "x"}

    assert plainly(document) in {None, generally(document)}


@pytest.mark.parametrize("value", [1, 1.0, True, "1"])
def test_a_template_serves_only_what_is_written_the_same(value: object) -> None:
    document = json.loads(json.dumps(CREDENTIAL))
    document["credentialSubject"]["achievement"]["creditsAvailable"] = 1
    assert plainly(document)
    document["credentialSubject"]["achievement"]["creditsAvailable"] = value

    assert plainly(document) == general_nquads(document)
    assert ('"true"' in general_nquads(document)) == (value is True)


def test_the_same_achievement_is_compiled_once() -> None:
    template.cache_clear()

    for number in range(3):
        plainly({**CREDENTIAL, "id": f"urn:credential:{number}"})

    assert (template.cache_info().misses, template.cache_info().hits) == (2, 4)  # the achievement, and the issuer


def test_what_the_achievement_says_of_the_credential_is_seen_in_a_template_too() -> None:
    document = json.loads(json.dumps(CREDENTIAL))
    document["credentialSubject"]["achievement"]["image"] = {"id": document["id"], "type": "Image", "caption": "x"}

    assert plainly(document) is None


def deep(depth: int) -> Document:
    """A credential with so many objects in each other."""
    inner: Document = {"type": ["Profile"], "name": "x"}
    for _ in range(depth):
        inner = {"type": ["Profile"], "parentOrg": inner}
    return {**CREDENTIAL, "issuer": {"id": "did:web:issuer.example", "type": ["Profile"], "parentOrg": inner}}


def with_tags(number: int, size: int = 1) -> Document:
    document: Document = json.loads(json.dumps(CREDENTIAL))
    document["credentialSubject"]["achievement"]["tag"] = [f"{index:0{size}}" for index in range(number)]
    return document


def with_results(number: int) -> Document:
    document: Document = json.loads(json.dumps(CREDENTIAL))
    document["credentialSubject"]["result"] = [{"type": ["Result"], "value": str(index)} for index in range(number)]
    return document


def nested_issuers(depth: int) -> Document:
    """A credential whose issuer has an issuer, and so on: templates in each other."""
    inner: Document = {"id": "urn:issuer", "type": ["VerifiableCredential"], "name": "x"}
    for number in range(depth):
        inner = {"id": f"urn:issuer:{number}", "type": ["VerifiableCredential"], "name": "x", "issuer": inner}
    return {"@context": [CREDENTIALS_V2], **inner}


def with_the_same(place: str) -> Document:
    """A credential that says the same long text again and again, which makes one statement."""
    document: Document = json.loads(json.dumps(CREDENTIAL))
    texts = ["x" * 1_000] * 300
    if place == "achievement":
        document["credentialSubject"]["achievement"]["tag"] = texts
    else:
        document["credentialSubject"]["result"] = [{"type": ["Result"], "value": texts}]
    return document


@pytest.mark.parametrize(
    "document",
    [
        deep(MOST_DEPTH),
        nested_issuers(MOST_DEPTH),
        nested_issuers(250),
        with_tags(MOST_STATEMENTS),
        with_tags(MOST_STATEMENTS + 300),
        with_results(230),
        with_tags(300, 600),
        with_tags(40, 1_000),
        with_the_same("achievement"),
        with_the_same("result"),
        {**CREDENTIAL, "@context": [CREDENTIALS_V2] * MOST_CONTEXTS + CREDENTIAL["@context"]},
    ],
    ids=[
        *("deep", "deep in templates", "deeper than Python goes", "many", "too many to compare", "many unnamed", "long"),
        *("a large achievement", "long, the same again", "long, the same again in a result", "many contexts"),
    ],
)
def test_what_is_more_than_usual_is_counted_by_the_general_way(document: Document) -> None:
    assert plainly(document) in {None, generally(document)}
    assert outcome(canonical_nquads, document) == outcome(general_nquads, document)


def test_tighter_limits_are_held_by_the_general_way() -> None:
    with pytest.raises(TooComplex):
        canonical_nquads(CREDENTIAL, GraphLimits(max_quads=10))


@pytest.mark.parametrize("contexts", [None, [], "urn:unknown", [None], 7, [{"@vocab": "urn:"}], ["urn:unknown"]])
def test_contexts_that_are_not_pinned_are_not_plain(contexts: object) -> None:
    assert plainly({**CREDENTIAL, "@context": contexts}) is None


def test_a_single_context_is_read_like_a_list_of_one() -> None:
    document = {"@context": CREDENTIAL["@context"][0], "id": "urn:x", "type": "VerifiableCredential", "name": "x"}

    assert plainly(document) == general_nquads(document) == plainly({**document, "@context": [document["@context"]]})


def test_who_invents_scopes_spoils_the_plain_way_for_nobody_else() -> None:
    root = root_scope(tuple(CREDENTIAL["@context"]))
    invented: list[dict[str, Any]] = []
    while not root.is_full:
        invented.append({"mappings": {}})
        Scope(invented[-1], root._known)
    unheard_of = {**CREDENTIAL, "evidence": {"type": ["Address", "Alignment", "Evidence"], "name": "x"}}

    assert plainly(unheard_of) is None
    assert plainly(unheard_of) == general_nquads(unheard_of)
    assert plainly(CREDENTIAL) == general_nquads(CREDENTIAL)


@pytest.mark.parametrize(("number", "plain"), [(8, True), (9, False)])
def test_so_many_types_of_one_node_are_plain(number: int, plain: bool) -> None:  # noqa: FBT001  # an example's column
    document = {**CREDENTIAL, "type": ["VerifiableCredential", "OpenBadgeCredential"] * number}

    assert (plainly(document) is not None) is plain
    assert canonical_nquads(document) == general_nquads(document)


def test_two_unnamed_nodes_that_look_alike_are_not_plain() -> None:
    twins = [{"type": ["Result"], "value": "A"}, {"type": ["Result"], "value": "A"}]
    document = {**CREDENTIAL, "credentialSubject": {**CREDENTIAL["credentialSubject"], "result": twins}}

    assert plainly(document) is None
    assert canonical_nquads(document) == by_pyld(document)


def test_each_of_two_statements_about_different_nodes_counts_in_a_hash() -> None:
    results = [{"type": ["Result"], "value": "A"}, {"type": ["Result"], "value": "B"}]
    document = {**CREDENTIAL, "credentialSubject": {"type": ["AchievementSubject"], "result": results}}

    assert plainly(document) == by_pyld(document) == by_pyoxigraph(document)


@pytest.mark.parametrize("size", [1, 40_000])
def test_a_context_inside_is_not_plain_however_large_its_object_is(size: int) -> None:
    inside = {**CREDENTIAL["issuer"], "@context": "https://www.w3.org/ns/credentials/v2", "description": "x" * size}

    assert plainly({**CREDENTIAL, "issuer": inside}) is None


def test_a_large_achievement_is_read_each_time() -> None:
    document = json.loads(json.dumps(CREDENTIAL))
    document["credentialSubject"]["achievement"]["description"] = "x" * 40_000

    assert plainly(document) == general_nquads(document)


def test_a_credential_without_a_name_of_its_own_is_plain() -> None:
    document = {name: value for name, value in CREDENTIAL.items() if name != "id"}

    assert plainly(document) == general_nquads(document) == by_pyld(document)


@pytest.mark.parametrize("whole", [2**200, {1: "a"}], ids=repr)
def test_what_json_cannot_write_is_not_plain(whole: object) -> None:
    assert plainly({**CREDENTIAL, "issuer": {**CREDENTIAL["issuer"], "description": whole}}) is None


def test_a_document_that_says_nothing_is_not_plain() -> None:
    document = {"@context": CREDENTIAL["@context"], "id": "urn:x"}

    assert plainly(document) is None
    with pytest.raises(DataLoss):
        assert_safe(document)


@pytest.mark.parametrize("key", [{}, {"kty": "OKP"}, {"id": "urn:key"}, {"@value": "x"}, "x", 1, [{}], [{"type": "JsonWebKey"}]], ids=repr)
@pytest.mark.parametrize("suite", ["https://w3id.org/security/jwk/v1", "https://w3id.org/security/suites/jws-2020/v1"])
def test_what_the_context_calls_json_is_left_to_the_general_way(suite: str, key: Any) -> None:
    document = {"@context": [CREDENTIALS_V2, suite], "id": "urn:x", "type": "JsonWebKey", "publicKeyJwk": key}

    assert plainly(document) is None
    assert outcome(canonical_nquads, document) == outcome(general_nquads, document)


def test_an_object_is_not_plain_where_id_means_something_else() -> None:
    contexts = ["https://www.w3.org/ns/credentials/v2"]
    document = {"@context": contexts, "id": "urn:x", "type": "VerifiableCredential", "name": "x"}

    with pytest.raises(NotPlain):
        PlainGraph().node({"id": "urn:y", "name": "x"}, scope(id="urn:id"), None, "")
    with pytest.raises(NotPlain):
        PlainGraph().node({"a": {"id": "urn:y"}}, scope(id="urn:id", a="urn:a"), None, "")

    assert PlainGraph().node(document, root_scope(tuple(contexts)), None, "") == "<urn:x>"


def test_contexts_that_contradict_each_other_are_left_to_the_general_way() -> None:
    contexts = ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"]

    assert plainly({**CREDENTIAL, "@context": contexts}) is None
    with pytest.raises(DataLoss, match="protected term redefinition"):
        assert_safe({**CREDENTIAL, "@context": contexts})
