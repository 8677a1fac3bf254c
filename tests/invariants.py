"""What holds after every start, whatever died before it, and after any number of callers at once; on either database.

`assert_invariants` signs and publishes every list, as the next publication would; what it looks at besides is only read.

Spec: the numbered invariants of the reliability brief, §7.1.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import orjson
from openvc.did.base import parse_did_document
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.status.status_list import check_credential_status
from sqlalchemy import text

from app.errors import Gone
from app.model.record import CredentialState
from app.model.secured import Document
from app.schemas.contexts import context_document
from app.services.chain_audit import chain_audit
from app.services.installation import Installation
from app.services.own_evidence import own_evidence
from app.services.own_file import own_file
from app.services.publish_status import publish_list
from app.services.verify import verify_bytes
from app.services.verify_audit import AuditVerdict, verify_audit
from app.status.bitstring import decode_bits, set_in

OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SETS_BIT = frozenset({CredentialState.REVOKED, CredentialState.SUPERSEDED, CredentialState.VOIDED})
VERDICTS: Mapping[str, str] = {
    CredentialState.ISSUED: "valid",
    CredentialState.SUSPENDED: "valid_not_current",
    CredentialState.SUPERSEDED: "valid_not_current",
    CredentialState.REVOKED: "not_valid",
}
"""What a credential's verdict is by its state, as long as its validity lasts."""


