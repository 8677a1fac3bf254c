"""Frameworks and occupational profiles."""

from dataclasses import replace

from app.adapters.database import profiles
from app.adapters.database.session import Database
from app.model.achievement import Competence
from app.schemas.catalogue.contents import Framework, OccupationalProfile
from tests.adapters.database.stock import NOON, later, tenant

ESCO = Framework("esco", "ESCO", {"en": "European Skills, Competences, Qualifications and Occupations"}, "1.2.0", "https://esco.example")
TEACHING = Competence("ESCO", "1.2.0", "http://data.europa.eu/esco/skill/1", "S1.2", {"en": "teach", "de": "unterrichten"})
EDUCATOR = OccupationalProfile(
    slug="educator",
    occupation=Competence("ESCO", "1.2.0", "http://data.europa.eu/esco/occupation/2", "2320", {"en": "educator"}),
    competences=(TEACHING, replace(TEACHING, code="S1.3")),
    note={"en": "sample"},
    sample=True,
)


def test_a_framework_is_stored_once_for_each_release(database: Database) -> None:
    owner = database.write(tenant)
    newer = replace(ESCO, version="1.3.0")

    stored = database.write(lambda session: [profiles.put_framework(session, owner, one, NOON) for one in (ESCO, ESCO, newer)])

    assert [one.changed for one in stored] == [True, False, True]
    assert database.read(lambda session: profiles.frameworks_of_tenant(session, owner)) == (ESCO, newer)
    assert database.read(lambda session: profiles.framework_by_slug(session, owner, "esco", "1.2.0")) == ESCO
    assert database.read(lambda session: profiles.framework_by_slug(session, owner, "esco", "9")) is None


def test_a_profile_comes_back_as_it_was_put(database: Database) -> None:
    owner = database.write(tenant)

    first = database.write(lambda session: profiles.put(session, owner, EDUCATOR, NOON))
    again = database.write(lambda session: profiles.put(session, owner, EDUCATOR, later(days=1)))

    assert (first.changed, again.changed) == (True, False)
    assert again.id == first.id
    assert database.read(lambda session: profiles.by_slug(session, owner, "educator")) == EDUCATOR
    assert database.read(lambda session: profiles.all_of_tenant(session, owner)) == (EDUCATOR,)


def test_a_profile_takes_new_content(database: Database) -> None:
    owner = database.write(tenant)
    database.write(lambda session: profiles.put(session, owner, EDUCATOR, NOON))
    fewer = replace(EDUCATOR, competences=(TEACHING,), note=None)

    assert database.write(lambda session: profiles.put(session, owner, fewer, later(days=1))).changed
    assert database.read(lambda session: profiles.by_slug(session, owner, "educator")) == fewer


def test_another_tenants_profiles_are_not_there(database: Database) -> None:
    one, other = database.write(lambda session: (tenant(session, "one"), tenant(session, "other")))
    database.write(lambda session: (profiles.put(session, one, EDUCATOR, NOON), profiles.put_framework(session, one, ESCO, NOON)))

    assert database.read(lambda session: profiles.by_slug(session, other, "educator")) is None
    assert database.read(lambda session: profiles.all_of_tenant(session, other)) == ()
    assert database.read(lambda session: profiles.frameworks_of_tenant(session, other)) == ()
    assert database.read(lambda session: profiles.framework_by_slug(session, other, "esco", "1.2.0")) is None
