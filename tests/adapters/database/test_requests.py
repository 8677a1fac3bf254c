"""`Depends(database.transaction, scope="function")`: one transaction a request, committed before the answer leaves."""

import asyncio
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import insert

from app.adapters.database import instance
from app.adapters.database.session import Database, Session
from app.adapters.database.tables import instance_fact
from app.errors import Conflict


@pytest.fixture
def application(database: Database) -> FastAPI:
    application = FastAPI()
    transaction = Annotated[Session, Depends(database.transaction, scope="function")]

    def put(key: str, session: transaction) -> str | None:
        session.execute(insert(instance_fact).values(key=key, value="x"))
        return key

    def put_and_fail(key: str, session: transaction) -> None:
        instance.put(session, key, "x")
        raise Conflict("on purpose")

    def refuse(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse(str(error), status_code=409)

    application.post("/facts/{key}")(put)
    application.post("/failures/{key}")(put_and_fail)
    application.add_exception_handler(Conflict, refuse)
    return application


def post(application: FastAPI, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://localhost") as client:
            return await client.post(path)

    return asyncio.run(ask())


def stored(database: Database, key: str) -> str | None:
    return database.read(lambda session: instance.get(session, key))


def test_what_a_request_wrote_is_stored_when_its_answer_comes(database: Database, application: FastAPI) -> None:
    assert post(application, "/facts/a").status_code == 200

    assert stored(database, "a") == "x"


def test_a_request_that_fails_leaves_nothing(database: Database, application: FastAPI) -> None:
    assert post(application, "/failures/a").status_code == 409

    assert stored(database, "a") is None


def test_what_the_database_refuses_reaches_the_error_table_as_ours(application: FastAPI) -> None:
    post(application, "/facts/a")

    answer = post(application, "/facts/a")

    assert answer.status_code == 409
    assert "does not fit what is stored" in answer.text
