"""The desk at /admin: where people answer for what was issued. Server-rendered, no JavaScript.

A page is one module with a router. To add one: its routes into `access.LEAST_ROLE`, its router into `PAGES`, and where it is to be
reached from every page, a line into `frame.NAVIGATION`. Every router of `PAGES` stands behind `access.admitted`.
"""

from typing import Final

from fastapi import APIRouter, Depends

from app.web.desk import changes, clients, credential, door, inbox, integrations, keys, people, reissue, search, trail
from app.web.desk.access import admitted

PAGES: Final = (
    search.router,
    credential.router,
    changes.router,
    reissue.router,
    integrations.router,
    inbox.router,
    clients.router,
    keys.router,
    trail.router,
    people.router,
    door.guarded,
)

_GUARDED: Final = APIRouter(dependencies=[Depends(admitted)])
for _page in PAGES:
    _GUARDED.include_router(_page)

router: Final = APIRouter(include_in_schema=False)
router.include_router(door.router)
router.include_router(_GUARDED)
