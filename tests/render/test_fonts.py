"""Fonts: the pinned ones or none, and an honest word on what they do not have."""

import unicodedata
from dataclasses import replace

import pytest

from app.errors import ConfigurationError
from app.render import check_fonts
from app.render.fonts import PINNED, missing_scripts, symbols_named

EUROPEAN = (
    "Български Čeština Dansk Deutsch Ελληνικά English Español Eesti Suomi Français Gaeilge Hrvatski Magyar Italiano Lietuvių "
    "Latviešu Malti Nederlands Polski Português Română Slovenčina Slovenščina Svenska "
    "Українська Српски Македонски Íslenska Türkçe Shqip Català Euskara "
    "ąčęėįšųū āčēģīķļņšūž őű łńśźż ăâîșțşţ ĉĝĥĵŝŭ ŵŷ ỳ ħġċż ðþæøå ĳ ŉ ĸ ŋ ґєії ђћџљњѓќ “„”‚‘’«»‹›–—…·€£§°№™©®%‰ άέήίόύώϊϋΐΰ ὰὲὴὶὸὺὼᾶῆῖῦῶ"  # noqa: RUF001 — the sign that is meant
)


@pytest.mark.parametrize("text", [EUROPEAN, "محمد گچپژ ئۆ ١٢٣ ۴۵۶ علی\u200cرضا ٱلله شَدَّة", "Nguyễn Thị Ánh"])  # noqa: RUF001 — the sign that is meant
def test_the_scripts_of_the_european_union_and_arabic_are_covered(text: str) -> None:
    assert missing_scripts([text]) == ()


def test_a_script_that_is_not_covered_is_named_with_some_of_its_signs() -> None:
    assert missing_scripts(["李小龍", "Ada 李", "שלום", "한국어입니다"]) == (
        "Hangul: 국 (U+AD6D), 니 (U+B2C8), 다 (U+B2E4), 어 (U+C5B4), 입 (U+C785), …",
        "Han: 小 (U+5C0F), 李 (U+674E), 龍 (U+9F8D)",
        "Hebrew: ו (U+05D5), ל (U+05DC), ם (U+05DD), ש (U+05E9)",  # noqa: RUF001 — the sign that is meant
    )


def test_signs_of_no_script_are_named_too() -> None:
    assert missing_scripts(["\U0001f600 \ue000"]) == ("Common: 😀 (U+1F600)", "Unknown: \ue000 (U+E000)")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("CO₂ ½ € ×", "CO₂ ½ € ×"),
        ("one → two", "one [rightwards arrow] two"),
        ("🎭 Stage ①", "[performing arts] Stage [circled digit one]"),
        ("李 ไ", "李 ไ"),
        ("", ""),
    ],
)
def test_symbols_without_a_font_are_named_and_letters_are_not(text: str, named: str) -> None:
    assert symbols_named(text) == named


def test_every_symbol_has_a_name() -> None:
    every = "".join(chr(point) for point in range(0x11_0000) if unicodedata.category(chr(point)) in {"Sm", "Sc", "Sk", "So", "No"})

    assert not any(line.startswith(("Common", "Unknown")) for line in missing_scripts([symbols_named(every)]))


def test_nothing_misses_nothing() -> None:
    assert missing_scripts([]) == missing_scripts([""]) == ()


def test_the_pinned_fonts_are_there() -> None:
    assert [path.name for path in check_fonts()] == ["NotoSans[wdth,wght].ttf", "NotoSansArabic[wdth,wght].ttf"]


@pytest.mark.parametrize("member", [{"sha256": "0" * 64}, {"path": "files/None.ttf"}, {"package": "fontpkg_none"}])
def test_a_font_that_is_missing_or_another_stops_the_start_by_its_name(member: dict[str, str]) -> None:
    wrong = replace(PINNED[0], **member)

    with pytest.raises(ConfigurationError) as refused:
        check_fonts((wrong, PINNED[1]))

    assert f"{wrong.package}/{wrong.path}" in refused.value.detail
    assert PINNED[1].path not in refused.value.detail
