"""Our rules of Europass, held against the official shapes as pyshacl judges them: over samples, examples, what we build, and mutants.

Where shapes are blind (elm.md §7.4), our rules see; each such hole has a name here, and an example.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.issuers.europass import build
from app.model.award import Award
from app.model.secured import Document
from app.schemas import elm
from tests.awards import MAXIMAL, MINIMAL
from tests.europass import SEALING, certification, module
from tests.schemas.edc_mutants import mutants, without_pictures
from tests.schemas.edc_samples import CONFORMING, OF_OTHER_CONTEXTS, UNSEALED, WITHOUT_CONTEXT, example, sample
from tests.schemas.edc_shapes import GENERIC, official_verdict

EXPECTED = {
    "elm-minimal": True,
    "elm-rich-stackable": True,
    "x-s32_status_min": True,
    "x-s32_bitstring": True,
    "x-s32_status_noclass": False,
    "x-status_obj": False,
    "x-status_str": False,
    "x-s32_two_status": False,
    "x-s32_blank_status": False,
    "x-s32_tou": True,
    "x-s32_natid": True,
    "x-no_eidas": False,
    "x-no_display": False,
    "x-award_nobody": False,
    "x-bare_iri": False,
    "x-issuer_str": False,
    "x-jsonschema": False,
    "x-mixed_haspart": False,
    "x-two_lang_name": False,
    "x-dup_lang_title": False,
    "x-vc2ctx": False,
    "x-int_point": True,
    "x-expiry": True,
    "x-unknown_term": True,
}
"""What EXPECTED.md says of AP 1.2.0, where shapes and our rules agree."""

HOLES: dict[str, tuple[str, str]] = {
    "x-eqf99": ("/credentialSubject/hasClaim/0/specifiedBy/eqfLevel/id", r"expected a concept of the list \S+/eqf/25831c2"),
    "x-no_ctx": (
        "/@context",
        r"expected https://www\.w3\.org/2018/credentials/v1 and http://data\.europa\.eu/snb/model/context/edc-ap, .*",
    ),
    "x-date_only": ("/validFrom", r"expected a date and time with its zone, .*"),
}
"""Where shapes take what our rules refuse, among the examples: the place and the finding."""

BLIND = {
    "other contexts leave nothing to be judged": r"expected https://www\.w3\.org/2018/credentials/v1 and .*, and no others",
    "another type leaves nothing to be judged": r"expected VerifiableCredential and EuropeanDigitalCredential",
    "what is said of an id that is not absolute is dropped": r"expected an absolute URI as id",
    "a text where an object belongs is dropped": r"expected an object or an absolute URI: .*",
    "a list within a list is flattened": r"expected no list within a list",
    "a keyword lets RDF readers see something else": r"expected a term of the contexts, found a keyword or a compact name .*",
    "the list is looked at, not what is in it": r"expected a concept of the list \S+",
    "a day passes for a moment": r"expected a date and time with its zone, .*",
    "anything passes for an address": r"expected an absolute URL",
    "any whole number passes for a positive one": r"expected a whole number above zero",
    "nobody compares the ends of the validity": r"expected (expirationDate|validUntil) not to lie before validFrom",
    "a claim of no class passes where it has what a claim must": r"expected hasClaim to be of type .*",
}
"""Holes of the shapes by name: what our rules say there."""

SOURCES: dict[str, tuple[Callable[[Path], Document], int]] = {
    "the smallest example": (lambda shared: example(shared, "elm-minimal"), 41),
    "an example with a status": (lambda shared: example(shared, "x-s32_bitstring"), 97),
    "the smallest of ours": (lambda _: build(MINIMAL, SEALING), 83),
    "a module of ours": (lambda _: build(module(), SEALING), 1103),
    "the profile's sample": (lambda shared: sample(shared, CONFORMING[0]), 79),
    "the sample of Annex I": (lambda shared: sample(shared, CONFORMING[2]), 701),
}
"""What mutants are made of, and every which of them is tried."""


@pytest.mark.parametrize("name", CONFORMING)
def test_official_samples_pass_by_both(name: str, shared: Path) -> None:
    document = sample(shared, name)

    assert elm.reading_faults(document)[0] == ()
    assert official_verdict(shared, without_pictures(document))


@pytest.mark.parametrize("name", UNSEALED)
def test_official_drafts_lack_by_both_what_sealing_adds(name: str, shared: Path) -> None:
    document = sample(shared, name)

    assert [fault.pointer for fault in elm.reading_faults(document)[0]] == ["/issued", "/issuer/eIDASIdentifier"]
    assert not official_verdict(shared, document)


@pytest.mark.parametrize("name", [*WITHOUT_CONTEXT, *OF_OTHER_CONTEXTS])
def test_without_the_contexts_nothing_is_judged_and_nothing_passes(name: str, shared: Path) -> None:
    faults, warnings = elm.reading_faults(sample(shared, name))

    assert [fault.pointer for fault in faults] == ["/@context"]
    assert warnings == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_examples_get_the_verdict_that_is_expected_by_both(name: str, shared: Path) -> None:
    document = example(shared, name)

    assert (elm.reading_faults(document)[0] == ()) is EXPECTED[name]
    assert official_verdict(shared, document) is EXPECTED[name]


def test_all_examples_are_expected(shared: Path) -> None:
    assert {each.stem for each in (shared / "elm" / "examples").glob("*.json")} == EXPECTED.keys() | HOLES.keys()


@pytest.mark.parametrize("name", HOLES)
def test_where_shapes_are_blind_our_rule_sees(name: str, shared: Path) -> None:
    document = example(shared, name)
    pointer, detail = HOLES[name]

    assert official_verdict(shared, document)
    assert [(fault.pointer, bool(re.fullmatch(detail, fault.detail))) for fault in elm.reading_faults(document)[0]] == [(pointer, True)]


def test_unknown_terms_which_shapes_do_not_see_are_remarked_and_not_issued(shared: Path) -> None:
    document = example(shared, "x-unknown_term")

    assert "/credentialSubject/hasClaim/0/creditsss" in [warning.pointer for warning in elm.reading_faults(document)[1]]
    assert "/credentialSubject/hasClaim/0/creditsss" in [fault.pointer for fault in elm.faults(document)]


@pytest.mark.parametrize("award", [MAXIMAL, MINIMAL, certification(), module()], ids=["maximal", "minimal", "certification", "module"])
def test_what_we_build_passes_all(award: Award, shared: Path) -> None:
    document = build(award, SEALING)

    assert elm.faults(document) == ()
    assert elm.reading_faults(document) == ((), ())
    assert official_verdict(shared, document)


@pytest.mark.parametrize("name", SOURCES)
def test_both_agree_over_mutants_but_where_shapes_are_known_to_be_blind(name: str, shared: Path) -> None:
    source, stride = SOURCES[name]
    tried = mutants(without_pictures(source(shared)), stride)
    judged = [(what, document, official_verdict(shared, document)) for what, document in tried]

    missed = [what for what, document, conforms in judged if not conforms and not elm.reading_faults(document)[0]]
    unexplained = [(what, elm.reading_faults(document)) for what, document, conforms in judged if conforms and not is_explained(document)]
    issued = [what for what, document, conforms in judged if not conforms and not elm.faults(document)]

    assert missed == []
    assert unexplained == []
    assert issued == []


def test_the_mutants_are_hundreds_of_which_many_pass_and_more_do_not(shared: Path) -> None:
    tried = [each for source, stride in SOURCES.values() for _, each in mutants(without_pictures(source(shared)), stride)]
    refused = [document for document in tried if elm.reading_faults(document)[0]]

    assert len(tried) >= 300
    assert 100 <= len(refused) <= len(tried) - 50


def is_explained(document: Document) -> bool:
    """Return whether we take a credential, or refuse it for a reason that is a hole of the shapes with a name."""
    faults = elm.reading_faults(document)[0]
    return not faults or any(re.fullmatch(pattern, fault.detail) for fault in faults for pattern in BLIND.values())


def test_further_profiles_are_judged_by_their_own_shapes(shared: Path) -> None:
    document = example(shared, "elm-minimal")
    document["credentialSchema"].append({"id": "http://data.europa.eu/snb/model/ap/edc-accredited", "type": "ShaclValidator2017"})
    sealed = sample(shared, "elm-support/Sample-MastersDegree-signed.jsonld")

    assert [fault.pointer for fault in elm.reading_faults(document)[0]] == ["/evidence"]
    assert not official_verdict(shared, document, (*GENERIC, "EDC-accredited"))
    assert sealed["credentialSchema"]["id"].endswith("edc-accredited")
    assert official_verdict(shared, without_pictures(sealed), (*GENERIC, "EDC-accredited"))


def test_what_two_places_say_of_one_id_counts_together(shared: Path) -> None:
    document: Any = example(shared, "elm-minimal")
    claim = document["credentialSubject"]["hasClaim"][0]
    document["credentialSubject"]["hasClaim"].append(deepcopy(claim) | {"id": "urn:epass:learningAchievement:2"})
    document["credentialSubject"]["hasClaim"][1]["awardedBy"]["awardingDate"] = "2026-06-16T00:00:00Z"

    (fault,) = elm.reading_faults(document)[0]

    assert fault.pointer == "/credentialSubject/hasClaim/1/awardedBy/awardingDate"
    assert fault.detail == "expected one awardingDate, found 2"
    assert not official_verdict(shared, document)
