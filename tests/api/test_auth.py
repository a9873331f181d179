"""Passwords, sessions and keys: who gets in, for how long, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api import auth
from api.auth import Principal
from api.deps import TOUCH_EVERY
from api.errors import NotFoundError, TooManyAttemptsError
from api.models import ApiKey, User, UserSession
from api.signin import ADDRESS_LIMIT, NAME_LIMIT, AttemptLimiter
from tests.api.world import World
from tests.builders import PASSWORD, build_ready_case, build_user
from voice_intake.db import Database
from voice_intake.errors import ConfigurationError
from voice_intake.models import AuditEvent

LOGIN = "/v1/auth/login"


def credentials(password: str = PASSWORD, username: str = "officer") -> dict[str, object]:
    """The body of a sign-in."""
    return {"json": {"username": username, "password": password}}


@pytest.fixture
def signed(world: World) -> World:
    """A world in which ``officer`` can sign in."""
    with world.database.write() as session:
        build_user(session, "officer")
    return world


def test_a_password_is_kept_as_argon2id_and_checked(database: Database) -> None:
    """The right password fits, a wrong one and an unknown name do not."""
    with database.write() as session:
        user = auth.create_user(session, "Chan.TM", "a few unrelated words", "officer")
        assert user.username == "chan.tm"
        assert user.password_hash.startswith("$argon2id$")
    with database.read() as session:
        assert auth.check_password(session, "chan.tm", "a few unrelated words") is not None
        assert auth.check_password(session, "chan.tm", "A few unrelated words") is None
        assert auth.check_password(session, "chan.tm", "x" * 100_000) is None
        assert auth.check_password(session, "nobody", "a few unrelated words") is None


@pytest.mark.parametrize(
    ("username", "password", "role"),
    [
        ("", "long enough password", "officer"),
        ("a b", "long enough password", "officer"),
        ("-rf", "long enough password", "officer"),
        ("chan", "short", "officer"),
        ("chan", "x" * 300, "officer"),
        ("chan", "long enough password", "gateway"),
        ("chan", "long enough password", "chief"),
    ],
)
def test_a_user_who_cannot_be_is_refused_with_advice(
    database: Database, username: str, password: str, role: str
) -> None:
    """Bad names, passwords and roles are told apart and say what to do."""
    with pytest.raises(ConfigurationError) as caught, database.write() as session:
        auth.create_user(session, username, password, role)
    assert caught.value.next_step


def test_a_name_is_taken_once(database: Database) -> None:
    """The second user of a name is refused, whatever the case of its letters."""
    with database.write() as session:
        auth.create_user(session, "chan", "long enough password", "officer")
    with pytest.raises(ConfigurationError), database.write() as session:
        auth.create_user(session, "CHAN", "long enough password", "admin")


def test_a_session_is_kept_as_a_hash_and_ends_when_idle_or_old(database: Database) -> None:
    """The table does not hold the token; idle time and age each end the session."""
    with database.write() as session:
        who = auth.principal_of_user(build_user(session))
        opened = auth.open_session(session, who)
    with database.read() as session:
        row = session.scalars(select(UserSession)).one()
        assert opened.token not in str(vars(row))
        found = auth.principal_of_session(session, opened.token, idle_s=1800)
        assert found is not None
        assert found.principal == who
        assert auth.principal_of_session(session, opened.token + "x", idle_s=1800) is None
    for column, ago in (("seen_at", timedelta(seconds=1801)), ("created_at", auth.MAX_SESSION_AGE)):
        with database.write() as session:
            fresh = auth.open_session(session, who)
            stored = session.scalars(select(UserSession).order_by(UserSession.created_at.desc()))
            row = next(item for item in stored if item.csrf_token == fresh.csrf_token)
            setattr(row, column, getattr(row, column) - ago - timedelta(seconds=1))
        with database.read() as session:
            assert auth.principal_of_session(session, fresh.token, idle_s=1800) is None
    with database.write() as session:
        assert auth.sweep_sessions(session, idle_s=1800) == 2


@pytest.mark.parametrize("change", ["password", "deactivate"])
def test_a_new_password_and_a_deactivation_end_all_sessions(
    database: Database, change: str
) -> None:
    """Whoever holds an old cookie is out."""
    with database.write() as session:
        user = build_user(session)
        opened = auth.open_session(session, auth.principal_of_user(user))
    with database.write() as session:
        user = auth.user_by_name(session, "officer")
        if change == "password":
            auth.set_password(session, user, "another long password")
        else:
            auth.deactivate(session, user)
    with database.read() as session:
        assert auth.principal_of_session(session, opened.token, idle_s=1800) is None
        assert auth.check_password(session, "officer", PASSWORD) is None


def test_a_key_is_kept_as_a_hash_and_works_until_it_is_revoked(database: Database) -> None:
    """A key carries role and source; any change of a character and revocation end it."""
    with database.write() as session:
        token = auth.create_api_key(session, "line 1", "gateway", source="demo")
    with database.read() as session:
        found = auth.principal_of_api_key(session, token)
        assert found == Principal("key", token.split("_")[1], "gateway", "demo", "line 1")
        assert token.split("_", 2)[2] not in str(vars(session.scalars(select(ApiKey)).one()))
        for wrong in ("", "ew", "ew__", token[:-1], token + "x", token.upper(), "ew_0_" + token):
            assert auth.principal_of_api_key(session, wrong) is None
    with database.write() as session:
        auth.revoke_api_key(session, token.split("_")[1])
    with database.read() as session:
        assert auth.principal_of_api_key(session, token) is None
    with pytest.raises(NotFoundError), database.write() as session:
        auth.revoke_api_key(session, "nothing")


@pytest.mark.parametrize(
    ("role", "source"), [("gateway", None), ("officer", "demo"), ("chief", None)]
)
def test_only_a_gateways_key_names_a_source(
    database: Database, role: str, source: str | None
) -> None:
    """A gateway without a source and anybody else with one are refused."""
    with pytest.raises(ConfigurationError), database.write() as session:
        auth.create_api_key(session, "x", role, source=source)


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(signed: World) -> None:
    """HttpOnly, SameSite=Strict, Path=/; me() then tells who it is and the CSRF token."""
    answers = signed.converse(
        [(None, "POST", LOGIN, credentials()), (None, "GET", "/v1/auth/me", {})]
    )
    cookie = answers[0].headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert answers[1].json() == answers[0].json()
    assert answers[1].json()["role"] == "officer"


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(signed: World) -> None:
    """With https the name has the __Host- prefix and the cookie is Secure."""
    signed.app.state.settings = signed.settings.model_copy(update={"https": True})
    signed.app.state.desk.settings = signed.app.state.settings
    answer = signed.ask(None, "POST", LOGIN, **credentials())
    assert answer.headers["set-cookie"].startswith("__Host-earwitness=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_each_sign_in_gets_a_new_session_and_ends_the_one_before(signed: World) -> None:
    """A planted cookie never becomes a signed-in one (session fixation)."""
    planted = {"Cookie": "earwitness=planted-by-somebody"}
    answers = signed.converse(
        [
            (None, "POST", LOGIN, {**credentials(), "headers": planted}),
            (None, "POST", LOGIN, credentials()),
        ]
    )
    first, second = (answer.cookies["earwitness"] for answer in answers)
    assert "planted-by-somebody" not in (first, second)
    assert first != second
    with signed.database.read() as session:
        assert auth.principal_of_session(session, first, idle_s=1800) is None
        assert auth.principal_of_session(session, second, idle_s=1800) is not None


def test_a_change_by_cookie_needs_the_sessions_csrf_token(signed: World) -> None:
    """Without it or with another one 403 and no change; with it, by header or form, it goes on."""
    with signed.database.write() as session:
        path = f"/v1/messages/{build_ready_case(session, signed.settings).id}/claim"
    token = signed.ask(None, "POST", LOGIN, **credentials())
    cookie = {"Cookie": f"earwitness={token.cookies['earwitness']}"}
    for extra in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": ""}):
        answer = signed.post(None, path, headers={**cookie, **extra})
        assert answer.status_code == 403
        assert answer.json()["code"] == "csrf"
    right = {**cookie, "X-CSRF-Token": token.json()["csrf_token"]}
    assert signed.post(None, path, headers=right).status_code == 200


def test_a_request_by_key_needs_no_csrf_token(world: World) -> None:
    """A browser does not send keys by itself."""
    with world.database.write() as session:
        path = f"/v1/messages/{build_ready_case(session, world.settings).id}/claim"
    assert world.post("officer", path).status_code == 200


def test_signing_out_ends_the_session(signed: World) -> None:
    """The cookie is useless afterwards."""
    answer = signed.ask(None, "POST", LOGIN, **credentials())
    cookie = {"Cookie": f"earwitness={answer.cookies['earwitness']}"}
    csrf = {"X-CSRF-Token": answer.json()["csrf_token"]}
    assert signed.post(None, "/v1/auth/logout", headers={**cookie, **csrf}).status_code == 204
    assert signed.get(None, "/v1/auth/me", headers=cookie).status_code == 401


def test_a_session_in_use_stays_open_and_notes_it_seldom(signed: World) -> None:
    """A request after more than a minute moves the session's time; the next one does not."""
    answer = signed.ask(None, "POST", LOGIN, **credentials())
    cookie = {"Cookie": f"earwitness={answer.cookies['earwitness']}"}
    with signed.database.write() as session:
        row = session.scalars(select(UserSession)).one()
        row.seen_at = early = row.seen_at - 2 * TOUCH_EVERY
    assert signed.get(None, "/v1/auth/me", headers=cookie).status_code == 200
    with signed.database.read() as session:
        noted = session.scalars(select(UserSession.seen_at)).one()
    assert noted > early
    signed.get(None, "/v1/auth/me", headers=cookie)
    with signed.database.read() as session:
        assert session.scalars(select(UserSession.seen_at)).one() == noted


