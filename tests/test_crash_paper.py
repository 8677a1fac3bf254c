"""kill -9 while a sealed credential or paper is made, then a start on the same data: each is there once, whole, and valid.

Spec: docs/decisions/0037-paper-and-pictures.md
"""

import signal
from pathlib import Path

import httpx
import pytest

from app.baking.pdf import attachments
from app.services.audited import operator_actor
from app.services.seals import create_test_seal
from tests.callers import Answer, Caller, Order
from tests.processes import Service, served
from tests.sites import Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import mortal, restart, rows

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

POINTS = ("after-intent", "within-record")
"""What else can befall a file that is signed, `test_crash` has."""
MEDIA_TYPES = {"edc": "application/ld+json", "pdf": "application/pdf"}
CARRIED = {"ob3.json": "ob3-jsonld", "ob3.jwt": "ob3-jwt", "edc.jsonld": "edc"}


def test_what_is_sealed_is_there_once_wherever_the_process_died(site: Site, tmp_path: Path) -> None:
    journal = tmp_path / "signatures"
    give_seal(site)
    with served(site, program=mortal(journal)) as (service,):
        caller = Caller(service, site.api_key)
        answers = [caller.issue(Order(number, with_jwt=True)) for number in range(len(POINTS))]
        for name in MEDIA_TYPES:
            die_making(service, journal, site, name, answers)
        restart(service, mortal(journal))
        open_intents = rows(site, "SELECT id FROM intent WHERE state = 'reserved'")
        caller = Caller(service, site.api_key)
        files = {(answer.credential_id, name): caller.file(answer.credential_id, name) for answer in answers for name in MEDIA_TYPES}

        assert not open_intents
        assert {caller.verdict(file, MEDIA_TYPES[name]) for (_, name), file in files.items()} == {"valid"}
        for answer in answers:
            carried = {each.name: each.body for each in attachments(files[answer.credential_id, "pdf"])}
            assert carried == {file: caller.file(answer.credential_id, name) for file, name in CARRIED.items()}
        for name in MEDIA_TYPES:
            assert_made_once(site, name, answers)


def give_seal(site: Site) -> None:
    with site.opened() as installation:
        ((tenant_id,),) = rows(site, "SELECT id FROM tenant")
        create_test_seal(installation, operator_actor(str(tenant_id)), "academy")


def die_making(service: Service, journal: Path, site: Site, name: str, answers: list[Answer]) -> None:
    """Ask for the file of each credential, and have the process die at another point each time."""
    for answer, point in zip(answers, POINTS, strict=True):
        restart(service, mortal(journal, point))
        with pytest.raises(httpx.TransportError):
            Caller(service, site.api_key).ask_for(answer.credential_id, name)
        assert service.ends() == -signal.SIGKILL


def assert_made_once(site: Site, name: str, answers: list[Answer]) -> None:
    made = f"SELECT object_id FROM audit_event WHERE action = 'representation.made:{name}'"  # noqa: S608  # a name of ours
    signed = f"SELECT i.credential_id FROM intent i JOIN representation r ON r.id = i.representation_id WHERE r.format = '{name}'"  # noqa: S608
    expected = sorted((answer.credential_id,) for answer in answers)
    assert [sorted(rows(site, each)) for each in (made, signed)] == [expected, expected]
