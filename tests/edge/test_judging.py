"""Verifications have threads of their own, and a bound on how many wait."""

import threading
from functools import partial

import anyio
import pytest
from anyio import to_thread

from app.edge.judging import JUDGES, MOST_WAITING, run_judgement
from app.errors import Overloaded


async def crowd(amount: int, let_go: threading.Event) -> anyio.abc.TaskGroup:
    """Return a group in which so many verifications have begun or wait; none ends before it is let go."""
    group = anyio.create_task_group()
    await group.__aenter__()
    for _ in range(amount):
        group.start_soon(run_judgement, let_go.wait)
    await anyio.wait_all_tasks_blocked()
    return group


def test_a_judgement_is_given_out() -> None:
    assert anyio.run(run_judgement, lambda: "valid") == "valid"


def test_other_work_goes_on_while_every_judge_is_busy() -> None:
    async def busy_house() -> str:
        let_go = threading.Event()
        group = await crowd(JUDGES + MOST_WAITING, let_go)
        answer = await to_thread.run_sync(lambda: "issued")
        let_go.set()
        await group.__aexit__(None, None, None)
        return answer

    assert anyio.run(busy_house) == "issued"


def test_who_comes_when_too_many_wait_is_told_to_come_back() -> None:
    async def full_house() -> None:
        let_go = threading.Event()
        group = await crowd(JUDGES + MOST_WAITING, let_go)
        try:
            with pytest.raises(Overloaded, match="Try again"):
                await run_judgement(partial(pytest.fail, "nobody should judge this"))
        finally:
            let_go.set()
            await group.__aexit__(None, None, None)

    anyio.run(full_house)


def test_room_is_free_again_afterwards() -> None:
    async def later() -> str:
        let_go = threading.Event()
        group = await crowd(JUDGES + MOST_WAITING, let_go)
        let_go.set()
        await group.__aexit__(None, None, None)
        return await run_judgement(lambda: "valid")

    assert anyio.run(later) == "valid"
