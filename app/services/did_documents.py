"""Says which keys our identities have: DID documents, single keys and seals' certificates, straight from the store."""

from app.adapters.database import identities
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.dids.verification_methods import did_document
from app.dids.web import did_of_url
from app.errors import NotFound
from app.model.record import IssuerKey
from app.model.secured import Document
from app.services.installation import Installation


def host_document(installation: Installation) -> Document:
    """Return the DID document of our address. It has no keys of its own: it names the issuers whose DIDs lead here."""
    did = did_of_url(installation.public_url)
    found = installation.database.read(identities.all_of_them)
    services = [
        {
            "id": f"{did}#issuer-{identity.profile.slug}",
            "type": "IssuerDirectory",
            "serviceEndpoint": f"{installation.public_url}/issuers/{identity.profile.slug}/did.json",
        }
        for identity in found
        if not is_did_key(identity.profile.did)
    ]
    return {"@context": ["https://www.w3.org/ns/did/v1"], "id": did, "service": services}


def issuer_document(installation: Installation, slug: str) -> Document:
    """Return the DID document of the identity with that slug. Retired keys stay listed: what they signed goes on verifying."""

    def work(session: Session) -> Document:
        identity = identities.by_slug(session, slug)
        if identity is None:
            raise NotFound("There is no issuer of that name.")
        keys = identities.keys_of(session, identity.id)
        return did_document(identity.profile.did, [key.public for key in keys])

    return installation.database.read(work)


def issuer_key(installation: Installation, slug: str, kid: str) -> IssuerKey:
    """Return one key of an identity, by its name in our addresses."""

    def work(session: Session) -> IssuerKey:
        identity = identities.by_slug(session, slug)
        keys = identities.keys_of(session, identity.id) if identity else ()
        for key in keys:
            if key.kid == kid:
                return key
        raise NotFound("There is no key of that name.")

    return installation.database.read(work)


def seal_chain(installation: Installation, slug: str, kid: str) -> str:
    """Return the certificates of one seal of an identity in PEM, its own first, whatever became of it: who verifies may want it later."""

    def work(session: Session) -> str:
        identity = identities.by_slug(session, slug)
        for key in identities.seals_of(session, identity.id) if identity else ():
            if key.kid == kid and key.certificate is not None:
                return key.certificate.chain
        raise NotFound("There is no seal of that name.")

    return installation.database.read(work)
