"""A demo is made once; a second start changes nothing but the admin link."""

import shlex
import stat
from dataclasses import replace
from pathlib import Path

import httpx
import orjson
import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.errors import ConfigurationError, Gone
from app.model.record import IssuerKey, KeyState
from app.model.vc_api import VcApiInstance
from app.services.audited import operator_actor
from app.services.desk import enter_desk
from app.services.list_keys import listed_keys
from app.services.prepare_demo import Demo, prepare_demo
from app.services.prepare_demo_inbox import SLUG
from app.services.prepare_demo_vc_api import INSTANCES
from app.services.retire_key import retire_key
from app.services.vc_api_instances import instances_of, suite_of
from tests.installations import PUBLIC_URL, Stage

CATALOGUES = tuple(Path(__file__).parents[2] / "catalogue" / name for name in ("inspire.yaml", "restart.yaml"))


def prepared(stage: Stage, folder: Path, *catalogues: Path) -> Demo:
    said: list[str] = []
    demo = prepare_demo(stage.installation, catalogues or CATALOGUES, folder / "demo.json", said.append)
    assert len(said) == len(catalogues or CATALOGUES)
    return demo


def test_a_demo_says_all_that_a_newcomer_needs_and_writes_it_down_for_the_owner(quick_stage: Stage, tmp_path: Path) -> None:
    demo = prepared(quick_stage, tmp_path)

    file = tmp_path / "demo.json"
    assert orjson.loads(file.read_bytes()) == {name: getattr(demo, name) for name in Demo.__dataclass_fields__}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert demo.base_url == PUBLIC_URL
    assert demo.api_key.startswith("sk_test_")
    assert demo.inbox_token is not None
    assert demo.inbox_token.startswith("inbox_")
    assert demo.issuer_did.startswith("did:web:credentials.example.org:issuers:")


def pasted(stage: Stage, command: str | None) -> httpx.Response:
    """What a printed command is answered."""
    words = shlex.split(command or "")
    assert words[0] == "curl"
    headers = dict(words[number + 1].split(": ", 1) for number, word in enumerate(words) if word == "-H")
    body, url = words[words.index("-d") + 1], words[words.index("POST") + 1]
    answer: httpx.Response = stage.http(None).post(url, content=body, headers=headers)
    return answer


