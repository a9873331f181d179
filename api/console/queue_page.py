"""The queue as rows of words, its lists and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from api.auth import Principal
from api.console import describe, schema
from api.console.language import Strings
from api.console.times import HONG_KONG, clock, machine_readable, running, short_age
from api.permissions import Permission
from api.queue_view import QueueFilters, QueueRow
from api.review_moves import Act, Status, possible
from voice_intake.stages import State

#: Lists of the console, in order. ``waiting`` is ``api.queue_view``'s ``work`` without an owner.
LISTS = ("waiting", "mine", "claimed", "needs_human", "no_speech", "processing", "closed", "all")
#: Lists in which a number other than 0 asks for attention.
ALARMING = frozenset({"needs_human"})
LANGUAGES = ("yue", "en", "zh", "ur", "hi", "ne", "tl", "id", "th", "pa", "vi")
#: The filters and the choices of each; the words come from the prefix.
FILTERS: Mapping[str, tuple[str, Sequence[str]]] = {
    "urgency": ("urgency", schema.URGENCIES),
    "incident_type": ("incident", schema.INCIDENT_TYPES),
    "district": ("district", schema.DISTRICTS),
    "language": ("language", LANGUAGES),
}
#: Flags of a transcript that say nothing an officer must know in the queue.
_QUIET_FLAGS = frozenset({"no_speech"})


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    id: int
    reference: str
    urgency: str
    escalated: bool
    age: str
    received: str
    received_iso: str
    is_read: bool
    what: str
    where: str
    district: str | None
    when: str
    summary: str
    language: str | None
    length: str
    doubts: Sequence[str]
    owner: str | None
    mine: bool
    disposition: str | None
    can_claim: bool


def filters_of(name: str, query: Mapping[str, str], who: Principal) -> QueueFilters:
    """What the page's address asks of ``api.queue_view``."""
    chosen: dict[str, Any] = {key: (query[key],) for key in FILTERS if query.get(key)}
    text = query.get("q") or None
    open_statuses = (Status.WAITING.value, Status.RELEASED.value)
    claimed = (Status.CLAIMED.value,)
    extra: dict[str, Any] = {
        "waiting": {"list": "work", "status": open_statuses},
        "mine": {"list": "all", "status": claimed, "owner": who.actor},
        "claimed": {"list": "all", "status": claimed},
        "needs_human": {
            "list": "work",
            "state": (State.NEEDS_HUMAN.value, State.QUARANTINED.value),
        },
    }.get(name, {"list": name})
    return QueueFilters(**extra, **chosen, text=text)


def row(item: QueueRow, who: Principal, t: Strings) -> Row:
    """One line in the officer's language."""
    acts = possible(Status(item.status), who.role, own=False)
    return Row(
        id=item.message_id,
        reference=item.reference,
        urgency=item.urgency or "unknown",
        escalated=item.escalated,
        age=age(item.age_s, t),
        received=clock(item.received_at),
        received_iso=machine_readable(item.received_at),
        is_read=item.urgency is not None,
        what=_what(item, t),
        where=_where(item, t),
        district=item.district,
        when=_when(item, t),
        summary=(item.summary_zh if t.is_chinese else item.summary) or item.summary or "",
        language=item.language,
        length=running(item.duration_s),
        doubts=[flag for flag in item.doubt if flag not in _QUIET_FLAGS],
        owner=item.owner_name,
        mine=item.owner == who.actor,
        disposition=item.disposition,
        can_claim=Act.CLAIM in acts and who.may(Permission.REVIEW),
    )


def age(seconds: float, t: Strings) -> str:
    """An age in words."""
    count, unit = short_age(seconds)
    return t(f"age.{unit}", count=count)


def filter_choices(chosen: Mapping[str, str], t: Strings) -> list[Mapping[str, Any]]:
    """The filters with their choices in words."""
    return [
        {
            "name": name,
            "chosen": chosen.get(name, ""),
            "choices": [(code, t.of(prefix, code)) for code in codes],
        }
        for name, (prefix, codes) in FILTERS.items()
    ]


def lists(counts: Mapping[str, int], current: str, t: Strings) -> list[Mapping[str, Any]]:
    """The lists with their numbers."""
    return [
        {
            "name": name,
            "href": f"/queue?list={name}",
            "count": counts[name],
            "active": name == current,
            "alarming": name in ALARMING,
        }
        for name in LISTS
    ]


def href(query: Mapping[str, str], **changes: str | None) -> str:
    """The queue's address with some parameters changed."""
    merged = {**query, **changes}
    return "/queue?" + urlencode({key: value for key, value in merged.items() if value})


def _what(item: QueueRow, t: Strings) -> str:
    if item.incident_type:
        return t.of("incident", item.incident_type)
    if item.speech == "none":
        return t("message.speech_none")
    if item.state == State.READY:
        return t("queue.no_type")
    if item.state in (State.NEEDS_HUMAN, State.QUARANTINED):
        return f"{t.of('state', item.state)}: {t('message.listen')}"
    return standing(item.state, item.progress, t)


def standing(state: str, progress: float | None, t: Strings) -> str:
    """Where the machine is: what the message waits for, or what is done to it and how far it is."""
    if progress is None:
        return t.of("state", state)
    return t(f"working.{state}", percent=round(progress * 100))


def _when(item: QueueRow, t: Strings) -> str:
    """When it happened; today and yesterday, seen from the moment of the page, by name."""
    if not item.when:
        return ""
    said = describe.value("occurred", {**item.when, "precision": None}, t)
    today = (item.received_at + timedelta(seconds=item.age_s)).astimezone(HONG_KONG)
    for days, name in ((0, "day.today"), (1, "day.yesterday")):
        said = said.replace(f"{today - timedelta(days=days):%Y-%m-%d}", t(name))
    return said


def _where(item: QueueRow, t: Strings) -> str:
    names = (item.where_zh, item.where_en) if t.is_chinese else (item.where_en, item.where_zh)
    return next((name for name in names if name), "")