@dataclass(frozen=True, slots=True)
class Told:
    """What callers were told before: the state of each credential, and the bytes of each signed file."""

    states: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A credential as the database has it, and its slot."""

    id: str
    public_id: str
    state: str
    revision: int
    replaces_id: str | None
    list_id: str
    index: int


NOTHING_TOLD = Told()


def assert_invariants(installation: Installation, told: Told = NOTHING_TOLD) -> None:
    """Assert all of them."""
    held = credentials(installation)
    files = files_of(installation, held)
    _assert_told(held, files, told)
    _assert_slots(installation, held)
    _assert_settled(installation)
    _assert_changes(installation, held)
    _assert_successors(held)
    lists = published_lists(installation)
    _assert_lists(installation, held, lists)
    _assert_verdicts(installation, held, files, lists)
    assert audit_verdict(installation) is AuditVerdict.OK


def rows(installation: Installation, statement: str) -> list[tuple[object, ...]]:
    """Return what a statement gives."""
    return installation.database.read(lambda session: [tuple(row) for row in session.execute(text(statement))])


def credentials(installation: Installation) -> dict[str, Held]:
    """Return every credential by its id, given out or not."""
    columns = "c.id, c.public_id, c.state, c.revision, c.replaces_id, s.list_id, s.idx"
    statement = f"SELECT {columns} FROM credential c JOIN status_slot s ON s.credential_id = c.id"  # noqa: S608 - words of ours
    return {str(row[0]): Held(*row) for row in rows(installation, statement)}  # type: ignore[arg-type]


def files_of(installation: Installation, held: Mapping[str, Held]) -> dict[str, bytes]:
    """Return the file that was signed at issue, of every credential that has one to be seen."""
    files = {}
    for one in held.values():
        if one.state in VERDICTS:
            with suppress(Gone):
                files[one.id] = own_file(installation, one.public_id).body
    return files


def published_lists(installation: Installation) -> dict[str, Document]:
    """Publish every list as it follows from what is stored, and return them by their id."""
    ids = [str(row[0]) for row in rows(installation, "SELECT id FROM status_list")]
    return {list_id: orjson.loads(publish_list(installation, list_id).body) for list_id in ids}


def bits_in(document: Document) -> frozenset[int]:
    """Return the indexes that are set in a list."""
    return frozenset(set_in(decode_bits(document["credentialSubject"]["encodedList"])))


def audit_verdict(installation: Installation) -> AuditVerdict:
    """Return whether the audit trail is whole, once it is chained."""
    chain_audit(installation)
    return verify_audit(installation, None).verdict


def _assert_told(held: Mapping[str, Held], files: Mapping[str, bytes], told: Told) -> None:
    """1: what was acknowledged is there, in that state, its bytes identical."""
    assert {credential_id: held[credential_id].state for credential_id in told.states} == dict(told.states)
    assert {credential_id: files[credential_id] for credential_id in told.files} == dict(told.files)


def _assert_slots(installation: Installation, held: Mapping[str, Held]) -> None:
    """2: no slot is shared, none is taken without a credential, and as many were handed out as are taken."""
    slots = rows(installation, "SELECT list_id, idx, credential_id FROM status_slot")
    assert len({(list_id, index) for list_id, index, _ in slots}) == len(slots)
    assert Counter(credential_id for _, _, credential_id in slots) == Counter(dict.fromkeys(held, 1))
    handed_out = rows(installation, "SELECT id, next_seq FROM status_list WHERE next_seq > 0")
    assert Counter(list_id for list_id, _, _ in slots) == Counter(dict(handed_out))  # type: ignore[arg-type]


def _assert_settled(installation: Installation) -> None:
    """3: no request is without its outcome, and none is left half done."""
    assert not rows(installation, "SELECT id FROM intent WHERE state = 'reserved'")
    assert not rows(installation, "SELECT id FROM credential WHERE state = 'reserved'")
    assert not rows(installation, "SELECT key FROM idempotency WHERE status IS NULL")


def _assert_changes(installation: Installation, held: Mapping[str, Held]) -> None:
    """8: each revision has one change, one audit event and one effect; each issue has its own; there are no others."""
    changes = rows(installation, "SELECT credential_id, revision, change FROM credential_change WHERE change <> 'reissued'")
    wanted = {(one.id, revision) for one in held.values() for revision in range(1, one.revision + 1)}
    assert sorted((credential_id, revision) for credential_id, revision, _ in changes) == sorted(wanted)
    given_out = {one.id for one in held.values() if one.state in VERDICTS}
    effects = rows(installation, "SELECT effect_key FROM outbox WHERE kind IN ('credential.issued', 'credential.changed')")
    expected = [f"credential.issued:{one}" for one in given_out] + [f"credential.changed:{one}:{revision}" for one, revision in wanted]
    assert Counter(str(key) for (key,) in effects) == Counter(expected)
    deeds = Counter(rows(installation, "SELECT object_id, action FROM audit_event WHERE object_kind = 'credential'"))
    by_change = Counter((credential_id, f"credential.{change}") for credential_id, _, change in changes)
    ends = Counter((one.id, "credential.issued" if one.id in given_out else "credential.voided") for one in held.values())
    kinds = {"credential.issued", "credential.voided", *(action for _, action in by_change)}
    assert Counter({deed: count for deed, count in deeds.items() if deed[1] in kinds}) == by_change + ends


def _assert_successors(held: Mapping[str, Held]) -> None:
    """A credential has one successor at most; what is superseded has one, and what has one counts no more."""
    replaced = Counter(one.replaces_id for one in held.values() if one.replaces_id is not None and one.state in VERDICTS)
    assert set(replaced.values()) <= {1}
    assert {one.id for one in held.values() if one.state == CredentialState.SUPERSEDED} <= set(replaced)
    assert {held[one].state for one in replaced} <= {CredentialState.SUPERSEDED, CredentialState.REVOKED}


def _assert_lists(installation: Installation, held: Mapping[str, Held], lists: Mapping[str, Document]) -> None:
    """5: each list has exactly the bits of what ended; versions go up, by one but after a restore; no published bit is ever cleared."""
    set_bits = {(list_id, index) for list_id, document in lists.items() for index in bits_in(document)}
    assert set_bits == {(one.list_id, one.index) for one in held.values() if one.state in SETS_BIT}
    was_restored = rows(installation, "SELECT value FROM instance_fact WHERE key = 'epoch'")
    before: dict[object, tuple[int, frozenset[int]]] = {}
    for list_id, version, body in rows(installation, "SELECT list_id, version, body FROM status_publication ORDER BY list_id, version"):
        last, known = before.get(list_id, (0, frozenset[int]()))
        bits = bits_in(orjson.loads(body))  # type: ignore[arg-type]
        assert version == last + 1 or (was_restored and version > last)  # type: ignore[operator]
        assert known <= bits
        before[list_id] = (version, bits)  # type: ignore[assignment]
    assert {list_id: version for list_id, (version, _) in before.items()} == dict(
        rows(installation, "SELECT id, version FROM status_list")  # type: ignore[arg-type]
    )


def _assert_verdicts(
    installation: Installation, held: Mapping[str, Held], files: Mapping[str, bytes], lists: Mapping[str, Document]
) -> None:
    """7: every file says its own slot, and is judged by its state: by our verifier, and by another one that has only the list."""
    for credential_id, body in files.items():
        one, document = held[credential_id], orjson.loads(body)
        entry = document["credentialStatus"]
        assert (entry["statusListCredential"].rpartition("/")[2], int(entry["statusListIndex"])) == (one.list_id, one.index)
        assert verify_bytes(installation, body, "application/vc").verdict == VERDICTS[one.state]
        assert genuine_elsewhere(installation, document)
        status = check_credential_status(document, resolve_status_list=lambda _, list_id=one.list_id: lists[list_id])  # type: ignore[misc]
        assert status.revoked is (one.state in SETS_BIT)


def genuine_elsewhere(installation: Installation, document: Document) -> bool:
    """Return whether openvc finds the signature genuine, with the key that the issuer's document lists."""
    issuer, method = document["issuer"], document["proof"]["verificationMethod"]
    did = issuer if isinstance(issuer, str) else issuer["id"]
    served = own_evidence(installation, did_url(installation, did)).body
    assert served is not None
    key = parse_did_document(orjson.loads(served)).key_for_purpose(method, "assertionMethod")
    assert key is not None
    contexts = {OB_CONTEXT: context_document(OB_CONTEXT)}
    theirs = DataIntegrityProofSuite().verify(
        document, public_key_jwk=key.public_key_jwk, now=installation.clock(), extra_contexts=contexts
    )
    return bool(theirs.issuer == did)


def did_url(installation: Installation, did: str) -> str:
    """Return where we serve the document of an issuer of ours."""
    return f"{installation.public_url}/{'/'.join(did.split(':')[3:])}/did.json"
