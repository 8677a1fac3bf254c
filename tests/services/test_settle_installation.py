"""An installation stays what it was at its first start: address, data secret, mode."""

import pytest

from app.adapters.keystores.data_key import DataKeys
from app.errors import ConfigurationError
from app.services.settle_installation import settle_installation
from tests.installations import PUBLIC_URL, Stage


def test_a_start_with_the_same_facts_changes_nothing(stage: Stage) -> None:
    before = stage.row_counts()

    settle_installation(stage.again().installation)

    assert stage.row_counts() == before


def test_another_address_is_refused_and_the_first_one_named(stage: Stage) -> None:
    moved = stage.again(public_url="https://elsewhere.example.org").installation

    with pytest.raises(ConfigurationError, match=PUBLIC_URL):
        settle_installation(moved)


def test_another_data_secret_is_refused(stage: Stage) -> None:
    stranger = stage.again(data_keys=DataKeys(b"\x02" * 32)).installation

    with pytest.raises(ConfigurationError, match=r"data\.key"):
        settle_installation(stranger)


def test_what_a_demo_made_never_serves_in_production(stage: Stage) -> None:
    production = stage.again(demo=False).installation

    with pytest.raises(ConfigurationError, match="made in demo mode"):
        settle_installation(production)


def test_a_refused_start_leaves_the_facts_as_they_were(stage: Stage) -> None:
    with pytest.raises(ConfigurationError):
        settle_installation(stage.again(public_url="https://elsewhere.example.org").installation)

    settle_installation(stage.again().installation)
