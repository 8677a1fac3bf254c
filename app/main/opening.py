"""Settings → installation: opens database, keys and network, and checks that they belong together."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.adapters.database import migrate, tenants
from app.adapters.database.session import Database
from app.adapters.fetch import Caller, Fetcher, FetchPolicy
from app.adapters.journal import Journal
from app.adapters.keystores.data_key import DataKeys, open_data_key, settle_data_key
from app.adapters.keystores.key_ring import KeyRing
from app.adapters.queue import Queue
from app.config import Settings
from app.dids.web import did_of_url
from app.edge.rules import RequestRules
from app.jobs import in_background
from app.main.sealing import key_access, seals_of
from app.main.trusting import read_trusted
from app.render import check_fonts
from app.schemas.contexts import check_contexts
from app.services.installation import Installation
from app.services.settle_installation import settle_installation


def now() -> datetime:
    """Return the moment: the one clock of the service."""
    return datetime.now(UTC)


def open_installation(
    settings: Settings, clock: Callable[[], datetime] = now, settle: Callable[[Installation], None] = settle_installation
) -> Installation:
    """Open database and key store, and check what is pinned; `settle` checks that all of it belongs together.

    Raises ConfigurationError when something does not fit, SigningError when a key cannot be opened.
    """
    check_contexts()
    check_fonts()
    did_of_url(settings.public_url)  # an address that no DID can name ends here, before it stands in a database
    migrate.upgrade(settings.database)
    access = key_access(settings)
    ring = KeyRing(access)
    database = Database(settings.database)
    policy = FetchPolicy(contact_url=settings.public_url)
    fetcher, caller = Fetcher(policy), Caller(settings.private_peers, policy)
    installation = Installation(
        public_url=settings.public_url,
        demo=settings.demo,
        database=database,
        data_keys=_data_keys(settings, database, access.passphrase),
        source=fetcher,
        create_key=ring.create,
        signer_for=ring.signer_for,
        clock=clock,
        status_list_days=settings.status_list_days,
        status_ttl_seconds=settings.status_ttl_seconds,
        status_delay_seconds=settings.status_delay,
        journal=Journal(settings.journal_folder),
        max_request_bytes=settings.max_request_bytes,
        max_upload_bytes=settings.max_upload_bytes,
        database_folder=settings.database_file.parent if settings.database_file else None,
        audit_checkpoints=settings.audit_checkpoints,
        peers=caller,
        inbox_days=settings.inbox_days,
        seals=seals_of(settings, ring, caller, read_trusted(settings, clock())),
        closing=(fetcher.close, caller.close, database.close),
    )
    settle(installation)
    return in_background(installation, Queue(settings.database, settings.var_dir)) if settings.jobs else installation


def _data_keys(settings: Settings, database: Database, passphrase: bytes) -> DataKeys:
    """Open the secret that protects data at rest; make it for an empty database, and never silently for one that needs another."""
    if database.read(tenants.all_of_them):
        return open_data_key(settings.keys_dir, passphrase)
    return settle_data_key(settings.keys_dir, passphrase)


def request_rules(settings: Settings) -> RequestRules:
    """Return what the settings say of requests. In a demo, this machine is not counted and the metrics are open."""
    return RequestRules(
        client_rate=settings.client_rate,
        address_rate=settings.address_rate,
        spare_loopback=settings.demo,
        trusted_proxies=settings.trusted_proxies,
        body_seconds=settings.body_seconds,
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
        metrics_open=settings.demo and settings.metrics_token is None,
    )
