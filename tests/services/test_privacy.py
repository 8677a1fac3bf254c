"""docs/decisions/0005-privacy.md: no table says in plain who anybody is, and an erased learner is gone from all of them."""

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import make_url, select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.errors import Gone, SecretUnreadable
from app.services.person_key import make_person_key, person_key_of
from app.services.recipients import identity_of
from tests.installations import Stage
from tests.services.unfinished import spoilt, take_up_time

MARK = "Zinnober"
TOLD: dict[str, Any] = {
    "recipient": {
        "name": f"Ada {MARK}",
        "email": f"{MARK}@example.org",
        "external_id": f"{MARK}-42",
        "did": f"did:web:{MARK.lower()}.example.org",
        "language": "el",
    },
    "results": [{"value": f"passed, says {MARK}", "name": f"Exam of {MARK}"}],
    "evidence": [{"url": f"https://example.org/{MARK}", "name": MARK, "narrative": f"{MARK} sewed.", "genre": MARK}],
}


def every_value(stage: Stage) -> list[tuple[str, Any]]:
    """Return every value of every table, with its place."""
    return [
        (f"{table.name}.{column.name}", row[column.name])
        for table in metadata.sorted_tables
        for row in (found._mapping for found in stage.select(select(table)))
        for column in table.columns
    ]


def as_bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def tells(content: bytes) -> bool:
    """Return whether a marked text can be read out of it, also under another spelling of the same bytes."""
    spellings = [MARK.encode(), base64.b64encode(MARK.encode())[:-4], MARK.encode().hex().encode(), MARK.encode("utf-16-le")]
    return any(spelling.lower() in content.lower() for spelling in spellings)


def everything_done(stage: Stage) -> dict[str, Any]:
    """Do with a marked credential whatever can be done."""
    issued = stage.issued(key="k1", **TOLD)
    stage.issue(key="k2", **TOLD)
    spoilt(stage, key="k3", **{**TOLD, "source_ref": "course:8"})
    take_up_time(stage)
    stage.issue(key="k3", **{**TOLD, "source_ref": "course:8"})
    stage.storage.refused = {2}
    stage.issue(key="k4", **{**TOLD, "source_ref": "course:9"})
    for link in issued["links"].values():
        stage.http(None).get(link)
    stage.http(None).post("/v1/verifications", json={"url": issued["links"]["public"]})
    stage.http().get("/v1/credentials", params={"q": MARK})
    return issued


def test_no_table_names_anybody(stage: Stage) -> None:
    everything_done(stage)

    values = every_value(stage)

    assert len(values) > 1_000
    assert [place for place, value in values if tells(as_bytes(value))] == []


def test_the_files_of_the_database_name_nobody_either(quick_stage: Stage) -> None:
    everything_done(quick_stage)
    path = Path(make_url(quick_stage.storage.url).database or "")

    files = list(path.parent.glob(f"{path.name}*"))

    assert files
    assert [file.name for file in files if tells(file.read_bytes())] == []


def test_what_is_sought_is_found_all_the_same(stage: Stage) -> None:
    issued = everything_done(stage)

    found = stage.http().get("/v1/credentials", params={"q": MARK[:4].upper()}).json()["items"]

    assert [each["id"] for each in found] == [issued["id"]]


def test_answers_to_learning_platforms_do_not_name_the_learner(quick_stage: Stage) -> None:
    issued = quick_stage.issued(**TOLD)

    for answer in (issued, quick_stage.http().get("/v1/credentials").json()):
        assert not tells(orjson.dumps(answer))


def test_who_has_the_link_is_told_neither_results_nor_evidence(quick_stage: Stage) -> None:
    link = quick_stage.issued(**TOLD)["links"]["public"]

    page = quick_stage.http(None).get(link, headers={"accept": "text/html"}).text
    view = quick_stage.http(None).post("/v1/verifications", json={"url": link}).json()["credential_view"]

    assert "results" not in view or view["results"] == []
    assert "evidence" not in view or view["evidence"] == []
    for words in (f"Exam of {MARK}", f"{MARK} sewed"):
        assert words not in page


def test_who_has_the_file_reads_results_and_evidence(quick_stage: Stage) -> None:
    body = quick_stage.http(None).get(quick_stage.issued(**TOLD)["links"]["ob3_jsonld"]).content

    view = (
        quick_stage.http(None).post("/v1/verifications", content=body, headers={"content-type": "application/vc"}).json()["credential_view"]
    )

    assert any(MARK in str(each) for each in view["results"])
    assert any(MARK in str(each) for each in view["evidence"])


def test_an_erased_learner_is_found_and_read_no_more(stage: Stage) -> None:
    issued = everything_done(stage)
    row = stage.credential(issued["id"]).row

    stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, stage.clock()))

    assert stage.http().get("/v1/credentials", params={"q": MARK}).json()["items"] == []
    erased = stage.installation.database.read(lambda session: recipients.by_id(session, row.tenant_id, row.recipient_id))
    assert erased is not None
    with pytest.raises(Gone):
        person_key_of(stage.installation.data_keys, erased)


def test_a_box_opens_only_for_its_owner_and_its_use() -> None:
    owner, stranger = make_person_key("rcp_1"), make_person_key("rcp_1")
    box = owner.close("answer", b"Ada")

    assert owner.open("answer", box) == b"Ada"
    for key, use in ((owner, "award"), (stranger, "answer")):
        with pytest.raises(SecretUnreadable):
            key.open(use, box)


def test_one_address_has_unrelated_digests_at_two_tenants(quick_stage: Stage) -> None:
    learner = quick_stage.order(recipient={"name": "Ada", "email": "ada@example.org"}).recipient

    here, there = (identity_of(quick_stage.installation, quick_stage.client(who), learner) for who in ("lms", "orchestra"))

    assert here is not None
    assert there is not None
    assert here.digest != there.digest


def test_refusals_repeat_nothing_that_was_said_of_the_learner(quick_stage: Stage) -> None:
    refusals = [
        quick_stage.issue(**{**TOLD, "recipient": {**TOLD["recipient"], "email": f"{MARK} at example.org"}}),
        quick_stage.issue(**{**TOLD, "recipient": {**TOLD["recipient"], "did": MARK}}),
        quick_stage.issue(**{**TOLD, "results": [{"status": MARK}]}),
        quick_stage.issue(**{**TOLD, "evidence": [{"url": f"https://example.org/{MARK}#a#b"}]}),
    ]

    for refusal in refusals:
        assert refusal.status_code == 422
        assert not tells(refusal.content), refusal.text
