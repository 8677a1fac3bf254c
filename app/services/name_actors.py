"""Names who did something, for the people at the desk: staff and calling systems by the names that the institution gave them."""

from collections.abc import Collection, Mapping

from app.adapters.database import clients, people
from app.adapters.database.session import Session
from app.model.access import ActorKind
from app.services.installation import Installation


def actors_named(installation: Installation, tenant_id: str, actors: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Return the names of the tenant's members of staff and calling systems among these (kind, id); others have none."""
    kinds = {kind for kind, _ in actors}

    def work(session: Session) -> dict[tuple[str, str], str]:
        staff = people.all_of_tenant(session, tenant_id) if ActorKind.PERSON in kinds else ()
        systems = clients.all_of_tenant(session, tenant_id) if ActorKind.CLIENT in kinds else ()
        named = {(str(ActorKind.PERSON), person.id): person.name for person in staff}
        return named | {(str(ActorKind.CLIENT), client.id): client.name for client in systems}

    known = installation.database.read(work)
    return {actor: known[actor] for actor in actors if actor in known}
