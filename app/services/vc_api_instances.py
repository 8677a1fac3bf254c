"""Issuer instances of the VC-API: made, found, listed, removed.

A client of that API cannot choose a suite or a key in its request: each combination is an instance with an address of its own. By
default an instance is an issuer of its own, a did:key; it may also sign as an issuer that is there, with a did:web.

Spec: ../shared/docs/conformance.md §1; docs/decisions/0024-vc-api.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.database import identities, organisations, vc_api
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.errors import Conflict, Fault, NotFound, SchemaViolation
from app.model.access import Actor
from app.model.issuer import IssuerProfile, Mode
from app.model.record import IssuerIdentity, IssuerKey
from app.model.secured import Algorithm
from app.model.vc_api import VcApiInstance
from app.proofs import SUITES
from app.proofs.suite import ProofSuite
from app.services.audited import Deed, write_down
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.make_key import make_issuer_of_key, store_key

ENVELOPING = "vc+jwt"
"""The suite whose answer is an EnvelopedVerifiableCredential."""
_EMBEDDING = ("eddsa-", "ecdsa-")
"""How the names of those begin that put a proof into the credential."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")


@dataclass(frozen=True, slots=True)
class NewInstance:
    """An instance to be made.

    `issuer`: the slug of an issuer that is there; None: one of its own (did:key), of the organisation of that slug.
    `algorithm`: None for the first one that the suite has.
    """

    name: str
    suite: str
    algorithm: Algorithm | None = None
    issuer: str | None = None
    organisation: str | None = None
    with_status: bool = False
    records: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class ListedInstance:
    """An instance, and the issuer as which it signs."""

    instance: VcApiInstance
    identity: IssuerIdentity


def create_instance(installation: Installation, actor: Actor, new: NewInstance) -> ListedInstance:
    """Return a new instance of the actor's tenant, with its issuer, which is made where none is named.

    Raises SchemaViolation for what does not fit together, NotFound for an issuer or organisation that is not the tenant's, Conflict
    where the name is taken, SigningError.
    """
    suite = _checked(installation, new)
    identity, key = installation.database.read(lambda session: _issuer_named(session, actor, new)), None
    if identity is None:
        identity, key = _own_issuer(installation, actor, new, suite.algorithm)

    def work(session: Session) -> VcApiInstance:
        if vc_api.by_name(session, new.name) is not None:
            raise Conflict(f"The name {new.name!r} is taken: it is part of the instance's address, so choose another.")
        moment = installation.clock()
        if key is not None:
            identities.add(session, identity, moment)
            write_down(session, actor, Deed("issuer.created", "issuer", identity.id), moment)
            store_key(session, installation, actor, key)
        row = VcApiInstance(
            id=new_id("vai", moment),
            tenant_id=actor.tenant_id,
            name=new.name,
            identity_id=identity.id,
            suite=new.suite,
            algorithm=suite.algorithm,
            with_status=new.with_status,
            records=new.records,
            open=new.open,
            created_at=moment,
        )
        vc_api.add(session, row)
        write_down(session, actor, Deed("vc_api_instance.created", "vc_api_instance", row.id), moment)
        return row

    return ListedInstance(installation.database.write(work), identity)


def instances_of(installation: Installation, actor: Actor) -> tuple[ListedInstance, ...]:
    """Return the actor's tenant's instances, by name."""

    def work(session: Session) -> tuple[ListedInstance, ...]:
        found = vc_api.all_of_tenant(session, actor.tenant_id)
        known = identities.by_ids(session, actor.tenant_id, {row.identity_id for row in found})
        return tuple(ListedInstance(row, known[row.identity_id]) for row in found)

    return installation.database.read(work)


def remove_instance(installation: Installation, actor: Actor, name: str) -> VcApiInstance:
    """Return the instance, removed: its address is not there any more. Its issuer, and what it signed, stay. Raises NotFound."""

    def work(session: Session) -> VcApiInstance:
        row = vc_api.by_name(session, name)
        if row is None or not vc_api.remove(session, actor.tenant_id, row.id):
            raise NotFound("There is no instance of that name.")
        write_down(session, actor, Deed("vc_api_instance.removed", "vc_api_instance", row.id), installation.clock())
        return row

    return installation.database.write(work)


