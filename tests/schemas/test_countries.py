"""Countries by two letters and by three."""

from pathlib import Path

import orjson
import pytest

from app.schemas.countries import COUNTRY, alpha2_of, country_uri


@pytest.mark.parametrize(
    ("alpha2", "alpha3"), [("GR", "GRC"), ("EL", "GRC"), ("GB", "GBR"), ("UK", "GBR"), ("it", "ITA"), (" DE ", "DEU"), ("XK", "1A0")]
)
def test_a_country_is_found_by_its_two_letters(alpha2: str, alpha3: str) -> None:
    assert country_uri(alpha2) == f"{COUNTRY}{alpha3}"


@pytest.mark.parametrize("nowhere", ["", "ZZ", "ITA", "É"])
def test_what_names_no_country_has_no_address(nowhere: str) -> None:
    assert country_uri(nowhere) is None


def test_an_address_tells_the_two_letters_of_iso() -> None:
    assert alpha2_of(f"{COUNTRY}GRC") == "GR"
    assert alpha2_of(f"{COUNTRY}XXX") is None
    assert alpha2_of("https://elsewhere.example/GRC") is None


def test_every_country_of_the_authority_table_is_there(shared: Path) -> None:
    official = orjson.loads((shared / "elm" / "vocab" / "country.json").read_bytes())["concepts"]
    unknown = [each["id"].removeprefix(COUNTRY) for each in official if alpha2_of(each["id"]) is None]

    assert unknown == ["FQ0", "EUR", "OP_DATPRO"]
