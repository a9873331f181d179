"""An officer's shift in a real browser: every act of review, by mouse and by keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from voice_intake import ledger
from voice_intake.stages import TRANSCRIBE, State

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page; Playwright's own waiting needs eval, which the policy bars."""
    deadline = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(30)


@pytest.fixture
def claimed(sign_in: SignIn, desk: Desk) -> Callable[[str], Page]:
    """Sign in and claim a message by its button."""

    def do(name: str) -> Page:
        page = sign_in()
        page.goto(desk.message(name))
        page.locator("#act-claim").click()
        expect(page.locator("#act-release")).to_be_visible()
        return page

    return do


def test_the_queue_shows_the_emergency_first_and_what_where_and_when(sign_in: SignIn) -> None:
    """Urgency orders the queue, and a line says what happened, where and when."""
    page = sign_in()
    first = page.locator("table.queue tbody tr").first
    expect(first).to_contain_text("Emergency")
    expect(first).to_contain_text("Assault")
    expect(first).to_contain_text("Sai Yeung Choi Street South")
    expect(first).to_contain_text("Ambiguous place")
    expect(page.locator("#list-needs_human .count")).to_have_text("1")
    expect(page.locator("#list-no_speech .count")).to_have_text("1")


def test_a_message_in_work_says_how_far_it_is_and_offers_the_result(
    sign_in: SignIn, desk: Desk
) -> None:
    """The badge counts up beneath the officer's eyes; the page itself changes only when asked to."""
    [item] = ledger.claim(desk.database, TRANSCRIBE, worker="w", limit=1, lease_s=60)
    assert item.message_id == desk.ids["waiting"]
    page = sign_in()
    page.goto(desk.message("waiting"))
    expect(page.locator("#standing")).to_have_text("Transcribing, 0 %")
    ledger.report_progress(desk.database, [(item, 0.4)])
    page.evaluate("import('/static/standing.js').then((module) => module.lookAgain())")
    expect(page.locator("#standing")).to_have_text("Transcribing, 40 %")
    with desk.database.write() as session:
        ledger.finish(session, item, State.READY)
    expect(page.locator("#finished")).to_be_visible(timeout=30_000)  # by itself, at its next look
    page.get_by_role("link", name="Show it").click()
    expect(page.locator("#standing")).not_to_contain_text("Transcribing")


def test_a_message_that_failed_can_be_listened_to_and_typed_up(
    claimed: Callable[[str], Page], desk: Desk
) -> None:
    """A machine step that failed leaves a recording and empty fields, and an officer fills them."""
    page = claimed("failed")
    expect(page.get_by_text("Listen to it and type up the report")).to_be_visible()
    assert page.locator("#audio").get_attribute("src") == f"/v1/messages/{desk.ids['failed']}/audio"
    page.evaluate("document.getElementById('audio').dataset.same = 'yes'")
    page.locator("#add-incident_types summary").click()
    page.locator("#add-incident_types select").select_option("theft")
    page.locator("#add-incident_types button").click()
    expect(page.locator("#field-incident_types-0")).to_contain_text("Theft")
    expect(page.locator("#field-incident_types-0")).to_contain_text("Added by an officer")
    expect(page.locator("#flash")).to_contain_text("Saved.")
    assert page.evaluate("document.getElementById('audio').dataset.same") == "yes"
    assert desk.case("failed").report["incident_types"][0]["label_zh"] == "盜竊"


def test_claiming_in_the_queue_makes_the_message_mine(sign_in: SignIn, desk: Desk) -> None:
    """The claim button in the queue works like the one on the page."""
    page = sign_in()
    page.locator(f"#claim-{desk.ids['theft']}").click()
    expect(page.locator("#flash")).to_contain_text("The message is yours.")
    page.goto(f"{desk.url}/queue?list=mine")
    expect(page.locator("table.queue tbody tr")).to_have_count(1)
    assert desk.case("theft").owner == f"user:{desk.ids['officer']}"


