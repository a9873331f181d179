"""The processes that the fault tests start: the product's own loops, with the tests' transcriber.

::

    python -m tests.faults.process worker STAGE [no_fence] [real_engine]
    python -m tests.faults.process sweeper

``real_engine`` takes the product's own engine process in place of the tests' transcriber.
``no_fence`` is the mutant of the second control: it finishes work whether or not it still holds it,
and looks for no transcript of the same kind.
"""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from tests.transcribers import marked
from voice_intake import jobs, ledger, sweeper, worker
from voice_intake.ledger import Claim
from voice_intake.logs import configure
from voice_intake.models import Message
from voice_intake.settings import Settings


def _update_without_fence(session: Session, item: Claim, **columns: Any) -> bool:
    result = session.execute(
        update(Message).where(Message.id == item.message_id).values(**columns),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def main(arguments: list[str]) -> None:
    """Run one loop until SIGTERM."""
    settings = Settings()
    configure(settings)
    if "no_fence" in arguments:
        ledger._update = _update_without_fence
        jobs._has_transcript = lambda *_: False
    if arguments[0] == "sweeper":
        sweeper.run(settings)
    else:
        make = None if "real_engine" in arguments else marked
        worker.run(settings, arguments[1], make_transcriber=make)


if __name__ == "__main__":
    main(sys.argv[1:])
