"""`/v1/achievements`: the catalogue, the EU micro-credential check, publishing."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from app.api.openapi import problems
from app.edge.authentication import request_id_of, with_scope
from app.edge.installation import Wired
from app.model.record import Client
from app.schemas.responses import AchievementAnswer, AchievementPageAnswer, ProfileCheckAnswer
from app.services.achievements import check_profile, list_achievements, publish_achievement, read_achievement

router = APIRouter(prefix="/v1/achievements", tags=["catalogue"])

Reader = Annotated[Client, Depends(with_scope("achievements:read"))]
Writer = Annotated[Client, Depends(with_scope("achievements:write"))]
Profile = Annotated[Literal["eu-microcredential"], Query(description="Council Recommendation 2022/C 243/02, Annex I")]
AchievementId = Annotated[str, Path(max_length=200, description="Id or slug", examples=["inspire-m1"])]


@router.get("", summary="List achievements", responses=problems(401, 403))
def get_achievements(installation: Wired, client: Reader) -> AchievementPageAnswer:
    """Return the newest version of every achievement of this tenant."""
    return list_achievements(installation, client)


@router.get("/{achievement_id}", summary="Read an achievement", responses=problems(401, 403, 404))
def get_achievement(achievement_id: AchievementId, installation: Wired, client: Reader) -> AchievementAnswer:
    """Return the newest version of one achievement."""
    return read_achievement(installation, client, achievement_id)


@router.post("/{achievement_id}/validate", summary="Check against a profile", responses=problems(401, 403, 404))
def post_validate(
    achievement_id: AchievementId,
    installation: Wired,
    client: Reader,
    profile: Profile = "eu-microcredential",
) -> ProfileCheckAnswer:
    """Say which of the European micro-credential's mandatory elements are missing."""
    return check_profile(installation, client, achievement_id, profile)


@router.post("/{achievement_id}/publish", summary="Publish", responses=problems(401, 403, 404, 409))
def post_publish(achievement_id: AchievementId, request: Request, installation: Wired, client: Writer) -> AchievementAnswer:
    """Publish the newest version: from then on it never changes. A micro-credential with a mandatory element missing is refused."""
    return publish_achievement(installation, client, achievement_id, request_id_of(request))
