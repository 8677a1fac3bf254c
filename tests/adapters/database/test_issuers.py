"""Tenants, organisations, identities and keys."""

from dataclasses import replace

import pytest

from app.adapters.database import identities, organisations, tenants
from app.adapters.database.session import Database
from app.errors import Conflict, NotFound
from app.model.record import IssuerIdentity, KeyState, Tenant
from app.model.secured import Algorithm
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, fresh, identity, key, later, organisation, tenant


def test_a_tenant_is_found_by_its_slug(database: Database) -> None:
    row = Tenant(fresh("tnt"), "inspire")
    database.write(lambda session: tenants.add(session, row, NOON))

    assert database.read(lambda session: tenants.by_slug(session, "inspire")) == row
    assert database.read(lambda session: tenants.by_slug(session, "nobody")) is None
    assert database.read(tenants.all_of_them) == (row,)


def test_an_organisation_comes_back_as_it_was_put(database: Database) -> None:
    owner = database.write(tenant)

    stored = database.write(lambda session: organisations.put(session, owner, organisation(), NOON))

    assert stored.changed
    assert stored.id.startswith("org_")
    assert database.read(lambda session: organisations.by_slug(session, owner, "example-university")) == organisation()


def test_putting_the_same_organisation_again_changes_nothing(database: Database) -> None:
    owner = database.write(tenant)
    first = database.write(lambda session: organisations.put(session, owner, organisation(), NOON))

    again = database.write(lambda session: organisations.put(session, owner, organisation(), later(days=1)))

    assert again.id == first.id
    assert not again.changed


def test_putting_other_content_changes_the_same_organisation(database: Database) -> None:
    owner = database.write(tenant)
    first = database.write(lambda session: organisations.put(session, owner, organisation(), NOON))
    renamed = replace(organisation(), legal_name={"en": "Renamed University"}, homepage=None)

    again = database.write(lambda session: organisations.put(session, owner, renamed, later(days=1)))

    assert again.id == first.id
    assert again.changed
    assert database.read(lambda session: organisations.all_of_tenant(session, owner)) == (renamed,)


def test_two_tenants_may_have_an_organisation_of_the_same_slug(database: Database) -> None:
    one, other = database.write(lambda session: (tenant(session, "one"), tenant(session, "other")))

    database.write(lambda session: [organisations.put(session, owner, organisation(), NOON) for owner in (one, other)])

    assert database.read(lambda session: organisations.by_slug(session, other, "example-university")) == organisation()
    assert database.read(lambda session: organisations.by_slug(session, "tnt_nobody", "example-university")) is None


def test_an_identity_is_found_by_slug_did_and_id(database: Database) -> None:
    owner = database.write(tenant)
    row = database.write(lambda session: identity(session, owner))

    assert database.read(lambda session: identities.by_slug(session, row.profile.slug)) == row
    assert database.read(lambda session: identities.by_did(session, row.profile.did)) == row
    assert database.read(lambda session: identities.by_id(session, owner, row.id)) == row
    assert database.read(lambda session: identities.by_ids(session, owner, {row.id, "iss_none"})) == {row.id: row}
    assert database.read(lambda session: identities.all_of_tenant(session, owner)) == (row,)
    assert database.read(identities.all_of_them) == (row,)


def test_an_unknown_identity_is_none(database: Database) -> None:
    owner = database.write(tenant)

    assert database.read(lambda session: identities.by_slug(session, "nobody")) is None
    assert database.read(lambda session: identities.by_did(session, "did:web:nobody")) is None
    assert database.read(lambda session: identities.by_id(session, owner, "iss_nobody")) is None


def test_an_identity_needs_its_organisation(database: Database) -> None:
    owner = database.write(tenant)
    row = database.write(lambda session: identity(session, owner))
    profile = replace(row.profile, slug="new", did="did:web:new", organisation=organisation("unknown"))

    with pytest.raises(NotFound, match="unknown"):
        database.write(lambda session: identities.add(session, IssuerIdentity(fresh("iss"), owner, profile), NOON))


@pytest.mark.parametrize("taken", ["slug", "did"])
def test_slug_and_did_of_an_identity_are_nobody_elses(database: Database, taken: str) -> None:
    one, other = database.write(lambda session: (tenant(session, "one"), tenant(session, "other")))
    row = database.write(lambda session: identity(session, one))
    profile = replace(row.profile, did="did:web:new") if taken == "slug" else replace(row.profile, slug="new")
    database.write(lambda session: organisations.put(session, other, organisation(), NOON))

    with pytest.raises(Conflict):
        database.write(lambda session: identities.add(session, IssuerIdentity(fresh("iss"), other, profile), NOON))


def test_a_key_comes_back_as_it_was_stored(database: Database) -> None:
    shop = Shop(database)

    assert database.read(lambda session: identities.key_by_id(session, shop.tenant_id, shop.key.id)) == shop.key
    assert database.read(lambda session: identities.keys_of(session, shop.identity.id)) == (shop.key,)


def test_of_several_active_keys_the_newest_signs(database: Database) -> None:
    shop = Shop(database)
    newer = key(shop.identity, "newer", later(days=1))
    database.write(lambda session: identities.add_key(session, newer))

    assert database.read(lambda session: identities.active_key(session, shop.identity.id, Algorithm.EDDSA)) == newer
    assert database.read(lambda session: identities.keys_of(session, shop.identity.id)) == (shop.key, newer)


@pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.REVOKED])
def test_a_key_that_is_not_active_signs_nothing_and_stays_listed(database: Database, state: KeyState) -> None:
    owner = database.write(tenant)
    row = database.write(lambda session: identity(session, owner))
    public = replace(key(row).public, revoked_at=later(days=1), expires_at=later(days=2))
    old = replace(key(row), state=state, public=public)

    database.write(lambda session: identities.add_key(session, old))

    assert database.read(lambda session: identities.active_key(session, row.id, Algorithm.EDDSA)) is None
    assert database.read(lambda session: identities.keys_of(session, row.id)) == (old,)


def test_a_key_of_another_algorithm_is_not_the_one(database: Database) -> None:
    shop = Shop(database)

    assert database.read(lambda session: identities.active_key(session, shop.identity.id, Algorithm.RS256)) is None


def test_an_identity_has_each_kid_once(database: Database) -> None:
    shop = Shop(database)

    with pytest.raises(Conflict):
        database.write(lambda session: identities.add_key(session, replace(shop.key, id=fresh("key"))))
