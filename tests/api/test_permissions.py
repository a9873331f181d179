"""Who may do what: the table, and that every route asks it."""

from __future__ import annotations

import pytest

from api.permissions import PERMISSIONS, Permission, Role, allows
from tests.api.world import World
from tests.builders import build_ready_case

P = Permission

#: The table once more, written by hand, so that a slip in one of the two shows.
EXPECTED = {
    Role.GATEWAY: {P.UPLOAD},
    Role.OFFICER: {P.READ_QUEUE, P.READ_REPORT, P.PLAY_AUDIO, P.REVIEW},
    Role.SUPERVISOR: set(P) - {P.UPLOAD, P.MANAGE_USERS},
    Role.ANALYST: {P.READ_QUEUE, P.READ_REPORT, P.EXPORT},
    Role.ADMIN: set(P) - {P.UPLOAD, P.REVIEW},
}

#: What each route asks for; None: anybody. A route that is not here fails the test below.
ROUTES: dict[tuple[str, str], Permission | None] = {
    ("GET", "/healthz"): None,
    ("GET", "/readyz"): None,
    ("GET", "/v1/schema/report-1.json"): None,
    ("GET", "/v1/queue"): P.READ_QUEUE,
    ("GET", "/v1/queue/counts"): P.READ_QUEUE,
    ("GET", "/v1/messages/{message_id}"): P.READ_REPORT,
    ("GET", "/v1/messages/{message_id}/audio"): P.PLAY_AUDIO,
    ("POST", "/v1/messages/{message_id}/claim"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/release"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/corrections"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/links"): P.REVIEW,
    ("DELETE", "/v1/messages/{message_id}/links/{link_id}"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/escalations"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/escalations/acknowledge"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/disposition"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/reopen"): P.REVIEW,
    ("POST", "/v1/messages/{message_id}/notes"): P.REVIEW,
    ("GET", "/v1/exports"): P.READ_AUDIT,
    ("GET", "/v1/exports/{format}"): P.EXPORT,
    ("GET", "/v1/audit"): P.READ_AUDIT,
    ("GET", "/v1/audit/verify"): P.READ_AUDIT,
}
#: Routes with rules of their own, tested elsewhere: signatures, sign-in, loopback.
OTHERWISE = ("/gateways/", "/v1/recordings", "/v1/auth/", "/metrics")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_each_role_has_exactly_its_permissions(role: Role, permission: Permission) -> None:
    """The table gives each role what the design says and nothing more."""
    assert allows(role, permission) == (permission in EXPECTED[role])
    assert set(PERMISSIONS[role]) == EXPECTED[role]


def test_an_unknown_role_may_do_nothing() -> None:
    """A role that is not in the table has no permission."""
    assert not any(allows("chief", permission) for permission in Permission)


def test_every_route_of_the_interface_is_in_this_table(world: World) -> None:
    """A new route must be given its permission here before it passes."""
    paths = world.app.openapi()["paths"]
    found = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method in methods
        if not path.startswith(OTHERWISE)
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_refuses_every_role_that_lacks_its_permission(
    world: World, role: Role | None
) -> None:
    """Without a sign-in 401, without the permission 403, with it something else."""
    with world.database.write() as session:
        message_id = build_ready_case(session, world.settings).id
    values = {"{message_id}": str(message_id), "{link_id}": "1", "{format}": "csv"}
    for (method, path), permission in ROUTES.items():
        for name, value in values.items():
            path = path.replace(name, value)
        body = {"json": {"purpose": "x"}} if method == "POST" else {}
        answer = world.ask(role, method, path, params={"purpose": "statistics"}, **body)
        if permission is None or (role is not None and allows(role, permission)):
            assert answer.status_code not in (401, 403) or answer.json()["code"] in (
                "review_forbidden",
            ), (method, path, answer.text)
        else:
            assert answer.status_code == (401 if role is None else 403), (method, path)
            assert answer.headers["content-type"] == "application/problem+json"


def test_personal_data_is_exported_only_by_those_who_may(world: World) -> None:
    """An analyst's unmasked export is refused with advice; a supervisor's is not."""
    refused = world.get("analyst", "/v1/exports/csv?unmasked=true")
    assert refused.status_code == 403
    assert "supervisor" in refused.json()["next_step"]
    assert world.get("supervisor", "/v1/exports/csv?unmasked=true").status_code == 200
