"""Whoever makes a mistake in a catalogue is told file, line and field, for all mistakes at once."""

import pytest

from tests.schemas.catalogue_text import SMALL, said_of, sole, spoiled


def test_a_number_in_words_is_told_with_file_line_field_and_what_was_found() -> None:
    assert sole(spoiled("    ects: 1.5", "    ects: two")) == (
        "/achievements/0/ects",
        'small.yaml:37: achievements[0].ects: expected a number above 0, found "two"',
    )


@pytest.mark.parametrize(
    ("old", "new", "pointer", "said"),
    [
        ("ects: 1.5", "ects: 0", "/achievements/0/ects", 'expected a number above 0, found "0"'),
        ("ects: 1.5", "ects: -2", "/achievements/0/ects", 'expected a number above 0, found "-2"'),
        ("ects: 1.5", "ects:", "/achievements/0/ects", "expected a number above 0, found nothing"),
        ("ects: 1.5", "ects: [2]", "/achievements/0/ects", "expected a number above 0, found a list"),
        ("ects: 1.5", "ects: {}", "/achievements/0/ects", "expected a number above 0, found an empty mapping"),
        ("ects: 1.5", "ects: 2000", "/achievements/0/ects", 'below 1000 with at most two decimals, found "2000"'),
        ("ects: 1.5", "ects: 1.555", "/achievements/0/ects", 'below 1000 with at most two decimals, found "1.555"'),
        ("ects: 1.5", "ects: ٢", "/achievements/0/ects", "expected a number above 0"),
        ("ects: 1.5", "hours: 1.5", "/achievements/0/hours", 'expected a whole number from 1 to 20000, found "1.5"'),
        ("eqf_level: 4", "eqf_level: 9", "/achievements/0/eqf_level", "expected a whole number from 1 to 8, found 9"),
        ("isced_f: 0212", "isced_f: 0990", "/achievements/0/isced_f", 'of two to four digits, found "0990"'),
        ("country: NO", "country: UK", "/organisations/0/country", 'capital letters (ISO 3166-1), found "UK"'),
        ("roles: [awarding-body]", "roles: [awarding]", "/organisations/0/roles/0", 'did you mean "awarding-body"?'),
        ("roles: [awarding-body]", "roles: [zzz]", "/organisations/0/roles/0", "known: assessor, awarding-body, content-partner"),
        ("roles: [awarding-body]", "roles: awarding-body", "/organisations/0/roles", 'expected a list, found "awarding-body"'),
        ("roles: [awarding-body]", "roles: [host, host]", "/organisations/0/roles/0", "stands in this list twice"),
        ("mode: [blended]", "mode: [blend]", "/achievements/0/mode/0", 'found "blend"; did you mean "blended"?'),
        ("mode: [blended]", "mode: [[blended]]", "/achievements/0/mode/0", "expected a mode of learning, found a list"),
        ("type: portfolio", "type: exam", "/achievements/0/assessment/type", 'expected a type of assessment, found "exam"'),
        ("      - type: program", "      - type: programme", "/achievements/0/quality_assurance/0/type", 'did you mean "program"?'),
        ("        kind: skill", "        kind: skills", "/achievements/0/outcomes/0/kind", 'did you mean "skill"?'),
        ("kind: certification", "kind: certificate", "/achievements/1/kind", 'did you mean "certification"?'),
        ("languages: [nb, en]", "languages: [norwegian]", "/organisations/0/languages/0", "expected a BCP 47 language tag"),
        ("{en: Stitching, el: Ραφή}", "{en: Stitching, EL: Ραφή}", "/achievements/0/title/EL", 'BCP 47 language tag such as "el"'),
        ("{en: Stitching, el: Ραφή}", "{en: A, en: B}", "/achievements/0/title/en", "stands here twice, first on line 33"),
        ("{en: Stitching, el: Ραφή}", "Stitching", "/achievements/0/title", 'expected texts by language such as {en: "…"}, found'),
        ("{en: Stitching, el: Ραφή}", "{}", "/achievements/0/title", "expected texts by language"),
        ("{en: Stitching, el: Ραφή}", "{en: ' '}", "/achievements/0/title/en", "expected a text, found only blanks"),
        ("{en: Stitching, el: Ραφή}", '{en: "a\\0b"}', "/achievements/0/title/en", "holds the forbidden character U+0000"),
        ("{en: Stitching, el: Ραφή}", '{en: "a\\ud800"}', "/achievements/0/title/en", "holds the forbidden character U+D800"),
        ("{slug: theatre,", "{slug: The Theatre,", "/tenant/slug", "expected a slug of small letters, digits and single hyphens"),
        ("{slug: theatre,", f"{{slug: {'x' * 65},", "/tenant/slug", "expected at most 64 characters, found 65"),
        ("url: https://esco.example.org/\n", "url: esco.example.org\n", "/frameworks/0/url", "expected an absolute http(s) address"),
        ("url: https://esco.example.org/\n", "url: 'https://a b/'\n", "/frameworks/0/url", "expected an absolute http(s) address"),
        ("url: https://esco.example.org/\n", "url: 'https://[x/'\n", "/frameworks/0/url", "expected an absolute http(s) address"),
        ("url: https://esco.example.org/\n", "url: 'https://'\n", "/frameworks/0/url", "expected an absolute http(s) address"),
        ("roles: [awarding-body]", "email: academy", "/organisations/0/email", "expected an e-mail address"),
        ("roles: [awarding-body]", "sample: yes", "/organisations/0/sample", 'expected true or false, found "yes"; known: false, true'),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_field_is_refused(old: str, new: str, pointer: str, said: str) -> None:
    found = said_of(spoiled(old, new))

    assert said in found[pointer]


@pytest.mark.parametrize(
    ("old", "new", "pointer", "said"),
    [
        ("country: NO", "contry: NO", "/organisations/0/contry", 'is not a field here; did you mean "country"?'),
        ("country: NO", "country: NO\n    zzz: 1", "/organisations/0/zzz", "is not a field here"),
        ("country: NO", "country: NO\n    a/b~c: 1", "/organisations/0/a~1b~0c", "is not a field here"),
        ("country: NO", "country: NO\n    country: SE", "/organisations/0/country", "stands here twice, first on line 5"),
        ("    country: NO\n", "", "/organisations/0/country", "is required, and missing"),
        ("competences:\n", "competence:\n", "/competence", 'is not a field here; did you mean "competences"?'),
        ("    awarding_body: academy\n    ects", "    ects", "/achievements/0/awarding_body", "is required, and missing"),
    ],
)  # fmt: skip
def test_unknown_doubled_and_missing_fields_are_refused(old: str, new: str, pointer: str, said: str) -> None:
    found = said_of(spoiled(old, new))

    assert found[pointer].endswith(said)


@pytest.mark.parametrize(
    ("old", "new", "pointer", "said"),
    [
        ("    organisation: academy", "    organisation: acadmy", "/issuers/0/organisation", 'did you mean "academy"?'),
        ("body: academy\n    ects", "body: xyz\n    ects", "/achievements/0/awarding_body", '"xyz" is not among'),
        ("        agent: academy", "        agent: xyz", "/achievements/0/quality_assurance/0/agent", '"xyz" is not among'),
        ("    issuer: academy\n    version: 1", "    issuer: xyz\n    version: 1", "/achievements/0/issuer", '"xyz" is not among'),
        ("    framework: esco", "    framework: ecso", "/competences/0/framework", 'the frameworks of this file; did you mean "esco"?'),
        ("      competences: [sewing]", "      competences: [sawing]", "/achievements/0/outcomes/0/competences/0", 'did you mean "sewing"'),
        ("has_part: [stitching]", "has_part: [xyz]", "/achievements/1/has_part/0", '"xyz" is not among the achievements of this file'),
        ("has_part: [stitching]", "has_part: [{slug: stitching}]", "/achievements/1/has_part/0", "expected the slug of an entry of"),
        ("has_part: [stitching]", "has_part: [stitching, costumes]", "/achievements/1/has_part", "itself: costumes → costumes"),
        ("occupations: [tailor]", "occupations: [taylor]", "/achievements/1/occupations/0", 'did you mean "tailor"?'),
        ("  - slug: costumes", "  - slug: stitching", "/achievements/1/slug", '"stitching" is taken on line 29'),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_refused(old: str, new: str, pointer: str, said: str) -> None:
    found_pointer, found = sole(spoiled(old, new))

    assert found_pointer == pointer
    assert said in found


def test_parts_that_go_round_in_a_circle_are_refused() -> None:
    _, said = sole(spoiled("    ects: 1.5", "    has_part: [costumes]"))

    assert "makes it a part of itself: " in said
    assert "stitching → costumes" in said


@pytest.mark.parametrize(
    ("old", "new", "pointer", "said"),
    [
        ("    eqf_level: 4\n", "", "/achievements/0/kind", "a micro-credential or certification needs eqf_level, or no_level_reason"),
        ("eqf_level: 4", "eqf_level: 4\n    no_level_reason: {en: x}", "/achievements/0/no_level_reason", "stands beside eqf_level"),
    ],
)
def test_a_level_and_the_reason_for_none_exclude_each_other_and_one_is_needed(old: str, new: str, pointer: str, said: str) -> None:
    found_pointer, found = sole(spoiled(old, new))

    assert found_pointer == pointer
    assert said in found


def test_an_activity_has_no_credits_no_level_and_no_assessment() -> None:
    assert said_of(spoiled("kind: micro-credential", "kind: activity")) == {
        f"/achievements/0/{field}": f"small.yaml:{line}: achievements[0].{field}: an activity is attended and not assessed: it has none"
        for field, line in (("ects", 37), ("eqf_level", 38), ("assessment", 45))
    }


def test_all_mistakes_are_told_at_once_each_with_its_line() -> None:
    text = (
        spoiled("    ects: 1.5", "    ects: two")
        .replace("country: NO", "country: Norway")
        .replace("has_part: [stitching]", "has_part: [nothing]")
        .replace("tenant: {slug: theatre,", "tenant: {slug: theatre, colour: red,")
    )

    said = said_of(text)

    assert {pointer: detail.split(": ")[0] for pointer, detail in said.items()} == {
        "/tenant/colour": "small.yaml:1",
        "/organisations/0/country": "small.yaml:5",
        "/achievements/0/ects": "small.yaml:37",
        "/achievements/1/has_part/0": "small.yaml:61",
    }


def test_an_entry_that_is_wrong_is_told_once_and_not_again_by_those_that_name_it() -> None:
    pointer, _ = sole(spoiled("    labels: {en: sew costumes}", "    labels: {en: ''}"))

    assert pointer == "/competences/0/labels/en"


def test_an_entry_without_a_slug_cannot_be_named() -> None:
    said = said_of(spoiled("  - slug: sewing\n    framework", "  - framework"))

    assert said["/competences/0/slug"].endswith("is required, and missing")
    assert '"sewing" is not among the competences' in said["/profiles/0/competences/0"]


@pytest.mark.parametrize(
    ("section", "pointer", "said"),
    [
        ("profiles: none\n", "/profiles", 'expected a list, found "none"'),
        ("profiles: [tailor]\n", "/profiles/0", 'expected a mapping of fields, found "tailor"'),
        ("profiles: {tailor: {}}\n", "/profiles", "expected a list, found a mapping"),
    ],
)
def test_a_section_that_is_no_list_of_records_is_refused(section: str, pointer: str, said: str) -> None:
    text = SMALL[: SMALL.index("profiles:")] + section

    found_pointer, found = sole(text)

    assert found_pointer == pointer
    assert said in found


def test_a_long_value_is_cut_in_the_error() -> None:
    _, said = sole(spoiled("ects: 1.5", f"ects: {'x' * 500}"))

    assert said.endswith(f'found "{"x" * 60}…"')


def test_what_cannot_be_printed_is_escaped_in_the_error() -> None:
    said = said_of(spoiled("country: NO", 'country: "a\\ud800"\n    "b\\ud800": 1'))

    assert said["/organisations/0/country"].endswith('found "a\\ud800"')
    assert said["/organisations/0/b\\ud800"].endswith("organisations[0].b\\ud800: is not a field here")


def test_of_very_many_mistakes_in_one_list_a_hundred_are_told() -> None:
    said = said_of(spoiled("roles: [awarding-body]", f"roles: [{', '.join(f'r{n}' for n in range(300))}]"))

    assert len(said) == 100