def test_the_printed_command_issues_a_credential_and_says_the_same_again(quick_stage: Stage, tmp_path: Path) -> None:
    demo = prepared(quick_stage, tmp_path)

    first, again = (pasted(quick_stage, demo.curl) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    page = quick_stage.http(None).get(first.json()["links"]["public"], headers={"accept": "text/html"}).text
    assert "TEST" in page
    assert "Valid" in page


def test_a_second_start_changes_nothing_but_the_admin_link(quick_stage: Stage, tmp_path: Path) -> None:
    first = prepared(quick_stage, tmp_path)
    before = quick_stage.row_counts()

    second = prepared(quick_stage, tmp_path)

    assert replace(second, admin_url=first.admin_url) == first
    assert second.admin_url != first.admin_url
    changed = {name for name, count in quick_stage.row_counts().items() if count != before[name]}
    assert changed == {"one_time_link", "audit_event"}


def test_the_link_of_the_start_before_opens_nothing_any_more(quick_stage: Stage, tmp_path: Path) -> None:
    first, second = (prepared(quick_stage, tmp_path).admin_url.rpartition("/")[2] for _ in range(2))

    with pytest.raises(Gone):
        enter_desk(quick_stage.installation, first)
    assert enter_desk(quick_stage.installation, second)
    assert len(quick_stage.select(select(metadata.tables["person"].c.id))) == 1


def test_a_demo_from_before_there_was_an_inbox_gets_one_and_keeps_its_key(quick_stage: Stage, tmp_path: Path) -> None:
    demo = prepared(quick_stage, tmp_path)
    (tmp_path / "demo.json").write_bytes(orjson.dumps({"api_key": demo.api_key}))

    again = prepared(quick_stage, tmp_path)

    assert again.api_key == demo.api_key
    assert pasted(quick_stage, again.event_curl).status_code == 202
    assert pasted(quick_stage, demo.event_curl).status_code == 401
    assert quick_stage.row_counts()["issuing_rule"] == 1


def test_a_token_that_opens_nothing_any_more_is_replaced(quick_stage: Stage, tmp_path: Path) -> None:
    demo = prepared(quick_stage, tmp_path)
    headers = {"Authorization": f"Bearer {demo.api_key}"}
    assert quick_stage.http(None).post(f"/v1/integrations/{SLUG}/token", headers=headers).status_code == 200

    assert pasted(quick_stage, demo.event_curl).status_code == 401
    assert pasted(quick_stage, prepared(quick_stage, tmp_path).event_curl).status_code == 202


def test_an_inbox_that_somebody_ended_stays_ended_and_is_not_shown(quick_stage: Stage, tmp_path: Path) -> None:
    demo = prepared(quick_stage, tmp_path)
    headers = {"Authorization": f"Bearer {demo.api_key}"}
    assert quick_stage.http(None).delete(f"/v1/integrations/{SLUG}", headers=headers).status_code == 200

    again, once_more = (prepared(quick_stage, tmp_path) for _ in range(2))

    assert (again.inbox_token, again.event_curl) == (None, None)
    assert replace(once_more, admin_url=again.admin_url) == again
    assert (again.api_key, again.curl) == (demo.api_key, demo.curl)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'"words"', b'{"api_key": "sk_test_unknown"}', b'{"api_key": 5}', b'{"api_key": null}']
)
def test_a_file_of_another_database_is_refused_with_advice(quick_stage: Stage, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "demo.json").write_bytes(content)

    with pytest.raises(ConfigurationError, match="remove it"):
        prepared(quick_stage, tmp_path)


def test_a_catalogue_without_the_demos_achievement_is_refused(quick_stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="inspire-m1"):
        prepared(quick_stage, tmp_path, CATALOGUES[1])


def test_a_demo_has_an_open_instance_of_the_vc_api_for_each_way_to_sign_and_makes_each_once(quick_stage: Stage, tmp_path: Path) -> None:
    first, again = (_instances_after(quick_stage, tmp_path) for _ in range(2))

    assert first == again
    assert {row.name for row in first} == {new.name for new in INSTANCES if suite_of(new.suite, new.algorithm)}
    assert all(row.open and not row.records for row in first)
    assert len({row.identity_id for row in first}) == len(first)


def test_every_issuer_of_a_demo_has_a_test_seal_and_one_that_somebody_ended_stays_ended(quick_stage: Stage, tmp_path: Path) -> None:
    prepared(quick_stage, tmp_path)
    first = _seals(quick_stage)
    slug, seal = next(iter(first.items()))
    retire_key(quick_stage.installation, operator_actor(seal.tenant_id), slug, seal.kid)

    prepared(quick_stage, tmp_path)

    assert set(first) >= {"inspire-demo", "academy"}
    assert {slug: key.kid for slug, key in _seals(quick_stage).items()} == {slug: key.kid for slug, key in first.items()}
    assert _seals(quick_stage)[slug].state is KeyState.RETIRED


def _seals(stage: Stage) -> dict[str, IssuerKey]:
    listed = listed_keys(stage.installation, None)
    return {each.identity.profile.slug: each.key for each in listed if each.key.certificate is not None}


def _instances_after(stage: Stage, folder: Path) -> list[VcApiInstance]:
    prepared(stage, folder)
    tenant_id = str(stage.select(select(metadata.tables["vc_api_instance"].c.tenant_id))[0][0])
    return [listed.instance for listed in instances_of(stage.installation, operator_actor(tenant_id))]