def test_clicking_a_word_plays_that_word(sign_in: SignIn, desk: Desk) -> None:
    """The recording jumps to the word's second and stops behind it."""
    page = sign_in()
    page.goto(desk.message("theft"))
    word = page.locator(".word", has_text="bicycle")
    start = float(word.get_attribute("data-start") or 0)
    end = float(word.get_attribute("data-end") or 0)
    page.evaluate(
        "document.getElementById('audio').addEventListener('pause', "
        "(event) => (event.target.dataset.stopped = event.target.currentTime))"
    )
    word.click()
    until(page, "Boolean(document.getElementById('audio').dataset.stopped)")
    stopped = float(page.evaluate("document.getElementById('audio').dataset.stopped"))
    assert start <= stopped < end + 1.0


def test_clicking_a_field_lights_its_words_and_plays_them(sign_in: SignIn, desk: Desk) -> None:
    """Evidence is heard and seen: the words a field rests on are marked in the transcript."""
    page = sign_in()
    page.goto(desk.message("theft"))
    page.locator("#field-locations-0 [data-play]").first.click()
    assert page.locator(".word.used").all_inner_texts() == ["Mong", "Kok", "station", "exit", "C2"]
    until(page, "document.getElementById('audio').currentTime > 3")


def test_a_doubtful_word_that_matters_is_marked_and_says_why(sign_in: SignIn, desk: Desk) -> None:
    """C2 was heard badly and the place rests on it."""
    page = sign_in()
    page.goto(desk.message("theft"))
    doubtful = page.locator(".word.doubt")
    expect(doubtful).to_have_text(["C2"])
    expect(doubtful).to_have_attribute("title", "The transcriber was unsure of this word")
    expect(page.locator(".doubts")).to_contain_text("C2")


def test_a_correction_stands_beside_the_machines_value(
    claimed: Callable[[str], Page], desk: Desk
) -> None:
    """Both values stay visible, with who changed what and why, and the recording plays on."""
    page = claimed("theft")
    page.evaluate("document.getElementById('audio').dataset.same = 'yes'")
    field = page.locator("#field-locations-0")
    field.locator("summary", has_text="Edit").click()
    field.get_by_label("Exit", exact=True).fill("D3")
    field.get_by_label("Reason").fill("said twice")
    field.get_by_role("button", name="Save").click()
    expect(field.locator(".now")).to_contain_text("Exit D3")
    expect(field.locator(".machine s")).to_contain_text("Exit C2")
    expect(field).to_contain_text("Corrected")
    field.locator(".changes summary").click()
    expect(field.locator(".changes")).to_contain_text("said twice")
    expect(page.locator("#history")).to_contain_text("corrected Place")
    assert page.evaluate("document.getElementById('audio').dataset.same") == "yes"
    case = desk.case("theft")
    assert [(c.path, c.machine_value, c.officer_value) for c in case.corrections] == [
        ("/locations/0/detail/exit", "C2", "D3")
    ]
    assert case.draft is not None
    assert case.draft["locations"][0]["detail"]["exit"] == "C2"


def test_typing_in_one_field_survives_saving_another(claimed: Callable[[str], Page]) -> None:
    """Taking over the fresh page leaves alone the form in which somebody types."""
    page = claimed("theft")
    summary, place = page.locator("#field-summary"), page.locator("#field-locations-0")
    summary.locator("summary", has_text="Edit").click()
    summary.locator("textarea").fill("half a sentence")
    place.locator(".accept button").click()
    expect(place).to_contain_text("Accepted")
    expect(summary.locator("textarea")).to_have_value("half a sentence")
    summary.get_by_role("button", name="Save").click()
    expect(summary.locator(".now")).to_have_text("half a sentence")


def test_the_candidates_of_an_ambiguous_place_are_choices(
    claimed: Callable[[str], Page], desk: Desk
) -> None:
    """One press settles which street was meant."""
    page = claimed("fight")
    page.get_by_role("button", name="Sai Yeung Choi Street North").click()
    expect(page.locator("#field-locations-0 .now")).to_contain_text("Sai Yeung Choi Street North")
    place = desk.case("fight").report["locations"][0]
    assert (place["district"], place["ambiguous"]) == ("SSP", False)


