"""One message as the page of an officer: facts, clocks, banners, acts, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from api.auth import Principal
from api.case_view import CaseView, EscalationView, HistoryItem
from api.console import describe, fields, queue_page, words
from api.console.language import Strings
from api.console.schema import LEAVES, key_of
from api.console.times import clock, machine_readable, running
from api.merge import empty_report
from api.permissions import Permission
from api.review_moves import Act, Status, possible
from voice_intake.stages import STAGES, State

#: Service clocks: how soon somebody acknowledges a message, and how soon the caller hears from us.
ACKNOWLEDGE_WITHIN = timedelta(hours=1)
CONTACT_WITHIN = timedelta(days=1)
#: Acts of people; the rest of a history are the machine's steps.
_ACTS = frozenset(act.value for act in Act)
_PROCESSING = frozenset(stage.source for stage in STAGES)


@dataclass(frozen=True)
class CasePage:
    """What the template of a message shows; ``view`` is the case itself."""

    view: CaseView
    who: Principal
    t: Strings
    now: datetime
    purpose: str | None = None

    def __getattr__(self, name: str) -> Any:
        """Facts of the message under their own names."""
        return getattr(self.view.message, name)

    def may(self, act: str) -> bool:
        """Whether this person may do this act to this case now."""
        own = self.view.owner == self.who.actor
        return Act(act) in possible(Status(self.view.status), self.who.role, own=own)

    @property
    def can_play(self) -> bool:
        """Whether the role listens."""
        return self.who.may(Permission.PLAY_AUDIO)

    @property
    def audio_href(self) -> str:
        """The recording's address."""
        asked = f"?purpose={self.purpose}" if self.purpose else ""
        return f"/v1/messages/{self.view.message.id}/audio{asked}"

    @property
    def version(self) -> int:
        """The version that a form names."""
        return self.view.version

    @property
    def urgency(self) -> str:
        """emergency, priority, routine or unknown."""
        return (self.view.report.get("urgency") or {}).get("level") or "unknown"

    @property
    def standing(self) -> str:
        """Where it stands: how it ended, in whose hands, or on which machine."""
        if self.view.disposition:
            return self.t.of("disposition", self.view.disposition)
        if self.view.message.state != State.READY:
            message = self.view.message
            return queue_page.standing(message.state, message.progress, self.t)
        return self.t.of("status", self.view.status)

    @property
    def is_processing(self) -> bool:
        """Whether a machine has still to do with it: the page then looks again by itself."""
        return self.view.message.state in _PROCESSING

    @property
    def owner(self) -> str | None:
        """Who works on it."""
        return self.view.owner_name

    @property
    def received(self) -> str:
        """When it came, Hong Kong time."""
        return clock(self.view.message.received_at)

    @property
    def received_iso(self) -> str:
        """The same for machines."""
        return machine_readable(self.view.message.received_at)

    @property
    def age(self) -> str:
        """How long ago."""
        return queue_page.age((self.now - self.view.message.received_at).total_seconds(), self.t)

    @property
    def length(self) -> str:
        """Of the recording."""
        return running(self.view.message.duration_s)

    @property
    def language(self) -> str | None:
        """What was heard, else what the caller chose."""
        heard = self.view.transcript.language if self.view.transcript else None
        return heard or self.view.message.requested_language

    @property
    def language_tag(self) -> str:
        """The language as browsers and screen readers name it."""
        return {"yue": "zh-HK", "zh": "zh-CN"}.get(self.language or "", self.language or "en")

    @property
    def has_draft(self) -> bool:
        """Whether a machine read the message; else there is nothing it could have found."""
        return self.view.draft is not None

    @property
    def synthetic_only(self) -> bool:
        """Whether the demonstration model made the transcript."""
        made = self.view.transcript.model if self.view.transcript else {}
        return bool(made.get("synthetic_only"))

    @property
    def failure(self) -> str | None:
        """Why the machine's last attempt failed."""
        return self.view.message.failure_reason

    @property
    def notice(self) -> str | None:
        """What the officer must know before reading."""
        state, speech = self.view.message.state, self.view.message.speech
        if state == State.NEEDS_HUMAN:
            return self.t("message.failed")
        if state == State.QUARANTINED:
            return self.t("message.quarantined")
        if self.is_processing:
            return self.t("message.pending")
        return self.t("message.no_speech") if speech == "none" else None

    @property
    def notice_kind(self) -> str:
        """How loud the notice is."""
        return "error" if self.view.message.state == State.QUARANTINED else "warn"

    @property
    def hint(self) -> str | None:
        """Why there are fewer acts than one may expect."""
        if self.may("correct") or self.view.status == Status.CLOSED:
            return None
        if self.may("claim"):
            return self.t("act.claim_hint")
        return self.t("act.owned_by", who=self.owner) if self.owner else None

    @property
    def escalations(self) -> list[Mapping[str, Any]]:
        """Banners, the open ones first."""
        return sorted(
            (self._escalation(item) for item in self.view.escalations),
            key=lambda item: bool(item["acknowledged"]),
        )

    def _escalation(self, item: EscalationView) -> Mapping[str, Any]:
        by_machine = item.raised_by == "machine"
        raised_by = self.t("banner.machine") if by_machine else item.raised_by_name
        acknowledged = item.acknowledged_at and self.t(
            "banner.acknowledged", who=item.acknowledged_by, when=clock(item.acknowledged_at)
        )
        return {
            "id": item.id,
            "raised": self.t("banner.escalated_by", who=raised_by, when=clock(item.raised_at)),
            "reason": self._why(item) if by_machine else item.reason,
            "acknowledged": acknowledged,
        }

    def _why(self, item: EscalationView) -> str:
        """The machine's reasons in words; what was stored where the draft is another one now."""
        urgency = (self.view.draft or {}).get("urgency") or {}
        if urgency.get("level") != "emergency":
            return describe.machine_reason(item.reason, self.t)
        said = "; ".join(describe.urgency_reasons(urgency, self.t))
        return said or describe.machine_reason(item.reason, self.t)

    @property
    def links(self) -> list[Mapping[str, Any]]:
        """Links in force."""
        return [
            {
                "id": item.id,
                "other_id": item.other_id,
                "reference": item.other_reference,
                "kind": item.kind,
                "reason": item.reason,
            }
            for item in self.view.links
            if item.unlinked_at is None
        ]

    @property
    def missing(self) -> list[Mapping[str, Any]]:
        """Questions for the call back: the caller's language first, then English."""
        return [
            {"prompts": _prompts(item.get("prompt") or {}, self.language)}
            for item in self.view.report.get("missing") or []
        ]

    @property
    def clocks(self) -> list[Mapping[str, str]]:
        """The service clocks: met, due or late."""
        started = self.view.message.received_at
        acts = [item.at for item in self.view.history if item.act in _ACTS]
        closed = [item.at for item in self.view.history if item.act == Act.DISPOSE]
        return [
            self._clock("acknowledge", started + ACKNOWLEDGE_WITHIN, bool(acts)),
            self._clock("contact", started + CONTACT_WITHIN, bool(closed)),
        ]

    def _clock(self, name: str, due: datetime, met: bool) -> Mapping[str, str]:
        if met:
            return {"name": name, "condition": "met", "text": self.t("clock.met")}
        left = (due - self.now).total_seconds()
        condition = "due" if left >= 0 else "late"
        said = self.t(f"clock.{condition}", age=queue_page.age(abs(left), self.t))
        return {"name": name, "condition": condition, "text": said}

    @property
    def history(self) -> list[Mapping[str, Any]]:
        """Everything that happened to it, the newest first; one form's corrections are one line."""
        lines = [self._act(item) for item in reversed(self.view.history)]
        return [line for line, after in zip(lines, [None, *lines], strict=False) if line != after]

    def _act(self, item: HistoryItem) -> Mapping[str, Any]:
        detail = item.detail
        return {
            "at": clock(item.at),
            "iso": machine_readable(item.at),
            "who": item.actor_name,
            "text": self._act_text(item.act, detail),
            "words": detail.get("text"),
        }

    def _act_text(self, act: str, detail: Mapping[str, Any]) -> str:
        key = f"history.act.{act}"
        if key not in self.t.table:
            return self.t.of("history.step", act.removeprefix("message."))
        path = str(detail.get("path", ""))
        name = key_of(path)
        label = "summary" if name.startswith("summary") else name
        return self.t(
            key,
            path=self.t(f"field.{label}") if name in LEAVES else path,
            disposition=self.t.of("disposition", detail.get("disposition")),
        )


def context(page: CasePage) -> dict[str, Any]:
    """All that the template needs of a case."""
    view = page.view
    machine = view.draft if view.draft is not None else empty_report(page.language)
    heard = view.transcript and words.spoken(view.transcript, words.evidence_spans(machine))
    return {
        "case": page,
        "transcript": heard,
        "sections": fields.sections(machine, view.report, view.corrections, page.t),
    }


def _prompts(prompt: Mapping[str, str], language: str | None) -> Sequence[tuple[str, str]]:
    """(language tag, words), the caller's language first, English last."""
    own = {"yue": ("yue", "zh"), "zh": ("zh-Hans", "zh")}.get(language or "", (language or "",))
    found = next((code for code in own if code in prompt), None)
    wanted = [code for code in dict.fromkeys((found, "en")) if code is not None and code in prompt]
    order = wanted or list(prompt)
    tags = {"yue": "zh-HK", "zh": "zh-HK", "zh-Hans": "zh-CN"}
    return [(tags.get(code, code), prompt[code]) for code in order]


def present() -> datetime:
    """The moment a page is made."""
    return datetime.now(UTC)
