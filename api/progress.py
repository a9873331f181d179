"""How far a machine is with a message, for the officer who waits for it."""

from __future__ import annotations

from datetime import datetime

from voice_intake.models import Message


def progress_of(message: Message, moment: datetime) -> float | None:
    """0..1 while a worker holds the message at ``moment``, else None.

    What a worker that died said last stays in the row until another one claims the message: a lease
    that has run out makes it worthless.
    """
    held = message.lease_until is not None and message.lease_until >= moment
    return message.progress if held else None
