"""Settings → how seals are made, where their keys lie, and whose are trusted."""

from collections.abc import Callable

from app.adapters.fetch import TIME_STAMP, Caller, read_address
from app.adapters.keystores import KeyAccess
from app.adapters.keystores.key_ring import KeyRing
from app.adapters.keystores.passphrase import read_passphrase, read_seal_passphrase
from app.adapters.time_stamping import TimeStampAuthority
from app.config import PREFIX, Settings
from app.errors import AddressForbidden, ConfigurationError
from app.main.trusting import Trusted
from app.services.installation import Seals


def key_access(settings: Settings) -> KeyAccess:
    """Return what opens the key stores. Raises ConfigurationError."""
    given = settings.keys_passphrase.get_secret_value() if settings.keys_passphrase else None
    passphrase = read_passphrase(given, settings.keys_passphrase_file)
    brought = settings.seal_passphrase.get_secret_value() if settings.seal_passphrase else None
    return KeyAccess(settings.keys_dir, passphrase, read_seal_passphrase(brought, settings.seal_passphrase_file), settings.pkcs11_module)


def seals_of(settings: Settings, ring: KeyRing, caller: Caller, trusted: Trusted) -> Seals:
    """Return how seals are made here. Raises ConfigurationError for an address that is none."""
    return Seals(
        time_stamp=_time_stamp(settings, caller, trusted.anchors.time_stamps),
        writes_sig_t=settings.seal_sig_t,
        anchors=trusted.anchors,
        overdue_lists=trusted.overdue_lists,
        certificates_at=ring.certificates_at,
        copy_key=ring.copy,
    )


def _time_stamp(settings: Settings, caller: Caller, anchors: tuple[bytes, ...]) -> Callable[[bytes], bytes] | None:
    if not settings.tsa_url:
        return None
    try:
        read_address(settings.tsa_url, TIME_STAMP.ports, plain=TIME_STAMP.plain)
    except AddressForbidden as error:
        raise ConfigurationError(f"{PREFIX}TSA_URL: {error.detail}") from error
    return TimeStampAuthority(settings.tsa_url, lambda url, body: caller.post(url, body, TIME_STAMP), anchors).time_stamp
