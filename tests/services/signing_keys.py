"""Key stores in which keys are made, differ from each other and get lost; and what became of keys."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.crypto.keys import public_jwk
from app.crypto.signing import PrivateKeySigner
from app.errors import KeyStoreUnavailable
from app.model.access import Actor
from app.model.record import CredentialState, IssuerKey, KeyState
from app.model.report import Report
from app.model.secured import Algorithm, Jwk, Signer
from app.services.audited import operator_actor
from app.services.list_keys import keys_of
from app.services.verify import verify_bytes
from tests.fakes import private_key_of
from tests.installations import Stage
from tests.props import KeysInMemory

ISSUER = "academy"


class DistinctKeys(KeysInMemory):
    """Keys in memory of which no two are the same, RSA ones neither. Those whose URIs are in `lost` do not open."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: set[str] = set()

    def create(self, uri: str, algorithm: Algorithm) -> Jwk:
        """Return the public half of the key of that URI, or raise KeyStoreUnavailable while the store is locked."""
        if self.locked:
            raise KeyStoreUnavailable("the disk is full")
        jwk = super().create(uri, algorithm)
        return public_jwk(private_key_of(uri.encode(), algorithm)) if algorithm is Algorithm.RS256 else jwk

    def signer_for(self, key: IssuerKey) -> Signer:
        """Return the signer of a key, or raise KeyStoreUnavailable."""
        if key.uri in self.lost:
            raise KeyStoreUnavailable(f"{key.uri}: there is no such file")
        if key.algorithm is Algorithm.RS256 and key.uri in self.created:
            return PrivateKeySigner(key.public.verification_method, private_key_of(key.uri.encode(), key.algorithm), key.algorithm)
        return super().signer_for(key)


@dataclass(frozen=True, slots=True)
class KeyStage:
    """An installation whose keys differ."""

    stage: Stage
    keys: DistinctKeys

    @property
    def operator(self) -> Actor:
        """Who sits at the command line of the theatre."""
        return operator_actor(self.stage.client().tenant_id)

    def of(self, state: KeyState, algorithm: Algorithm = Algorithm.EDDSA) -> list[IssuerKey]:
        """Return the academy's keys that stand so, the oldest first."""
        found = [key for key, _ in keys_of(self.stage.installation, ISSUER)]
        return [key for key in found if key.state is state and key.algorithm is algorithm]

    def active(self, algorithm: Algorithm = Algorithm.EDDSA) -> IssuerKey:
        """Return the only key that signs by that algorithm."""
        (key,) = self.of(KeyState.ACTIVE, algorithm)
        return key

    def file(self, credential_id: str, name: str = "ob3-jsonld") -> bytes:
        """Return a signed file of a credential."""
        answer = self.stage.http().get(f"/v1/credentials/{credential_id}/representations/{name}")
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)

    def report(self, body: bytes) -> Report:
        """Return what the verifier says of a file."""
        return verify_bytes(self.stage.installation, body, None)

    def listed(self) -> list[dict[str, str]]:
        """Return the verification methods of the served DID document, all of which are for assertions."""
        document = self.stage.http(None).get(f"/issuers/{ISSUER}/did.json").json()
        assert document["assertionMethod"] == [method["id"] for method in document["verificationMethod"]]
        return list(document["verificationMethod"])

    def list_signer(self) -> str:
        """Return which key signed the status list that is served."""
        (list_id,) = (row[0] for row in self.stage.select(select(metadata.tables["status_list"].c.id)))
        return str(orjson.loads(self.stage.http(None).get(f"/status/{list_id}").content)["proof"]["verificationMethod"])

    def intend(self, **changes: Any) -> str:
        """Let a request write its intent and get no further; return the credential's id."""
        before = self._reserved()
        self.stage.storage.refused = {2}
        assert self.stage.issue(**changes).status_code == 503
        (credential_id,) = self._reserved() - before
        return credential_id

    def _reserved(self) -> set[str]:
        table = metadata.tables["credential"].c
        return {str(row[0]) for row in self.stage.select(select(table.id).where(table.state == CredentialState.RESERVED))}


def with_distinct_keys(stage: Stage) -> KeyStage:
    """Return the installation with other keys: old ones as they were, new ones all different."""
    keys = DistinctKeys()
    return KeyStage(stage.again(create_key=keys.create, signer_for=keys.signer_for), keys)
