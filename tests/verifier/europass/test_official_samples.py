"""The official sealed samples, each check for itself, offline: without any anchor, and with the authorities that they bring."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from app.crypto.certificate_contents import read_certificate
from app.errors import NotRecognised
from app.model.report import Outcome, Report, Verdict
from app.model.seal import Anchors
from app.proofs.jades import read_seal
from app.verifier.forms import read_presented
from app.verifier.verification import evidence_wanted, verified
from tests.verifier.europass.seals import case
from tests.verifier.world import codes

MOMENT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""All certificates of the samples have ended by then."""
WHEN_SEALED = datetime(2023, 10, 1, tzinfo=UTC)

GENUINE = {
    "elm-repo/Sample-CertOfPart-signed.jsonld": ("schema-europass-remarks", "2023-09-27T12:07:04+00:00", "Certificate of Participation"),
    "elm-repo/Sample-MC-Annex1-signed.jsonld": ("schema-europass-remarks", "2023-09-27T11:54:20+00:00", "Micro-Credential"),
    "elm-support/Sample-MastersDegree-signed.jsonld": (
        "schema-europass-remarks",
        "2025-02-19T14:28:36+00:00",
        "SAMPLE MOCK CREDENTIAL Masters Degree ",
    ),
    "elm-support/Sample-TranscriptOfRecords-signed.jsonld": (
        "schema-europass",
        "2025-02-18T15:28:29+00:00",
        "SAMPLE MOCK CREDENTIAL TRANSCRIPT OF RECORDS",
    ),
}
PRERELEASES = ("edc-source/credential-signed.jsonld", "edc-source/credential-jws-invalid.jsonld")
"""Sealed correctly, but with a context that was never published, and an issuer whom the certificate does not name."""
NO_ANCHORS = Anchors()


def sample(shared: Path, name: str) -> bytes:
    return (shared / "elm" / "samples" / name).read_bytes()


def brought(body: bytes) -> tuple[bytes, ...]:
    """The authorities that a file brings beside its seal."""
    return tuple(each for each in read_seal(body).evidence.certificates if read_certificate(each).is_authority)


def judged(body: bytes, anchors: Anchors, moment: datetime = MOMENT) -> Report:
    """The whole verification, which asks nobody for anything."""
    examined = case(body, anchors, moment)
    assert evidence_wanted(examined) == ()
    return verified(examined)


@pytest.mark.parametrize("name", GENUINE)
def test_a_sample_without_any_anchor_is_genuine_and_nobody_can_tell_whose(shared: Path, name: str) -> None:
    found = judged(sample(shared, name), NO_ANCHORS)

    assert (found.verdict, found.reason, found.securing) == (Verdict.CANNOT_TELL, "seal-unanchored", "jades RS256")
    assert codes(found) == {
        1: "readable",
        2: GENUINE[name][0],
        3: "seal-unanchored",
        4: "seal-genuine",
        5: "not-judged",
        6: "not-judged",
        7: "seal-claims-qualified",
    }
    assert found.content is None


@pytest.mark.parametrize("name", GENUINE)
def test_a_sample_with_its_own_authorities_as_anchors_is_valid_though_its_certificate_has_ended(shared: Path, name: str) -> None:
    body = sample(shared, name)
    found = judged(body, Anchors(brought(body), brought(body)))
    form, stamped_at, title = GENUINE[name]

    assert found.verdict is Verdict.VALID
    assert codes(found) == {
        1: "readable",
        2: form,
        3: "seal-anchored-in-time",
        4: "seal-genuine-stamped",
        5: "current",
        6: "no-status",
        7: "seal-claims-qualified",
    }
    assert found.findings[2].facts["stamped_at"] == found.findings[3].facts["stamped_at"] == stamped_at
    assert found.content is not None
    assert (found.content.title, found.content.recipient) == (title, "Ana Andromeda")
    assert (found.content.issuer_id, found.content.issuer_name) == ("VATES-A00000000", "ORGANIZACION TEST")


@pytest.mark.parametrize("name", GENUINE)
def test_without_a_trusted_time_stamp_an_ended_certificate_leaves_it_open(shared: Path, name: str) -> None:
    body = sample(shared, name)
    found = judged(body, Anchors(seals=brought(body)))

    assert (found.verdict, found.reason) == (Verdict.CANNOT_TELL, "seal-certificate-expired-since")
    assert found.findings[2].facts["ended_at"] == "2025-05-10T14:31:15+00:00"


@pytest.mark.parametrize("name", list(GENUINE)[:2])
def test_while_the_certificate_was_in_force_no_time_stamp_was_needed(shared: Path, name: str) -> None:
    body = sample(shared, name)
    found = judged(body, Anchors(seals=brought(body)), WHEN_SEALED)

    assert (found.verdict, codes(found)[3]) == (Verdict.VALID, "seal-anchored")


