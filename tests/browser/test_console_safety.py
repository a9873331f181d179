"""Everybody can use the pages, and nothing that a caller says is ever more than text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.scenarios import demo_model
from tests.builders import (
    Scenario,
    build_draft,
    build_message,
    build_transcript,
    build_user,
    speech_like_wav,
)
from voice_intake.models import Message
from voice_intake.stages import State

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]

#: What an attacker says, types into a gateway's fields, or calls himself.
PAYLOADS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    '"><svg onload="document.title=\'owned\'">',
    "javascript:document.title='owned'",
    "{{ 7 * 7 }}{% raw %}",
    "</textarea><script>document.title='owned'</script>",
    "' onmouseover='document.title=`owned`' x='",
)


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule and elements."""
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {[node['target'] for node in item['nodes']]}" for item in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["English", "繁體中文"])
def test_axe_finds_nothing_on_an_officers_pages(
    sign_in: SignIn, desk: Desk, page: Page, scheme: str, language: str
) -> None:
    """Sign-in, queue, each kind of message, forms and help open: no violation, light and dark."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{desk.url}/login")
    assert violations(page) == []
    sign_in()
    page.get_by_role("button", name=language).click()
    assert violations(page) == []
    for name in ("burglary", "failed", "silent", "waiting"):
        page.goto(desk.message(name))
        assert violations(page) == [], name
    page.goto(desk.message("fight"))
    page.locator("#act-claim").click()
    expect(page.locator("#act-release")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((item) => (item.open = true))")
    page.locator("#field-locations-0 [data-play]").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#help-open").click()
    assert violations(page) == []


def test_axe_finds_nothing_on_a_supervisors_pages(sign_in: SignIn, desk: Desk) -> None:
    """Exports, audit, the question for a purpose, and an error page."""
    page = sign_in("supervisor")
    for path in ("exports", "audit", f"messages/{desk.ids['theft']}", "messages/999999"):
        page.goto(f"{desk.url}/{path}")
        assert violations(page) == [], path


def test_an_officer_does_not_reach_the_audit_trail(sign_in: SignIn, desk: Desk) -> None:
    """No link leads there, and the address refuses."""
    page = sign_in()
    expect(page.get_by_role("link", name="Audit")).to_have_count(0)
    answer = page.goto(f"{desk.url}/audit")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_text("Your role does not allow this.")).to_be_visible()


def test_a_supervisor_sees_an_intact_chain(sign_in: SignIn, desk: Desk) -> None:
    """The audit page recomputes the chain and says so."""
    page = sign_in("supervisor")
    page.goto(f"{desk.url}/audit")
    expect(page.get_by_text("The chain is intact")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("session.opened")


def test_a_supervisor_says_why_before_a_message_opens(sign_in: SignIn, desk: Desk) -> None:
    """The purpose goes into the audit log, and the recording plays with it."""
    page = sign_in("supervisor")
    page.goto(desk.message("theft"))
    page.get_by_label("Purpose").select_option("complaint")
    page.get_by_role("button", name="Open").click()
    expect(page.locator("#transcript")).to_contain_text("somebody took my bicycle")
    assert (page.locator("#audio").get_attribute("src") or "").endswith("/audio?purpose=complaint")
    page.keyboard.press(" ")
    page.locator("#note summary").click()
    page.locator("#note textarea").fill("looked into it")
    page.locator("#note button").click()
    expect(page.locator("#history")).to_contain_text("looked into it")
    page.goto(f"{desk.url}/audit")
    expect(page.get_by_role("table")).to_contain_text('{"purpose": "complaint"}')


def test_an_analyst_reads_masked_and_never_listens(sign_in: SignIn, desk: Desk) -> None:
    """No number and no player for who only counts."""
    page = sign_in("analyst")
    page.goto(f"{desk.message('theft')}?purpose=statistics")
    expect(page.locator("#audio")).to_have_count(0)
    expect(page.get_by_text("Your role may not play recordings.")).to_be_visible()
    assert "9123" not in page.locator("main").inner_text()


def test_the_demonstration_models_transcripts_carry_a_banner(sign_in: SignIn, desk: Desk) -> None:
    """Nobody takes the demonstration model's words for a caller's."""
    with desk.database.write() as session:
        message = build_message(session, desk.settings, state=State.READY)
        scenario = Scenario(text="hello police")
        transcript = build_transcript(session, message, scenario, model=demo_model())
        build_draft(session, message, transcript, scenario)
    page = sign_in()
    page.goto(f"{desk.url}/messages/{message.id}")
    expect(page.locator(".banner.demo")).to_have_text(
        "This transcript was made by the demonstration model. It knows synthetic voices only "
        "and must never be used for callers."
    )


@pytest.fixture
def poisoned(desk: Desk) -> Message:
    """A message in which every word, name and number of the outside world is a payload."""
    text = " ".join(PAYLOADS)
    scenario = Scenario(
        text=text,
        doubtful=tuple(text.split()),
        report={
            "summary": PAYLOADS[0],
            "summary_zh": PAYLOADS[1],
            "urgency": {
                "level": "emergency",
                "reasons": [{"cue": PAYLOADS[2], "rule": PAYLOADS[1], "evidence": [PAYLOADS[0]]}],
            },
            "locations": [
                {
                    "role": "incident",
                    "kind": "street",
                    "text": PAYLOADS[0],
                    "name_en": PAYLOADS[1],
                    "name_zh": PAYLOADS[2],
                    "district": "YTM",
                    "confidence": 0.4,
                    "ambiguous": True,
                    "candidates": [{"name_en": payload, "score": 0.5} for payload in PAYLOADS],
                    "detail": {"floor": PAYLOADS[6]},
                    "evidence": [PAYLOADS[1]],
                }
            ],
            "missing": [{"question": PAYLOADS[0], "prompt": {"en": PAYLOADS[1]}}],
        },
    )
    with desk.database.write() as session:
        build_user(session, "mallory", display_name=PAYLOADS[2])
        message = build_message(
            session,
            desk.settings,
            state=State.READY,
            audio=speech_like_wav(2.0, seed=7),
            received_at=datetime.now(UTC),
            caller_number=PAYLOADS[1][:32],
            file_name=PAYLOADS[0],
            failure_reason=PAYLOADS[0],
            source=PAYLOADS[2][:64],
        )
        transcript = build_transcript(session, message, scenario)
        build_draft(session, message, transcript, scenario)
    return message


def test_payloads_in_what_callers_say_are_inert_text(
    sign_in: SignIn, desk: Desk, poisoned: Message
) -> None:
    """Transcript, fields, candidates, names, remarks and search: shown as typed, never run."""
    page = sign_in("mallory")
    page.goto(f"{desk.url}/messages/{poisoned.id}")
    expect(page.locator("#transcript")).to_contain_text(PAYLOADS[0])
    page.locator("#act-claim").click()
    expect(page.locator("#act-release")).to_be_visible()
    page.locator("#note summary").click()
    page.locator("#note textarea").fill(" ".join(PAYLOADS))
    page.locator("#note button").click()
    expect(page.locator("#history")).to_contain_text(PAYLOADS[0])
    page.locator("#field-summary summary", has_text="Edit").click()
    page.locator("#field-summary textarea").fill(PAYLOADS[5])
    page.locator("#field-summary .edit-form button").click()
    expect(page.locator("#field-summary .now")).to_have_text(PAYLOADS[5])
    for word in page.locator(".word").all()[:5]:
        word.hover()
    assert page.title() != "owned"
    page.goto(f"{desk.url}/queue?list=mine&q=%3Cscript%3Edocument.title%3D%27owned%27%3C/script%3E")
    expect(page.locator("input[name=q]")).to_have_value(PAYLOADS[0])
    assert page.title() != "owned"
    assert page.locator("main script, main img, main svg:not(.icon)").count() == 0


def test_the_policy_stops_a_script_that_got_into_the_page(sign_in: SignIn, desk: Desk) -> None:
    """Should escaping ever fail, the policy still runs no script of the page's own body."""
    page = sign_in()
    page.on("console", lambda _message: None)
    answer = page.goto(desk.message("theft"))
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    html = answer.text()
    assert "<script>" not in html
    assert " style=" not in html
    assert " on" + "click=" not in html
