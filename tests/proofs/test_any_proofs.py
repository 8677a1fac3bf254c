"""Whatever stands in sets, chains, JCS proofs and old ones: an answer or a refusal, never another error."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import CredentialServiceError
from app.model.secured import Document
from app.proofs import presented_proofs, suite_for
from tests.proofs.data_integrity_examples import secured
from tests.proofs.examples import DIPLOMA, changed, leaves
from tests.proofs.test_any_input import JSON, NAMES
from tests.proofs.test_data_integrity_chains import FIRST_ID, KEYS, SECOND_ID, chained
from tests.proofs.test_data_integrity_legacy import signed_by_jws

FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
CHAIN = chained()
OLD = signed_by_jws()
NAMES_OF_MEMBERS = [*CHAIN["proof"][1], "jws", "domain", "challenge", "expires"]
MEMBERS = st.sampled_from(NAMES_OF_MEMBERS)
IDS = st.sampled_from([FIRST_ID, SECOND_ID, "urn:other", "", [FIRST_ID, SECOND_ID], [SECOND_ID], [[FIRST_ID]]])
HOLDERS = sorted({path[:-1] for path in leaves(CHAIN) if isinstance(path[-1], str)}, key=str)


def documents(document: Document) -> list[Document]:
    return [suite_for(proof, KEYS).verify(proof.secured, KEYS).document for proof in presented_proofs(secured(document))]


@FEW
@given(st.integers(0, 1), MEMBERS, JSON | IDS)
def test_any_member_of_any_proof_of_a_chain_is_refused_or_says_the_same(number: int, name: str, value: Any) -> None:
    document = changed(CHAIN, ["proof", number, name], value)

    try:
        assert documents(document) == [DIPLOMA] * 2
    except CredentialServiceError:
        return
    assert value in (CHAIN["proof"][number].get(name), DIPLOMA["@context"], [FIRST_ID])


@FEW
@given(st.lists(st.sampled_from(CHAIN["proof"]) | JSON, max_size=4))
def test_any_list_of_proofs_is_read_or_refused(proofs: list[Any]) -> None:
    try:
        found = documents({**CHAIN, "proof": proofs})
    except CredentialServiceError:
        return
    assert found == [DIPLOMA] * len(proofs)


@FEW
@given(st.sampled_from(HOLDERS), NAMES, JSON)
def test_nothing_that_was_put_into_a_chain_later_is_believed(path: tuple[str | int, ...], name: str, value: Any) -> None:
    document = changed(CHAIN, [*path, name], value)
    if document == CHAIN:
        return

    with pytest.raises(CredentialServiceError):
        documents(document)


@FEW
@given(MEMBERS, JSON)
def test_any_member_of_an_old_proof_is_read_or_refused(name: str, value: Any) -> None:
    document = changed(OLD, ["proof", name], value)

    try:
        documents(document)
    except CredentialServiceError:
        return
    assert value in (OLD["proof"].get(name), OLD["@context"])


@FEW
@given(st.text(alphabet="eyJ0.-_=AZaz09 \n", max_size=40))
def test_any_text_is_no_detached_jws(text: str) -> None:
    with pytest.raises(CredentialServiceError):
        documents(changed(OLD, ["proof", "jws"], text))