def suite_of(name: str, algorithm: Algorithm | None) -> ProofSuite | None:
    """Return the suite of an instance; None where there is none."""
    return next((suite for suite in _usable() if suite.name == name and algorithm in {None, suite.algorithm}), None)


def _usable() -> Iterator[ProofSuite]:
    return (suite for suite in SUITES if suite.name == ENVELOPING or suite.name.startswith(_EMBEDDING))


def _checked(installation: Installation, new: NewInstance) -> ProofSuite:
    """Return the suite, or raise SchemaViolation with everything that does not fit together."""
    suite = suite_of(new.suite, new.algorithm)
    faults = tuple(_faults(installation, new, suite))
    if faults or suite is None:
        raise SchemaViolation("An instance cannot be made like that.", faults)
    return suite


def _faults(installation: Installation, new: NewInstance, suite: ProofSuite | None) -> Iterator[Fault]:
    signing = AT_ISSUE.suite
    if not _NAME.fullmatch(new.name):
        yield Fault("/name", "expected 2 to 63 small letters, digits and hyphens")
    if suite is None:
        yield Fault("/suite", f"expected one of {', '.join(dict.fromkeys(each.name for each in _usable()))}, with an algorithm of its own")
    if new.open and not installation.demo:
        yield Fault("/open", "expected an instance that asks for an API key: only a demo's may be open")
    if (new.issuer is None) is (new.organisation is None):
        yield Fault("/issuer", "expected an issuer, or else the organisation of a new one")
    if new.records and (new.open or new.with_status):
        yield Fault("/records", "expected an instance that asks for an API key; awards have a status anyway")
    if new.records and (new.suite != signing.name or new.issuer is None):
        yield Fault("/records", f"expected an issuer of achievements and the suite {signing.name}, with which awards are signed")
    if new.with_status and new.issuer is None and suite is not None and suite.algorithm is not signing.algorithm:
        yield Fault("/with_status", f"expected an issuer with a key for {signing.algorithm}: it signs the status lists")


def _issuer_named(session: Session, actor: Actor, new: NewInstance) -> IssuerIdentity | None:
    """Return the issuer that is to sign, as far as it is there; an instance that was removed left its own one behind."""
    identity = identities.by_slug(session, new.issuer or own_slug(new.name))
    if identity is None and new.issuer is None:
        return None
    if identity is None or identity.tenant_id != actor.tenant_id:
        raise NotFound(f"There is no issuer {new.issuer or own_slug(new.name)!r} in this tenant.")
    algorithm = new.algorithm or _algorithm_of(new.suite)
    if identities.active_key(session, identity.id, algorithm) is None:
        raise Conflict(f"The issuer {identity.profile.slug} has no active key for {algorithm}: make one with `proscenium keys create`.")
    if new.issuer is None and not is_did_key(identity.profile.did):  # pragma: no cover - its slug begins like no other's
        raise Conflict(f"The issuer {identity.profile.slug} is not this instance's own.")
    return identity


def _algorithm_of(suite: str) -> Algorithm:
    found = suite_of(suite, None)
    if found is None:  # pragma: no cover - it was checked before
        raise NotFound(f"There is no suite {suite!r}.")
    return found.algorithm


def _own_issuer(installation: Installation, actor: Actor, new: NewInstance, algorithm: Algorithm) -> tuple[IssuerIdentity, IssuerKey]:
    slug = new.organisation or ""
    organisation = installation.database.read(lambda session: organisations.by_slug(session, actor.tenant_id, slug))
    if organisation is None:
        raise NotFound(f"There is no organisation {slug!r}.")
    mode = Mode.TEST if installation.demo else Mode.LIVE
    profile = IssuerProfile("", own_slug(new.name), mode, organisation)
    return make_issuer_of_key(installation, actor.tenant_id, profile, algorithm)


def own_slug(name: str) -> str:
    """Return the slug of the issuer that an instance of that name is."""
    return f"vc-api-{name}"