def test_linking_by_reference_and_taking_the_link_back(
    claimed: Callable[[str], Page], desk: Desk
) -> None:
    """A link names the other message and can be undone."""
    page = claimed("theft")
    page.locator("#link summary").click()
    page.get_by_label("Its reference").fill(desk.references["lost"].lower().replace("-", " "))
    page.locator("#link").get_by_role("button", name="Link").click()
    expect(page.locator(".links")).to_contain_text(desk.references["lost"])
    page.get_by_role("button", name=f"Unlink {desk.references['lost']}").click()
    expect(page.locator(".links")).to_contain_text("Not linked.")
    assert [item.unlinked_at is not None for item in desk.case("theft").links] == [True]


def test_an_unknown_reference_is_told_and_what_was_typed_stays(
    claimed: Callable[[str], Page],
) -> None:
    """An act that is not possible changes nothing and loses nothing."""
    page = claimed("theft")
    page.locator("#link summary").click()
    page.get_by_label("Its reference").fill("EW-NOPE")
    page.locator("#link").get_by_role("button", name="Link").click()
    expect(page.locator("#flash .error")).to_contain_text("No message has this reference.")
    expect(page.get_by_label("Its reference")).to_have_value("EW-NOPE")


def test_the_machines_escalation_is_acknowledged_and_then_the_case_is_closed(
    claimed: Callable[[str], Page], desk: Desk
) -> None:
    """An open escalation keeps a case open; acknowledged, the next message opens on closing."""
    page = claimed("fight")
    page.get_by_label("Report taken").check()
    page.get_by_role("button", name="Close and open the next").click()
    expect(page.locator("#flash .error")).to_contain_text(
        "escalation of this message is still open"
    )
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator(".banner.acknowledged")).to_contain_text("Acknowledged by Chan Siu-ming")
    page.get_by_label("Report taken").check()
    page.get_by_label("Remark").fill("Dispatch has it.")
    page.get_by_role("button", name="Close and open the next").click()
    page.wait_for_url("**/messages/*?done=dispose")
    assert f"/messages/{desk.ids['fight']}?" not in page.url
    assert desk.case("fight").disposition == "report_taken"


def test_an_officer_escalates_with_a_reason(claimed: Callable[[str], Page], desk: Desk) -> None:
    """u opens the form, Ctrl+Enter sends it, and a banner stands above the page."""
    page = claimed("theft")
    page.keyboard.press("u")
    page.keyboard.type("the thief is still there")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".banner.escalation")).to_contain_text("the thief is still there")
    assert len(desk.case("theft").open_escalations) == 1


