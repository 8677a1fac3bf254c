"""Makes a demo out of an empty installation, once; a second time changes nothing but the admin link."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from app.adapters.database import achievements, identities
from app.adapters.keystores.secret_file import replace_secret
from app.errors import ConfigurationError, NotAuthenticated
from app.model.issuer import Mode
from app.model.record import IssuerIdentity, Tenant
from app.schemas.catalogue import read_catalogue
from app.services.admin_links import mint_admin_link
from app.services.api_keys import SCOPES, NewClient, client_of, create_client
from app.services.audited import operator_actor
from app.services.import_catalogue import import_catalogue
from app.services.installation import Installation
from app.services.prepare_demo_inbox import event_command, prepare_demo_inbox
from app.services.prepare_demo_seals import prepare_demo_seals
from app.services.prepare_demo_vc_api import prepare_demo_vc_api

ACHIEVEMENT = "inspire-m1"
FIRST_ORDER: Mapping[str, Any] = {
    "achievement": ACHIEVEMENT,
    "recipient": {"name": "Ada Example", "email": "ada@example.org", "external_id": "42"},
    "source_ref": "moodle:course:7:user:42",
    "results": [{"value": "passed", "status": "Completed"}],
}
"""The request that issues the first credential: printed at the start, and the example of the OpenAPI."""

_CLIENT = "Demo learning platform"


@dataclass(frozen=True, slots=True)
class Demo:
    """What a newcomer needs; also written to `var/demo.json`. Of an inbox that was ended there is neither token nor command."""

    base_url: str
    api_key: str
    inbox_token: str | None
    admin_url: str
    issuer_did: str
    achievement: str
    curl: str
    event_curl: str | None


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What is shown once, and known to the file of an earlier start alone."""

    api_key: str
    inbox_token: str | None = None


def prepare_demo(installation: Installation, catalogues: tuple[Path, ...], demo_file: Path, tell: Callable[[str], None]) -> Demo:
    """Load the sample catalogues, give their issuers test seals, make a client with a key and an inbox with a token; return what to show.

    Args:
        catalogues: files to import; the first one's tenant gets the client, the inbox and the admin link.
        demo_file: where the same is written, for the owner alone (0600), and read at the next start.
        tell: is told what takes a while.

    Raises:
        SchemaViolation: a catalogue has faults; each is named with file, line and field.
        ConfigurationError: the file of an earlier start does not belong to this database.
    """
    imported = []
    for path in catalogues:
        tell(f"{path.name}: organisations, issuers with keys, achievements …")
        catalogue = read_catalogue(path.read_text(encoding="utf-8"), path.name)
        imported.append(import_catalogue(installation, catalogue, Mode.TEST))
    tenant = imported[0].tenant
    issuer = _issuer(installation)
    prepare_demo_seals(installation)
    prepare_demo_vc_api(installation, issuer)
    known = _known(installation, demo_file) or _Secrets(_new_key(installation, tenant))
    inbox_token = prepare_demo_inbox(installation, tenant.id, ACHIEVEMENT, known.inbox_token)
    base_url = installation.public_url
    demo = Demo(
        base_url=base_url,
        api_key=known.api_key,
        inbox_token=inbox_token,
        admin_url=mint_admin_link(installation, tenant.id),
        issuer_did=issuer.profile.did,
        achievement=ACHIEVEMENT,
        curl=curl_command(base_url, known.api_key),
        event_curl=event_command(base_url, inbox_token) if inbox_token else None,
    )
    replace_secret(demo_file, orjson.dumps(asdict(demo), option=orjson.OPT_INDENT_2))
    return demo


def curl_command(base_url: str, api_key: str) -> str:
    """Return one command that issues the first credential and prints the answer."""
    headers = (f"Authorization: Bearer {api_key}", "Idempotency-Key: demo-course-7-user-42", "Content-Type: application/json")
    options = " ".join(f"-H {shlex.quote(header)}" for header in headers)
    return f"curl -sS -X POST {base_url}/v1/credentials {options} -d {shlex.quote(orjson.dumps(FIRST_ORDER).decode())}"


def _issuer(installation: Installation) -> IssuerIdentity:
    """Return who issues the achievement of the demo. Raises ConfigurationError where no catalogue has it."""
    record = installation.database.read(lambda session: achievements.public_version(session, ACHIEVEMENT, None))
    identity = (
        installation.database.read(lambda session: identities.by_id(session, record.tenant_id, record.identity_id)) if record else None
    )
    if identity is None:
        raise ConfigurationError(f"The sample catalogue has no achievement {ACHIEVEMENT}: the demo needs it.")
    return identity


def _known(installation: Installation, demo_file: Path) -> _Secrets | None:
    """Return what an earlier start was given, or None at the first one. A file from before there was an inbox has no token."""
    if not demo_file.exists():
        return None
    try:
        written = orjson.loads(demo_file.read_bytes())
        api_key, token = str(written["api_key"]), written.get("inbox_token")
        client_of(installation, api_key)
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, NotAuthenticated) as error:
        raise ConfigurationError(f"{demo_file} is not of this database: remove it to get a new API key.") from error
    return _Secrets(api_key, str(token) if token else None)


def _new_key(installation: Installation, tenant: Tenant) -> str:
    _, api_key = create_client(installation, operator_actor(tenant.id), NewClient(_CLIENT, Mode.TEST, frozenset(SCOPES)))
    return api_key
