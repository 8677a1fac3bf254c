"""Corrected names, notes and authorities lie in boxes: no table, no file of the database and no log says them in plain."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.changing import because, change, changed, correction, erase, reissue, reissued
from tests.installations import Stage
from tests.services.test_privacy import MARK, as_bytes, every_value, tells

MARKED = correction(
    recipient={"name": f"Ada {MARK}", "email": f"{MARK}@example.org", "did": f"did:web:{MARK.lower()}.example.org"},
    results=[{"value": f"{MARK} passed", "name": MARK}],
    authority=f"{MARK} of the registrar's office",
)


def everything_changed(stage: Stage) -> str:
    """Do to credentials whatever can be done, and have some of it refused; return the id of a successor."""
    old = stage.issued()
    noted = because("other", note=f"{MARK} called")
    changed(stage, "suspend", old["id"], noted, key=f"{MARK}-1")
    changed(stage, "reinstate", old["id"], noted)
    assert change(stage, "reinstate", old["id"], noted, if_match='"7"').status_code == 412
    new = reissued(stage, old["id"], MARKED, key=f"{MARK}-2")
    assert reissue(stage, old["id"], MARKED).status_code == 409
    assert stage.http(None).get(new["links"]["ob3_jwt"]).status_code == 200
    changed(stage, "revoke", new["id"], noted, key=f"{MARK}-3")
    stage.keys.locked = True
    assert reissue(stage, new["id"], MARKED, key=f"{MARK}-4").status_code == 503
    stage.keys.locked = False
    return str(new["id"])


def test_no_table_says_what_was_corrected_or_noted(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    everything_changed(stage)

    assert [place for place, value in every_value(stage) if tells(as_bytes(value))] == []
    assert not tells(caplog.text.encode())


def test_the_files_of_the_database_do_not_say_it_either(quick_stage: Stage) -> None:
    everything_changed(quick_stage)
    path = Path(make_url(quick_stage.storage.url).database or "")

    assert [file.name for file in path.parent.glob(f"{path.name}*") if tells(file.read_bytes())] == []


def test_after_an_erasure_nobody_is_found_by_the_corrected_name(stage: Stage) -> None:
    credential_id = everything_changed(stage)
    assert stage.http().get("/v1/credentials", params={"q": MARK}).json()["items"]

    erase(stage, credential_id)

    assert stage.http().get("/v1/credentials", params={"q": MARK}).json()["items"] == []
