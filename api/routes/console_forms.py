"""What an officer typed: the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request


async def typed_form(request: Request) -> Mapping[str, str]:
    """The fields of a form, text only."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


FormDep = Annotated[Mapping[str, str], Depends(typed_form)]
