"""The console's pages: sign-in, queue, message. Every act is a form."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.access import open_case
from api.auth import Principal, SignedIn
from api.console import acts, case_page, queue_page
from api.console.language import LANGUAGES
from api.console.pages import LANGUAGE_COOKIE, Flash, render, words_for
from api.console.route import ConsoleRoute
from api.deps import (
    DatabaseDep,
    PrincipalDep,
    SettingsDep,
    SignedInDep,
    require,
    session_token,
)
from api.errors import (
    CsrfError,
    NotFoundError,
    NotSignedInError,
    PurposeRequiredError,
    ReviewError,
    TooManyAttemptsError,
)
from api.permissions import Permission, Purpose, Role
from api.queue_view import QueueFilters, count_lists, count_queue, list_queue
from api.redaction import mask_case, mask_row
from api.review_moves import Disposition, LinkKind
from api.routes import console_records
from api.routes.console_forms import FormDep
from api.signin import SignInDesk, clear_cookie, set_cookie
from voice_intake.db import Database
from voice_intake.errors import EarwitnessError

#: Rows on a page of the queue.
PAGE_ROWS = 100


router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)
Reader = Annotated[Principal, Depends(require(Permission.READ_QUEUE))]
Looker = Annotated[Principal, Depends(require(Permission.READ_REPORT))]
Officer = Annotated[Principal, Depends(require(Permission.REVIEW))]


def install(app: FastAPI) -> None:
    """Serve the console's own scripts, style and pictures."""
    folder = Path(str(resources.files("api.console") / "static"))
    app.mount("/static", StaticFiles(directory=folder), name="static")


@router.get("/")
def home() -> Response:
    """The queue is the first page."""
    return RedirectResponse("/queue", 303)


@router.get("/login")
def login_page(request: Request, session: SignedInDep, next: str = "/") -> Response:
    """The sign-in page."""
    if session is not None:
        return RedirectResponse(_inside(next), 303)
    return render(request, "login.html", None, failed=None, username="", next=_inside(next))


@router.post("/login")
def login(request: Request, form: FormDep, settings: SettingsDep) -> Response:
    """Sign in; a form on another site cannot."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CsrfError()
    desk: SignInDesk = request.app.state.desk
    address = request.client.host if request.client else "unknown"
    username, wanted = form.get("username", "")[:64], _inside(form.get("next", "/"))
    try:
        welcome = desk.sign_in(
            username,
            form.get("password", ""),
            address=address,
            old_token=session_token(request, settings),
        )
    except (NotSignedInError, TooManyAttemptsError) as error:
        busy = isinstance(error, TooManyAttemptsError)
        failed = str(error) if busy else words_for(request)("login.failed")
        return render(
            request,
            "login.html",
            None,
            status=error.status,
            failed=failed,
            username=username,
            next=wanted,
        )
    response = RedirectResponse(wanted, 303)
    set_cookie(response, settings, welcome.session.token)
    return response


@router.post("/logout")
def logout(request: Request, settings: SettingsDep, _who: PrincipalDep) -> Response:
    """End the session."""
    token = session_token(request, settings)
    if token is not None:
        request.app.state.desk.sign_out(token)
    response = RedirectResponse("/login", 303)
    clear_cookie(response, settings)
    return response


@router.post("/language")
def language(form: FormDep, settings: SettingsDep) -> Response:
    """Switch the console's language; it changes nothing else, so it needs no session."""
    response = RedirectResponse(_inside(form.get("next", "/")), 303)
    chosen = form.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=365 * 86_400,
            httponly=True,
            samesite="strict",
            secure=settings.https,
        )
    return response


