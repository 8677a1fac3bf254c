"""Keeps an installation what it was at its first start: its address, its data secret, demo or production.

The public address is signed into every credential and is the issuers' DIDs; without the data secret nobody's name can be read again;
what a demo made is never served as real.
"""

from app.adapters.database import instance
from app.adapters.database.session import Session
from app.adapters.keystores.data_key import DataKeys
from app.crypto.hashes import keyed_digest
from app.errors import ConfigurationError
from app.services.installation import Installation

_UNFINISHED = (
    "A restore into this database was not finished: empty the database and restore the backup once more with `proscenium restore`. "
    "Nothing is served from it as it is."
)


def settle_installation(installation: Installation) -> None:
    """Remember the facts at the first start; raise ConfigurationError, with advice, when a later start has others.

    A database that was restored in part is refused too: it would hand out slots that were handed out before.
    """
    settle_restored(installation)
    if installation.database.read(lambda session: instance.get(session, instance.RESTORING)):
        raise ConfigurationError(_UNFINISHED)


def settle_restored(installation: Installation) -> None:
    """Do as `settle_installation` in the middle of a restore."""
    facts = facts_of(installation)

    def work(session: Session) -> dict[str, str]:
        known = {name: instance.get(session, name) for name in facts}
        for name, value in facts.items():
            if known[name] is None:
                instance.put(session, name, value)
        return {name: known[name] or value for name, value in facts.items()}

    known = installation.database.write(work)
    for name, value in facts.items():
        if known[name] != value:
            raise ConfigurationError(_advice(name, known[name], value))


def facts_of(installation: Installation) -> dict[str, str]:
    """Return what this installation is for ever."""
    return {
        "public_url": installation.public_url,
        "data_key": fingerprint(installation.data_keys),
        "mode": "demo" if installation.demo else "production",
    }


def fingerprint(data_keys: DataKeys) -> str:
    """Return by what a data secret is known, without saying anything of it."""
    return keyed_digest(data_keys.secret, "fingerprint")


def _advice(name: str, known: str, found: str) -> str:
    if name == "public_url":
        return (
            f"This database belongs to {known}: its issuers' DIDs and every credential it signed carry that address, but the settings "
            f"say {found}. Start with PORT or PROSCENIUM_PUBLIC_URL as before, or use another database and other keys "
            "(for the demo: another PROSCENIUM_VAR_DIR and PROSCENIUM_KEYS_DIR)."
        )
    if name == "data_key":
        return (
            "The data secret in PROSCENIUM_KEYS_DIR is not the one that this database was written with: bring the right data.key back, "
            "or nobody's name can be read."
        )
    return f"This database was made in {known} mode and cannot be used in {found} mode: use another database and other keys."
