"""The queue: what waits, in the order in which somebody should look."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.auth import Principal
from api.deps import DatabaseDep, require
from api.permissions import Permission, Role
from api.queue_view import LISTS, MAX_LIMIT, QueueFilters, QueuePage, count_lists, list_queue
from api.redaction import mask_row
from api.times import aware

router = APIRouter(prefix="/v1/queue", tags=["queue"])
Reader = Annotated[Principal, Depends(require(Permission.READ_QUEUE))]
Choices = Annotated[list[str] | None, Query()]


@router.get("")
def queue(
    who: Reader,
    database: DatabaseDep,
    list_: Annotated[str, Query(alias="list", description=f"One of {', '.join(LISTS)}.")] = "work",
    urgency: Choices = None,
    incident_type: Choices = None,
    district: Choices = None,
    language: Choices = None,
    status: Choices = None,
    owner: Annotated[str | None, Query(description="me, none, user:NUMBER or key:ID")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Words to look for.")] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> QueuePage:
    """One page of a list: urgency, then age, with an age floor. Follow ``next_cursor``."""
    filters = QueueFilters(
        list=list_,
        urgency=tuple(urgency or ()),
        incident_type=tuple(incident_type or ()),
        district=tuple(district or ()),
        language=tuple(language or ()),
        status=tuple(status or ()),
        owner=who.actor if owner == "me" else owner,
        text=q,
        since=aware(since),
        until=aware(until),
    )
    with database.read() as session:
        page = list_queue(session, filters, cursor, limit=limit)
    if who.role != Role.ANALYST:
        return page
    return QueuePage(tuple(mask_row(row) for row in page.rows), page.next_cursor, page.as_of)


@router.get("/counts")
def counts(_who: Reader, database: DatabaseDep) -> dict[str, int]:
    """How many messages stand in each list."""
    with database.read() as session:
        return count_lists(session)
