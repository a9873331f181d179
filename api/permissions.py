"""Who may do what: one table from role to permissions.

A **role** belongs to a user or to an API key. Routes ask for a permission, never for a role. The
acts of review have a finer table of their own (``api.review_moves``).
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for."""

    GATEWAY = "gateway"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    ADMIN = "admin"


#: The roles' names, for a look-up by text.
ROLES: frozenset[str] = frozenset(role.value for role in Role)


class Permission(StrEnum):
    """One thing that may be done."""

    UPLOAD = "upload"
    READ_QUEUE = "queue.read"
    READ_REPORT = "report.read"
    PLAY_AUDIO = "audio.play"
    REVIEW = "review"
    EXPORT = "export"
    EXPORT_UNMASKED = "export.unmasked"
    READ_AUDIT = "audit.read"
    READ_METRICS = "metrics.read"
    MANAGE_USERS = "users.manage"


class Purpose(StrEnum):
    """Why somebody who does not work on a message looks at it; kept in the audit log."""

    QUALITY_REVIEW = "quality_review"
    DOUBLE_REVIEW = "double_review"
    COMPLAINT = "complaint"
    INVESTIGATION = "investigation"
    LEGAL_REQUEST = "legal_request"
    STATISTICS = "statistics"
    TRAINING = "training"
    SUPPORT = "support"


_OFFICER = frozenset(
    {
        Permission.READ_QUEUE,
        Permission.READ_REPORT,
        Permission.PLAY_AUDIO,
        Permission.REVIEW,
    }
)

#: The table. A gateway's key only uploads; nobody but a gateway uploads.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.GATEWAY: frozenset({Permission.UPLOAD}),
    Role.OFFICER: _OFFICER,
    Role.SUPERVISOR: _OFFICER
    | {
        Permission.EXPORT,
        Permission.EXPORT_UNMASKED,
        Permission.READ_AUDIT,
        Permission.READ_METRICS,
    },
    Role.ANALYST: frozenset({Permission.READ_QUEUE, Permission.READ_REPORT, Permission.EXPORT}),
    Role.ADMIN: frozenset(
        {
            Permission.READ_QUEUE,
            Permission.READ_REPORT,
            Permission.PLAY_AUDIO,
            Permission.EXPORT,
            Permission.EXPORT_UNMASKED,
            Permission.READ_AUDIT,
            Permission.READ_METRICS,
            Permission.MANAGE_USERS,
        }
    ),
}

#: Roles that say why when they open a message which is not theirs.
PURPOSE_REQUIRED = frozenset({Role.SUPERVISOR, Role.ANALYST, Role.ADMIN})


def allows(role: str, permission: Permission | str) -> bool:
    """Whether the table gives ``permission`` to ``role``; an unknown role has none.

    >>> allows("officer", "review"), allows("analyst", "audio.play")
    (True, False)
    """
    if role not in ROLES:
        return False
    return Permission(permission) in PERMISSIONS[Role(role)]