@router.get("/queue")
def queue(request: Request, who: Reader, session: SignedInDep, database: DatabaseDep) -> Response:
    """The queue: one list, filtered, a page of it."""
    query = dict(request.query_params)
    name = query.get("list", queue_page.LISTS[0])
    if name not in queue_page.LISTS:
        raise NotFoundError()
    filters, t = queue_page.filters_of(name, query, who), words_for(request)
    with database.read() as reading:
        page = list_queue(reading, filters, query.get("cursor") or None, limit=PAGE_ROWS)
        known = count_lists(reading)
        counts = {
            item: known[item]
            if item in known
            else count_queue(reading, queue_page.filters_of(item, {}, who))
            for item in queue_page.LISTS
        }
    rows = [mask_row(row) if who.role == Role.ANALYST else row for row in page.rows]
    kept = {key: value for key, value in query.items() if key != "cursor"}
    return render(
        request,
        "queue.html",
        session,
        rows=[queue_page.row(item, who, t) for item in rows],
        lists=queue_page.lists(counts, name, t),
        current_list=name,
        chosen={"q": query.get("q", "")},
        filters=queue_page.filter_choices(query, t),
        is_filtered=any(query.get(key) for key in ("q", *queue_page.FILTERS)),
        is_first="cursor" not in query,
        first_href=queue_page.href(kept),
        next_href=page.next_cursor and queue_page.href(kept, cursor=page.next_cursor),
    )


@router.get("/messages/{message_id}")
def message(
    request: Request,
    message_id: int,
    who: Looker,
    session: SignedInDep,
    database: DatabaseDep,
    purpose: Purpose | None = None,
) -> Response:
    """One message in full."""
    return _message_page(request, message_id, who, session, database, purpose=purpose)


@router.post("/messages/{message_id}/{act}")
def do(
    request: Request,
    message_id: int,
    act: str,
    who: Officer,
    session: SignedInDep,
    database: DatabaseDep,
    form: FormDep,
) -> Response:
    """One act of review. Where it is not possible, the page as it stands now says why."""
    purpose = next((item for item in Purpose if item.value == form.get("purpose")), None)
    try:
        with database.write() as writing:
            done = acts.perform(writing, who, message_id, act, form)
    except ReviewError as error:
        return _message_page(
            request,
            message_id,
            who,
            session,
            database,
            purpose=purpose,
            status=error.status,
            flash=Flash("error", _explain(error, request)),
        )
    if done is None:
        raise NotFoundError()
    if done == "dispose" and form.get("then") == "next":
        return RedirectResponse(_next_message(database, who), 303)
    item = form.get("item", "").strip("/").replace("/", "-")
    anchor = f"#field-{quote(item)}" if item and not item.endswith("-") else ""
    because = f"&purpose={purpose.value}" if purpose else ""
    return RedirectResponse(f"/messages/{message_id}?done={done}{because}{anchor}", 303)


def _message_page(
    request: Request,
    message_id: int,
    who: Principal,
    session: SignedIn | None,
    database: Database,
    *,
    purpose: Purpose | None = None,
    status: int = 200,
    flash: Flash | None = None,
) -> HTMLResponse:
    try:
        view = open_case(database, who, message_id, purpose=purpose)
    except PurposeRequiredError:
        address = f"/messages/{message_id}"
        return render(
            request, "purpose.html", session, status=403, action=address, purposes=list(Purpose)
        )
    shown = mask_case(view) if who.role == Role.ANALYST else view
    page = case_page.CasePage(
        shown, who, words_for(request), case_page.present(), purpose.value if purpose else None
    )
    return render(
        request,
        "message.html",
        session,
        status=status,
        flash=flash,
        dispositions=[item.value for item in Disposition],
        link_kinds=[item.value for item in LinkKind],
        **case_page.context(page),
    )


def _next_message(database: Database, who: Principal) -> str:
    """The address of what waits first; the queue where nothing does."""
    mine = QueueFilters(list="work", status=("claimed",), owner=who.actor)
    with database.read() as session:
        for filters in (mine, queue_page.filters_of("waiting", {}, who)):
            rows = list_queue(session, filters, limit=1).rows
            if rows:
                return f"/messages/{rows[0].message_id}?done=dispose"
    return "/queue?done=dispose"


def _explain(error: EarwitnessError, request: Request) -> str:
    t = words_for(request)
    return t("error.changed") if error.code == "stale_version" else str(error)


def _inside(address: str) -> str:
    """An address of our own; anything else becomes the first page."""
    outside = not address.startswith("/") or address.startswith(("//", "/\\"))
    return "/" if outside or any(ord(letter) < 32 for letter in address) else address


router.include_router(console_records.router)