@pytest.mark.parametrize("name", list(GENUINE))
def test_the_authorities_of_another_sample_vouch_for_none_but_their_own(shared: Path, name: str) -> None:
    stranger = brought(sample(shared, PRERELEASES[0]))
    found = judged(sample(shared, name), Anchors(stranger, stranger))

    assert codes(found)[3] == "seal-unanchored"


@pytest.mark.parametrize("name", PRERELEASES)
@pytest.mark.parametrize("seal", ["seal-genuine", "seal-genuine-stamped"])
def test_a_prerelease_sample_fails_for_what_it_says_and_not_for_its_seal(shared: Path, name: str, seal: str) -> None:
    body = sample(shared, name)
    found = judged(body, Anchors(brought(body), brought(body)) if seal == "seal-genuine-stamped" else NO_ANCHORS)

    assert found.verdict is Verdict.NOT_VALID
    assert codes(found) == {
        1: "context-unknown",
        2: "schema-violation",
        3: "seal-of-another",
        4: seal,
        5: "not-judged",
        6: "not-judged",
        7: "seal-claims-qualified",
    }


@pytest.mark.parametrize("name", [*GENUINE, *PRERELEASES])
def test_a_changed_character_of_what_was_sealed_breaks_the_seal(shared: Path, name: str) -> None:
    body = sample(shared, name)
    file = orjson.loads(body)
    found = judged(orjson.dumps({**file, "payload": file["payload"].replace("urn:", "urm:", 1).replace("http:", "httq:", 1)}), NO_ANCHORS)

    assert (found.verdict, codes(found)[4]) == (Verdict.NOT_VALID, "seal-invalid")


def test_a_sealed_presentation_is_told_as_one(shared: Path) -> None:
    with pytest.raises(NotRecognised, match="a presentation"):
        read_presented(sample(shared, "edc-source/json_to_seal-signed-jades-baseline-lta.json"))


@pytest.mark.parametrize(
    "name",
    [
        "elm-repo/Sample-MC-Annex1-unsigned-uploadable.json",
        "elm-support/Sample-CertOfPart-unsigned.json",
        "elm-support/Sample-MastersDegree-unsigned.json",
    ],
)
def test_an_order_for_the_issuing_tool_is_told_as_one(shared: Path, name: str) -> None:
    with pytest.raises(NotRecognised, match="an order for a tool"):
        read_presented(sample(shared, name))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("elm-repo/Sample-MC-Annex1-unsigned.jsonld", "schema-violation"),
        ("elm-repo/credential-sample-3.2.jsonld", "schema-europass-remarks"),
    ],
)
def test_a_sample_without_a_seal_could_be_anybodys(shared: Path, name: str, form: str) -> None:
    found = judged(sample(shared, name), NO_ANCHORS)

    assert (found.verdict, codes(found)[2], codes(found)[4]) == (Verdict.NOT_VALID, form, "proof-missing")


# our own examples, and what EXPECTED.md says of each

CONFORM = (
    "elm-minimal", "elm-rich-stackable", "x-s32_status_min", "x-s32_bitstring", "x-s32_tou", "x-s32_natid", "x-expiry", "x-int_point",
)  # fmt: skip
REMARKED = ("x-unknown_term",)
"""SHACL does not see it; a stranger may write it, and it is told."""
VIOLATIONS = (
    "x-s32_status_noclass", "x-status_obj", "x-status_str", "x-s32_two_status", "x-s32_blank_status", "x-no_eidas", "x-no_display",
    "x-award_nobody", "x-bare_iri", "x-issuer_str", "x-jsonschema", "x-mixed_haspart", "x-two_lang_name", "x-dup_lang_title",
)  # fmt: skip
BLIND = ("x-vc2ctx", "x-eqf99", "x-no_ctx", "x-date_only")
"""What SHACL does not see, or cannot look at, and our own rules do."""


def example(shared: Path, name: str) -> Report:
    return judged((shared / "elm" / "examples" / f"{name}.json").read_bytes(), NO_ANCHORS)


def test_every_example_is_expected_to_be_something(shared: Path) -> None:
    there = {path.stem for path in (shared / "elm" / "examples").glob("*.json")}

    assert there == {*CONFORM, *REMARKED, *VIOLATIONS, *BLIND}


@pytest.mark.parametrize("name", [*CONFORM, *REMARKED])
def test_an_example_that_conforms_passes_the_check_of_its_form(shared: Path, name: str) -> None:
    found = example(shared, name)

    assert found.findings[1].outcome is Outcome.PASSED
    assert codes(found)[2] == ("schema-europass" if name in CONFORM else "schema-europass-remarks")
    assert (codes(found)[1], codes(found)[4], found.verdict) == ("readable", "proof-missing", Verdict.NOT_VALID)


@pytest.mark.parametrize("name", [*VIOLATIONS, *BLIND])
def test_an_example_that_does_not_conform_fails_it(shared: Path, name: str) -> None:
    found = example(shared, name)

    assert codes(found)[2] == "schema-violation"
    assert found.verdict is Verdict.NOT_VALID