def test_the_keys_walk_accept_and_edit_fields(claimed: Callable[[str], Page], desk: Desk) -> None:
    """j and k walk, a accepts, e edits, Escape leaves: no hand leaves the keyboard."""
    page = claimed("theft")
    page.keyboard.press("j")
    expect(page.locator("#field-summary")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#field-urgency")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#field-urgency")).to_contain_text("Accepted")
    expect(page.locator("#field-urgency")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#field-urgency select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#field-urgency")).to_be_focused()
    assert [item.path for item in desk.case("theft").corrections] == ["/urgency"]


def test_the_keys_seek_change_speed_and_rest_while_typing(claimed: Callable[[str], Page]) -> None:
    """The arrows move five seconds and the brackets change the speed, but not from a text field."""
    page = claimed("theft")
    time = "document.getElementById('audio').currentTime"
    page.evaluate("document.getElementById('audio').load()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(time) == 5
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(time) == 0
    page.keyboard.press("]")
    assert page.evaluate("document.getElementById('audio').playbackRate") == 1.25
    page.locator("#note summary").click()
    page.locator("#note textarea").focus()
    page.keyboard.type("jaeu? [right")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#note textarea")).to_have_value("jaeu? [right")
    assert page.evaluate(time) == 0
    assert page.evaluate("document.getElementById('help').open") is False


def test_space_plays_and_pauses(sign_in: SignIn, desk: Desk) -> None:
    """Space is the player's key wherever nothing else has it."""
    page = sign_in()
    page.goto(desk.message("theft"))
    page.keyboard.press(" ")
    until(page, "!document.getElementById('audio').paused")
    page.keyboard.press(" ")
    until(page, "document.getElementById('audio').paused")


def test_the_transcript_is_one_stop_and_the_arrows_walk_its_words(
    sign_in: SignIn, desk: Desk
) -> None:
    """Sixty words are not sixty stops of the tab key."""
    page = sign_in()
    page.goto(desk.message("theft"))
    page.locator(".word").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".word").nth(2)).to_be_focused()
    assert page.locator(".word[tabindex='0']").count() == 1
    start = float(page.locator(".word").nth(2).get_attribute("data-start") or 0)
    page.keyboard.press("Enter")
    until(page, f"document.getElementById('audio').currentTime >= {start}")


def test_a_question_mark_shows_the_keys(sign_in: SignIn) -> None:
    """The help lists the keys, and Escape closes it."""
    page = sign_in()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_the_language_switch_turns_the_page_into_chinese_and_stays(
    sign_in: SignIn, desk: Desk
) -> None:
    """One press, the same page, in the other language, and the next page too."""
    page = sign_in()
    page.goto(desk.message("burglary"))
    page.get_by_role("button", name="繁體中文").click()
    expect(page).to_have_url(desk.message("burglary"))
    assert page.evaluate("document.documentElement.lang") == "zh-HK"
    expect(page.locator("#field-incident_types-0")).to_contain_text("爆竊")
    expect(page.locator("#missing")).to_contain_text("你有冇見到可疑嘅人？")
    page.goto(f"{desk.url}/queue")
    expect(page.get_by_role("heading", name="輪候名單")).to_be_visible()


def test_the_queue_refreshes_without_taking_the_focus(sign_in: SignIn, desk: Desk) -> None:
    """A colleague's claim appears, and whoever walks the rows stays where they are."""
    from api import review
    from api.auth import Principal

    page = sign_in()
    link = page.locator(f"#message-{desk.ids['noise']}")
    link.focus()
    colleague = Principal("user", str(desk.ids["colleague"]), "officer", None, "Lee Wai-yin")
    with desk.database.write() as session:
        review.claim(session, colleague, desk.ids["theft"])
    page.evaluate("import('/static/queue.js').then((queue) => queue.refresh())")
    expect(page.locator(f"#message-{desk.ids['theft']}")).to_have_count(0)
    expect(page.locator("#list-claimed .count")).to_have_text("1")
    expect(link).to_be_focused()


def test_a_stale_page_changes_nothing_and_says_so(
    claimed: Callable[[str], Page], desk: Desk
) -> None:
    """Two windows on one case: the second learns that the first was there."""
    page = claimed("theft")
    other = page.context.new_page()
    other.goto(desk.message("theft"))
    other.locator("#note summary").click()
    other.locator("#note textarea").fill("called back")
    other.locator("#note button").click()
    expect(other.locator("#history")).to_contain_text("called back")
    page.locator("#field-urgency .accept button").click()
    expect(page.locator("#flash .error")).to_contain_text("Somebody else changed this message")
    assert desk.case("theft").corrections == ()


def test_a_supervisor_exports_and_downloads_a_csv_file(sign_in: SignIn, desk: Desk) -> None:
    """The export page gives a file and afterwards lists the run."""
    page = sign_in("supervisor")
    page.get_by_role("link", name="Exports").click()
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download").click()
    text = downloaded.value.path().read_text(encoding="utf-8-sig")
    assert downloaded.value.suggested_filename == "earwitness.csv"
    assert "bicycle_theft" in text
    assert "50123456" not in text
    page.reload()
    expect(page.get_by_role("table")).to_contain_text("CSV")


def test_signing_out_ends_the_session(sign_in: SignIn, desk: Desk) -> None:
    """After signing out every page leads to the sign-in page."""
    page = sign_in()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    page.goto(desk.message("theft"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
