"""What an officer sees of one message, as frozen values. Times are UTC, audio in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class MessageView:
    """The ledger's row as an officer sees it. Times are UTC."""

    id: int
    reference: str
    source: str
    received_at: datetime
    state: str
    #: 0..1 while a machine stage works on it.
    progress: float | None
    failure_code: str | None
    failure_reason: str | None
    has_audio: bool
    recording_sha256: str | None
    media_type: str | None
    file_name: str | None
    requested_language: str | None
    caller_number: str | None
    duration_s: float | None
    speech: str | None
    provider_conflict: bool
    legal_hold: bool


@dataclass(frozen=True, slots=True)
class WordView:
    """A word, its seconds, and its characters in ``TranscriptView.text``."""

    word: str
    start_s: float
    end_s: float
    start: int
    end: int
    probability: float
    flags: tuple[str, ...]
    #: The channel of a stereo call on which it was said; None in a mono recording.
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """What was heard. ``flags`` is doubt about the whole message."""

    id: int
    text: str
    language: str
    language_probability: float
    duration_s: float
    speech: str
    flags: tuple[str, ...]
    words: tuple[WordView, ...]
    segments: tuple[Mapping[str, Any], ...]
    model: Mapping[str, Any]
    quality: Mapping[str, Any]
    #: The English of a language that is not read as spoken, segment by segment; else empty.
    translation: tuple[Mapping[str, Any], ...] = ()
    #: The caller's channel of a stereo call, where it is known.
    caller_channel: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """The machine's and the officer's value at one path (the newest correction of it)."""

    id: int
    path: str
    machine_value: Any
    officer_value: Any
    by: str
    at: datetime
    reason: str | None
    #: Earlier corrections of the same path.
    superseded: int


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One line of the history: an officer's act or a machine's step."""

    at: datetime
    actor: str
    actor_name: str
    act: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to another message; ``unlinked_at`` is set where it was taken back."""

    id: int
    other_id: int
    other_reference: str
    kind: str
    reason: str | None
    linked_by: str
    linked_at: datetime
    unlinked_at: datetime | None


@dataclass(frozen=True, slots=True)
class EscalationView:
    """A hand-over to live dispatch. ``id`` is None for the machine's until somebody acts on it."""

    id: int | None
    raised_at: datetime
    raised_by: str
    raised_by_name: str
    reason: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that is known of one message."""

    message: MessageView
    transcript: TranscriptView | None
    #: The machine's report/1, untouched; None where no draft was made.
    draft: Mapping[str, Any] | None
    #: The report in force: draft (or an empty report) with the corrections laid over it.
    report: Mapping[str, Any]
    #: Whether there is anything in it: a draft or a correction.
    has_report: bool
    corrections: tuple[CorrectionView, ...]
    history: tuple[HistoryItem, ...]
    links: tuple[LinkView, ...]
    escalations: tuple[EscalationView, ...]
    status: str
    #: ``user:7`` or ``key:ab12``, None where nobody has it.
    owner: str | None
    owner_name: str | None
    disposition: str | None
    #: Name it in an act, so that a stale page changes nothing. 0 before the first act.
    version: int

    @property
    def open_escalations(self) -> tuple[EscalationView, ...]:
        """Those that nobody acknowledged yet."""
        return tuple(item for item in self.escalations if item.acknowledged_at is None)
