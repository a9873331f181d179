"""A desk with a filled queue on a real web server, and a real browser in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import create_app
from api.case_view import CaseView, get_case
from api.models import User
from tests.browser import scenarios
from tests.builders import PASSWORD
from tests.live import serving
from voice_intake.db import Database
from voice_intake.models import Message
from voice_intake.settings import Settings

CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Desk:
    """The console's address, its database, and the filled queue's ids and references by name."""

    url: str
    database: Database
    settings: Settings
    ids: dict[str, int]
    references: dict[str, str]

    def message(self, name: str) -> str:
        """The address of a message's page."""
        return f"{self.url}/messages/{self.ids[name]}"

    def case(self, name: str) -> CaseView:
        """The case as the database knows it."""
        with self.database.read() as session:
            return get_case(session, self.ids[name])


@pytest.fixture
def desk(database: Database, settings: Settings) -> Iterator[Desk]:
    """A running console over ``scenarios.build_desk``."""
    with database.write() as session:
        made = scenarios.build_desk(session, settings, datetime.now(UTC))
        ids = {name: row.id for name, row in made.items()}
        references = {name: row.reference for name, row in made.items() if isinstance(row, Message)}
        assert all(isinstance(row, Message | User) for row in made.values())
    with serving(create_app(settings)) as url:
        yield Desk(url, database, settings, ids, references)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium, started once a module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh profile; a script error or a breach of the policy fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            troubles.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield opened
    context.close()
    assert troubles == []


@pytest.fixture
def sign_in(page: Page, desk: Desk) -> Callable[..., Page]:
    """Sign in as somebody (officer unless said), through the page."""

    def do(username: str = "officer") -> Page:
        page.goto(f"{desk.url}/login")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/queue")
        return page

    return do
