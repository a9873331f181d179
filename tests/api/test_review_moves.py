"""The table of legal moves, walked at random and compared with a small model of a case."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from api import review
from api.auth import Principal
from api.errors import ReviewError
from api.models import Case, CaseEvent
from api.review_moves import ADVICE, MOVES, Act, Reach, Status, possible
from tests.builders import build_ready_case, build_user
from voice_intake import audit
from voice_intake.db import Base, Database
from voice_intake.models import AuditEvent
from voice_intake.settings import Settings

A, O, N = Reach.ANY, Reach.OWN, Reach.NONE  # noqa: E741

#: act -> {state: (state afterwards, officer's reach, supervisor's reach)}, once more by hand.
BY_HAND = {
    Act.CLAIM: {"waiting": ("claimed", A, A), "released": ("claimed", A, A)},
    Act.RELEASE: {"claimed": ("released", O, A)},
    Act.CORRECT: {"claimed": ("claimed", O, O)},
    Act.DISPOSE: {"claimed": ("closed", O, O)},
    Act.REOPEN: {"closed": ("released", N, A)},
    Act.LINK: {
        "waiting": ("waiting", A, A),
        "claimed": ("claimed", O, A),
        "released": ("released", A, A),
        "closed": ("closed", N, A),
    },
    Act.NOTE: {state.value: (state.value, A, A) for state in Status},
    Act.ESCALATE: {state.value: (state.value, A, A) for state in Status},
    Act.ACKNOWLEDGE: {state.value: (state.value, A, A) for state in Status},
}
BY_HAND[Act.UNLINK] = BY_HAND[Act.LINK]


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("status", list(Status))
def test_the_table_holds_exactly_the_moves_of_the_design(act: Act, status: Status) -> None:
    """Target and reach of each role, for each state and act; everything else is missing."""
    move = MOVES.get((status, act))
    expected = BY_HAND[act].get(status.value)
    found = (move.target.value, move.reach("officer"), move.reach("supervisor")) if move else None
    assert found == expected
    assert move is None or {move.reach(r) for r in ("analyst", "admin", "gateway")} == {N}


def test_advice_is_given_only_for_what_is_not_possible() -> None:
    """No advice contradicts the table."""
    assert not set(ADVICE) & set(MOVES)


def test_the_acts_offered_to_an_officer_are_those_within_reach() -> None:
    """A page offers release and dispose to the owner only, and reopening to supervisors only."""
    mine = possible(Status.CLAIMED, "officer", own=True)
    others = possible(Status.CLAIMED, "officer", own=False)
    assert {Act.RELEASE, Act.CORRECT, Act.DISPOSE} <= mine
    assert others == {Act.NOTE, Act.ESCALATE, Act.ACKNOWLEDGE}
    assert Act.REOPEN in possible(Status.CLOSED, "supervisor", own=False)
    assert Act.REOPEN not in possible(Status.CLOSED, "officer", own=True)
    assert possible(Status.WAITING, "analyst", own=False) == frozenset()


PEOPLE = ("officer-a", "officer-b", "supervisor", "analyst")


class CaseMachine(RuleBasedStateMachine):
    """Random acts by four people on one case; a model says what must come of each."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        configured = Settings(data_dir=Path(self._folder.name))
        self.database = Database(configured.sqlalchemy_url)
        Base.metadata.create_all(self.database.engine)
        self.people: dict[str, Principal] = {}
        with self.database.write() as session:
            for name in PEOPLE:
                role = name.split("-")[0]
                user = build_user(session, name, role=role)
                self.people[name] = Principal("user", str(user.id), role, None, name)
            self.message_id = build_ready_case(session, configured).id
            self.other_id = build_ready_case(session, configured).id
        self.status, self.owner, self.version = Status.WAITING, "", 0
        self.escalations = 0
        self.links: list[int] = []

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.database.close()
        self._folder.cleanup()

    @rule(name=st.sampled_from(PEOPLE), act=st.sampled_from(list(Act)), stale=st.booleans())
    def act(self, name: str, act: Act, stale: bool) -> None:
        """One act; the model decides whether it must be refused."""
        who = self.people[name]
        seen = self.version - 1 if stale else self.version
        expected = None if stale else self._expected(who, name, act)
        try:
            with self.database.write() as session:
                outcome = self._do(session, who, act, seen)
        except ReviewError as error:
            assert expected is None, f"{act} by {name} in {self.status} was refused: {error}"
            assert error.next_step
            return
        assert expected is not None, f"{act} by {name} in {self.status} was let through"
        assert outcome.status == expected
        assert outcome.version == self.version + 1
        self._follow(name, act, outcome.subject_id, expected)

    def _expected(self, who: Principal, name: str, act: Act) -> str | None:
        known = BY_HAND[act].get(self.status.value)
        if known is None or who.role not in ("officer", "supervisor"):
            return None
        target, officer, supervisor = known
        reach = officer if who.role == "officer" else supervisor
        if reach == N or (reach == O and name != self.owner):
            return None
        if act == Act.DISPOSE and self.escalations:
            return None
        if act == Act.ACKNOWLEDGE and not self.escalations:
            return None
        if (act == Act.LINK and self.links) or (act == Act.UNLINK and not self.links):
            return None
        return target

    def _do(self, session, who, act, seen):  # type: ignore[no-untyped-def]
        more = {
            Act.CORRECT: ("/summary", "Typed by hand."),
            Act.LINK: (self.other_id,),
            Act.UNLINK: (self.links[0] if self.links else 0,),
            Act.ESCALATE: ("it goes on",),
            Act.DISPOSE: ("advised",),
            Act.REOPEN: ("the caller rang again",),
            Act.NOTE: ("a remark",),
        }.get(act, ())
        try:
            return getattr(review, act.value)(session, who, self.message_id, *more, version=seen)
        except review.NotFoundError as error:  # unlinking what was never linked
            raise ReviewError(error.detail, next_step=error.next_step) from None

    def _follow(self, name: str, act: Act, subject: int | None, target: str) -> None:
        self.status, self.version = Status(target), self.version + 1
        if act == Act.CLAIM:
            self.owner = name
        elif act in (Act.RELEASE, Act.REOPEN):
            self.owner = ""
        elif act == Act.ESCALATE:
            self.escalations += 1
        elif act == Act.ACKNOWLEDGE:
            self.escalations = 0
        elif act == Act.LINK:
            assert subject is not None
            self.links = [subject]
        elif act == Act.UNLINK:
            self.links = []

    @invariant()
    def every_act_left_one_line_of_history_and_one_audit_event(self) -> None:
        """Refused acts leave nothing; the others exactly one row each, and the chain holds."""
        with self.database.read() as session:
            case = session.get(Case, self.message_id)
            assert (case.version if case else 0) == self.version
            assert session.scalar(select(func.count(CaseEvent.id))) == self.version
            acts = select(func.count(AuditEvent.seq)).where(AuditEvent.action.like("case.%"))
            assert session.scalar(acts) == self.version
            assert audit.verify(session).intact


CaseMachine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyWalkThroughTheTable = CaseMachine.TestCase