def test_wrong_names_and_wrong_passwords_get_the_same_answer(signed: World) -> None:
    """Nobody learns which names exist; the audit log has the refusal without the name."""
    wrong = signed.ask(None, "POST", LOGIN, **credentials("wrong password"))
    unknown = signed.ask(None, "POST", LOGIN, **credentials(username="nobody-canary"))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    with signed.database.read() as session:
        refused = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "session.refused")
        ).all()
    assert len(refused) == 2
    assert "nobody-canary" not in str([vars(event) for event in refused])


def test_guessing_is_stopped_after_ten_wrong_passwords(signed: World) -> None:
    """The eleventh attempt is refused even with the right password, with Retry-After."""
    wrong = (None, "POST", LOGIN, credentials("wrong password"))
    answers = signed.converse([wrong] * NAME_LIMIT + [(None, "POST", LOGIN, credentials())])
    assert [answer.status_code for answer in answers] == [401] * NAME_LIMIT + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_the_limit_forgets_with_time_and_at_success() -> None:
    """Failures count within the window only."""
    moment = [0.0]
    limiter = AttemptLimiter(2, 10.0, clock=lambda: moment[0])
    limiter.failed("a")
    limiter.failed("a")
    with pytest.raises(TooManyAttemptsError):
        limiter.check("a")
    limiter.check("b")
    moment[0] = 11.0
    limiter.check("a")
    limiter.failed("a")
    limiter.succeeded("a")
    limiter.failed("a")
    limiter.check("a")
    assert ADDRESS_LIMIT > NAME_LIMIT


def test_a_deactivated_user_cannot_sign_in(signed: World) -> None:
    """Deactivation shows as any other refusal."""
    with signed.database.write() as session:
        session.execute(update(User).values(active=False))
    assert signed.ask(None, "POST", LOGIN, **credentials()).status_code == 401
