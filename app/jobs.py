"""What happens beside the requests: effects of the outbox, and what is done again and again.

An outbox row is the truth; the relay takes rows that are due and enqueues them, and a row is done when its effect took place. A process
that dies holds its rows until their leases end, then others take them up: so an effect may be begun twice, and every handler must bear
that. To add one: its function in `services/`, a row in `HANDLERS` (by the outbox row's kind) or in `PERIODIC`.
Decision: docs/decisions/0014-durable-work.md.
"""

import logging
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import Lock

from app.adapters.pulse import Pulse
from app.adapters.queue import Queue
from app.errors import CredentialServiceError
from app.model.background import BackgroundState
from app.model.events import OutboxRow
from app.services.audit_checkpoints import keep_audit
from app.services.background import Handler, Periodic, Plan
from app.services.compromise_key import carry_out_compromise
from app.services.erase_recipient import shed_log
from app.services.handle_event import handle_event
from app.services.inbox_payloads import drop_old_payloads
from app.services.installation import Installation
from app.services.publish_status import publish_due_lists
from app.services.recover import recover
from app.services.represent import make_representations
from app.services.take_effects import keep, put_down, take_due, taken_effect

OUTBOX = "outbox"
RELAY_SECONDS = 0.5
MOST_UNDER_WAY = 16
"""As many rows as a process takes and has not concluded: what it does not take, others can."""
UNFINISHED_AFTER = timedelta(seconds=60)
FORGET_SECONDS, REMEMBERED = 600.0, timedelta(hours=6)
"""How often the queue's own records are deleted, and how old they get: the outbox has what counts."""
PATIENCE_SECONDS = 10.0
INTERNAL = "internal"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What hindered a work: a stable code; of what nobody expected class and place as well, never its message: that may name people."""

    code: str
    place: str = ""


def _told(trouble: Trouble | None, kind: str) -> dict[str, str]:
    """Return the facts of a line, as logs keep them (`edge/logs`)."""
    return {"kind": kind, "code": trouble.code, "place": trouble.place} if trouble else {"kind": kind, "code": "works-again"}


def make_files(installation: Installation, row: OutboxRow) -> None:
    """Make every file of a credential that was issued, before anybody asks for it."""
    make_representations(installation, row.tenant_id, row.payload["credential"])


def publish_changes(installation: Installation, _: OutboxRow) -> None:
    """Publish the lists that are due."""
    publish_due_lists(installation)


HANDLERS: Mapping[str, Handler] = {
    "credential.issued": make_files,
    "credential.changed": publish_changes,
    "inbox.received": handle_event,
    "key.compromised": carry_out_compromise,
}

PERIODIC: tuple[Periodic, ...] = (
    Periodic("publish_due_lists", 0.5, publish_due_lists),
    Periodic("recover", 30.0, partial(recover, older_than=UNFINISHED_AFTER)),
    Periodic("keep_audit", 5.0, keep_audit),
    Periodic("shed_log", 3_600.0, shed_log),
    Periodic("drop_old_payloads", 3_600.0, drop_old_payloads),
)

PLAN = Plan(HANDLERS, PERIODIC)


class Background:
    """The work of one process. `start` begins it, `close` ends it; in between it lives in threads of its own."""

    def __init__(self, installation: Installation, queue: Queue, plan: Plan = PLAN) -> None:
        self._installation = installation
        self._queue = queue
        self._plan = plan
        self._under_way: dict[tuple[str, int], datetime] = {}
        self._lock = Lock()
        self._said: dict[str, Trouble | None] = {}
        self._relayed_at: datetime | None = None
        self._relay = self._pulse("relay", RELAY_SECONDS, self._relay_due)
        others = (self._pulse(each.name, each.seconds, partial(each.work, installation)) for each in plan.periodic)
        self._pulses = (self._relay, *others, self._pulse("forget", FORGET_SECONDS, self._forget))
        self._open = ExitStack()

    def start(self) -> None:
        """Begin. Raises Conflict, ConfigurationError, StorageUnavailable where the queue cannot be used."""
        self._queue.start({OUTBOX: self._conclude})
        self._open.callback(self._queue.close)
        for pulse in self._pulses:
            self._open.callback(pulse.close, PATIENCE_SECONDS)
            pulse.start()
        self._open.callback(self._finish)

    def nudge(self) -> None:
        """Have the relay look for work now."""
        self._relay.nudge()

    def state(self) -> BackgroundState:
        """Return how it goes."""
        return BackgroundState(works=True, relayed_at=self._relayed_at, under_way=len(self._under_way))

    def close(self) -> None:
        """Take nothing up any more, and finish what is under way, for a bounded time; what remains is taken up by the next process."""
        self._open.close()

    def _pulse(self, name: str, seconds: float, work: Callable[[], object]) -> Pulse:
        return Pulse(name, seconds, partial(self._beat, name, work))

    def _finish(self) -> None:
        """Wait for what is under way, now that nothing more is taken up."""
        for pulse in self._pulses:
            pulse.stop()
        self._relay.close(PATIENCE_SECONDS)
        end = time.monotonic() + PATIENCE_SECONDS
        while self._under_way and time.monotonic() < end:
            time.sleep(0.01)

    def _relay_due(self) -> None:
        """Renew the leases of what is under way, then take and enqueue what is due, as far as there is room."""
        self._renew()
        room = MOST_UNDER_WAY - len(self._under_way)
        for row in take_due(self._installation, self._plan.handlers, self._plan.lease, room):
            with ExitStack() as undo:
                self._under_way[row.id, row.attempts] = row.due_at
                undo.callback(self._under_way.pop, (row.id, row.attempts), None)
                work_id = f"{row.id}/{row.attempts}"
                self._queue.enqueue(OUTBOX, work_id, work_id)
                undo.pop_all()
        self._relayed_at = self._installation.clock()

    def _renew(self) -> None:
        """Keep what is under way for longer where half of its lease is over."""
        moment = self._installation.clock()
        until = moment + self._plan.lease
        for which, lease_end in tuple(self._under_way.items()):
            if lease_end - moment <= self._plan.lease / 2:
                kept = keep(self._installation, which[0], lease_end, until)
                with self._lock:
                    if kept and which in self._under_way:
                        self._under_way[which] = until
                    else:
                        self._under_way.pop(which, None)

    def _conclude(self, work_id: str) -> None:
        """Carry out what the relay took: of this process, or of one that died."""
        row_id, _, attempt = work_id.rpartition("/")
        which = (row_id, int(attempt))
        trouble = trouble_of(partial(self._carry_out, which))
        if trouble is not None:  # not even that could be stored: the lease runs out
            _log.warning("outbox row %s, attempt %s: %s %s", *which, trouble.code, trouble.place, extra=_told(trouble, OUTBOX))
        with self._lock:
            self._under_way.pop(which, None)
        if len(self._under_way) <= MOST_UNDER_WAY // 2:
            self.nudge()

    def _carry_out(self, which: tuple[str, int]) -> None:
        row = taken_effect(self._installation, *which)
        if row is None:
            return
        self._under_way.setdefault(which, row.due_at)
        trouble = trouble_of(partial(self._plan.handlers[row.kind], self._installation, row))
        if trouble is not None:
            _log.warning(
                "%s, outbox row %s, attempt %s: %s %s", row.kind, *which, trouble.code, trouble.place, extra=_told(trouble, row.kind)
            )
        put_down(self._installation, row, trouble.code if trouble else None)

    def _forget(self) -> None:
        self._queue.forget_before(self._installation.clock() - REMEMBERED)

    def _beat(self, name: str, work: Callable[[], object]) -> None:
        """Do what is done again and again; what hinders it is logged when it begins and when it ends."""
        trouble = trouble_of(work)
        if trouble != self._said.get(name):
            said = (trouble.code, trouble.place) if trouble else ("works again", "")
            _log.warning("%s: %s %s", name, *said, extra=_told(trouble, name))
        self._said[name] = trouble


def in_background(installation: Installation, queue: Queue) -> Installation:
    """Return the installation with the work beside the requests: it begins when the installation is started, and ends when it closes."""
    background = Background(installation, queue)
    return replace(
        installation,
        nudge=background.nudge,
        background=background.state,
        starting=(background.start,),
        closing=(background.close, *installation.closing),
    )


def trouble_of(work: Callable[[], object]) -> Trouble | None:
    """Do it; return what hindered it, or None. Here, at the edge of the background, no error gets past, whatever it is."""
    try:
        work()
    except CredentialServiceError as error:
        return Trouble(error.code)
    except Exception as error:  # noqa: BLE001  # the one of the house: a mistake of ours must not end a thread
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        return Trouble(INTERNAL, f"{type(error).__name__} at {', '.join(f'{each.name}:{each.lineno}' for each in frames)}")
    return None
