"""A message in full, and its audio. Both are written down with who looked and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse

from api.access import open_audio, open_case
from api.auth import Principal
from api.case_view import CaseView
from api.deps import DatabaseDep, PurposeDep, RowId, SettingsDep, require
from api.permissions import Permission, Role
from api.redaction import mask_case

router = APIRouter(prefix="/v1/messages", tags=["messages"])
Reader = Annotated[Principal, Depends(require(Permission.READ_REPORT))]
Listener = Annotated[Principal, Depends(require(Permission.PLAY_AUDIO))]


@router.get("/{message_id}")
def message(
    message_id: RowId, who: Reader, database: DatabaseDep, purpose: PurposeDep = None
) -> CaseView:
    """Transcript, draft, report in force, corrections, history, links and escalations.

    Analysts see personal data masked.
    """
    case = open_case(database, who, message_id, purpose=purpose)
    return mask_case(case) if who.role == Role.ANALYST else case


@router.get("/{message_id}/audio", response_class=FileResponse)
def audio(
    message_id: RowId,
    request: Request,
    who: Listener,
    database: DatabaseDep,
    settings: SettingsDep,
    purpose: PurposeDep = None,
) -> FileResponse:
    """The recording as it came, with ranges (RFC 9110) so that a player can jump."""
    ranges = request.headers.get("range", "")
    found = open_audio(
        database,
        settings,
        who,
        message_id,
        purpose=purpose,
        from_start=not ranges or ranges.strip().startswith("bytes=0-"),
    )
    return FileResponse(
        found.path,
        media_type=found.media_type,
        filename=found.file_name,
        content_disposition_type="inline",
        headers={"Cache-Control": "private, no-store"},
    )
