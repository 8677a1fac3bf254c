"""Any sequence of what can happen to credentials, held against a model of a few lines: slots, bits, versions and verdicts agree."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial

import httpx
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from app.model.lifecycle import Reason
from app.services.publish_status import publish_due_lists
from app.services.recover import recover
from tests.changing import because, change, correction, file_of, read, reissue, verified
from tests.installations import Stage, fresh_stage, sqlite_template, stocked_sqlite
from tests.invariants import SETS_BIT, VERDICTS, Told, assert_invariants, bits_in, rows

__all__ = ["fresh_stage", "sqlite_template", "stocked_sqlite"]

MOST_CREDENTIALS = 8
ANY = st.integers(0, MOST_CREDENTIALS - 1)
REASONS = st.sampled_from([Reason.ISSUED_IN_ERROR, Reason.HOLDER_REQUEST, Reason.OTHER])
LEADS_TO = {"revoke": "revoked", "suspend": "suspended", "reinstate": "issued"}
LEADS_FROM = {"revoke": {"issued", "suspended"}, "suspend": {"issued"}, "reinstate": {"suspended"}}
ACTIONS = st.sampled_from(sorted(LEADS_TO))
SETTINGS = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


@dataclass
class Known:
    """What the model knows of one credential; `award` is what it was issued for."""

    id: str
    award: str
    state: str = "issued"
    reason: str | None = None
    revision: int = 0
    replaced: bool = False


class Life(RuleBasedStateMachine):
    """Callers who issue, repeat, change and reissue; somebody who publishes; time; a key store that is down now and then."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Stage]]) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.stage = self.opened.enter_context(opened())
        self.known: list[Known] = []
        self.asked = 0
        self.answered: list[tuple[Callable[[], httpx.Response], httpx.Response]] = []

    def teardown(self) -> None:
        """Hold everything that must hold, and close the installation."""
        with self.opened:
            assert_invariants(self.stage.installation, Told({one.id: one.state for one in self.known}))

    @initialize()
    def begins(self) -> None:
        """There is one credential."""
        self._issue("course:0")

    @precondition(lambda self: len(self.known) < MOST_CREDENTIALS)
    @rule()
    def issues(self) -> None:
        """A new award is a new credential."""
        self._issue(f"course:{len(self.known)}")

    @rule(which=ANY)
    def issues_again(self, which: int) -> None:
        """An award that exists is answered by its first credential, whatever became of it."""
        award = self._pick(which).award
        first = next(one for one in self.known if one.award == award)

        answer = self.stage.issue(key=self._key(), source_ref=award)

        assert (answer.status_code, answer.json()["id"], answer.json()["state"]) == (200, first.id, first.state)

    @rule(which=ANY, action=ACTIONS, reason=REASONS)
    def changes(self, which: int, action: str, reason: Reason) -> None:
        """A change is made, was made before, or does not fit; nothing else."""
        one = self._pick(which)
        ask = partial(change, self.stage, action, one.id, because(reason, note="private"), key=self._key())

        answer = ask()

        if one.state in LEADS_FROM[action]:
            one.state, one.revision = LEADS_TO[action], one.revision + 1
            one.reason = None if action == "reinstate" else reason
        elif one.state != LEADS_TO[action] or (action != "reinstate" and one.reason != reason):
            assert answer.status_code == 409
            return
        assert answer.status_code == 200
        self.answered.append((ask, answer))

    @rule(which=ANY, seen=st.integers(0, 3))
    def changes_what_was_seen(self, which: int, seen: int) -> None:
        """A precondition that does not hold changes nothing."""
        one = self._pick(which)
        if seen != one.revision:
            assert change(self.stage, "suspend", one.id, if_match=f'"{seen}"').status_code == 412

    @rule(which=ANY, reason=st.sampled_from(["name_correction", "renewal"]))
    def reissues(self, which: int, reason: str) -> None:
        """What is issued or revoked, and was not replaced, is replaced once."""
        one = self._pick(which)
        ask = partial(reissue, self.stage, one.id, correction(reason=reason), key=self._key())

        answer = ask()

        if one.replaced or one.state not in {"issued", "revoked"}:
            assert answer.status_code == 409
            return
        self._replace(one, answer)
        self.answered.append((ask, answer))

    @rule(which=ANY, meanwhile=st.booleans())
    def is_cut_short(self, which: int, meanwhile: bool) -> None:  # noqa: FBT001 - Hypothesis draws it
        """A reissue whose key store is down is finished by a start; or given up, where somebody decided otherwise meanwhile."""
        one = self._pick(which)
        if one.replaced or one.state != "issued":
            return
        self.stage.keys.locked = True
        ask = partial(reissue, self.stage, one.id, key=self._key())
        assert ask().status_code == 503
        self.stage.keys.locked = False
        if meanwhile:
            assert change(self.stage, "revoke", one.id, because(Reason.OTHER)).status_code == 200
            one.state, one.reason, one.revision = "revoked", Reason.OTHER, one.revision + 1

        recovered = recover(self.stage.installation)

        assert (recovered.finished, recovered.voided) == ((0, 1) if meanwhile else (1, 0))
        if not meanwhile:
            self._replace(one, ask())

    @precondition(lambda self: self.answered)
    @rule(which=st.integers(0, 1_000))
    def repeats(self, which: int) -> None:
        """A request under its key is answered as it was, to the byte, and does nothing."""
        ask, answer = self.answered[which % len(self.answered)]

        again = ask()

        assert (again.status_code, again.content) == (answer.status_code, answer.content)
        assert again.headers["idempotency-replayed"] == "true"

    @rule()
    def publishes(self) -> None:
        """Whatever is due is published."""
        publish_due_lists(self.stage.installation)

    @rule(seconds=st.sampled_from([1, 5, 600, 86_400]))
    def time_passes(self, seconds: int) -> None:
        """Time passes."""
        self.stage.clock.move(seconds=seconds)

    @rule(which=ANY)
    def is_verified(self, which: int) -> None:
        """The verdict is that of the state; the API shows the same."""
        one = self._pick(which)
        shown = read(self.stage, one.id)

        assert (shown["state"], shown["revision"], shown.get("reason")) == (one.state, one.revision, one.reason)
        assert ("replaced_by" in shown) == one.replaced
        assert verified(self.stage, file_of(self.stage, shown))["verdict"] == VERDICTS[one.state]

    @rule()
    def is_looked_up_in_the_list(self) -> None:
        """Once the delay is over, the published list has the bits of what ended, and of what was given up."""
        self.stage.clock.move(seconds=self.stage.installation.status_delay_seconds)
        publish_due_lists(self.stage.installation)
        known = read(self.stage, self.known[0].id)
        ended = {read(self.stage, one.id)["status"]["index"] for one in self.known if one.state in SETS_BIT}
        voided = "SELECT s.idx FROM status_slot s JOIN credential c ON c.id = s.credential_id WHERE c.state = 'voided'"

        bits = bits_in(self.stage.http(None).get(known["status"]["list"]).json())

        assert bits == ended | {index for (index,) in rows(self.stage.installation, voided)}

    @invariant()
    def no_slot_is_shared_and_versions_only_go_up(self) -> None:
        """Cheap enough to be held after every step."""
        installation = self.stage.installation
        slots = rows(installation, "SELECT list_id, idx FROM status_slot")
        published = rows(installation, "SELECT list_id, count(*), max(version) FROM status_publication GROUP BY list_id")
        assert len(set(slots)) == len(slots)
        assert [count for _, count, _ in published] == [version for _, _, version in published]

    def _issue(self, award: str) -> None:
        answer = self.stage.issue(key=f"issue-{award}", source_ref=award)
        assert answer.status_code == 201
        self.known.append(Known(answer.json()["id"], award))

    def _replace(self, one: Known, answer: httpx.Response) -> None:
        assert answer.status_code == 201
        assert answer.json()["replaces"] == one.id
        if one.state == "issued":
            one.state, one.reason, one.revision = "superseded", Reason.SUPERSEDED, one.revision + 1
        one.replaced = True
        self.known.append(Known(answer.json()["id"], one.award))

    def _pick(self, which: int) -> Known:
        return self.known[which % len(self.known)]

    def _key(self) -> str:
        self.asked += 1
        return f"key-{self.asked}"


def test_whatever_happens_to_credentials_the_model_tells_it(fresh_stage: Callable[[], AbstractContextManager[Stage]]) -> None:
    run_state_machine_as_test(lambda: Life(fresh_stage), settings=SETTINGS)  # type: ignore[arg-type]  # any factory does
