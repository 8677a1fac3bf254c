"""`proscenium vc-api` makes, lists and removes instances."""

from tests.cli.terminal import Terminal

ADDRESS = "http://localhost:8000/vc-api/issuers/badges/credentials/issue"


def test_an_instance_is_made_listed_and_removed(theatre: Terminal) -> None:
    made = theatre.run("vc-api", "create", "theatre", "badges", "eddsa-rdfc-2022", "--organisation", "academy", "--status", "--open")

    assert made.code == 0, made.complained
    address, did, *rest = made.said.split()
    assert address == ADDRESS
    assert did.startswith("did:key:z6Mk")
    assert rest == ["eddsa-rdfc-2022", "EdDSA", "status", "open"]
    assert theatre.run("vc-api", "list", "theatre").said == made.said
    assert theatre.run("vc-api", "remove", "theatre", "badges").said == "badges is removed.\n"
    assert theatre.run("vc-api", "list", "theatre").said == ""


def test_what_does_not_fit_together_is_told_with_its_place(theatre: Terminal) -> None:
    ran = theatre.run("vc-api", "create", "theatre", "badges", "rot13")

    assert ran.code == 1
    assert "/suite: expected one of eddsa-rdfc-2022" in ran.complained
    assert "/issuer: expected an issuer, or else the organisation of a new one" in ran.complained
