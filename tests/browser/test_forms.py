"""The console without a browser: forms work without scripts, and only with the session's token."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.browser.conftest import Desk
from tests.builders import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    """A client that keeps cookies and follows redirects, as a browser without scripts does."""
    with httpx.Client(base_url=desk.url, follow_redirects=True, timeout=30) as made:
        yield made


def sign_in(client: httpx.Client, username: str = "officer") -> str:
    """Sign in by the form; gives the CSRF token of the session."""
    answer = client.post("/login", data={"username": username, "password": PASSWORD})
    assert answer.url.path == "/queue"
    found = TOKEN.search(answer.text)
    assert found is not None
    return found.group(1)


def test_a_form_without_the_sessions_token_changes_nothing(
    client: httpx.Client, desk: Desk
) -> None:
    """A cookie alone is not enough: another site can send it, but not the token."""
    sign_in(client)
    for data in ({}, {"csrf_token": "x"}, {"csrf_token": "", "version": "0"}):
        answer = client.post(f"/messages/{desk.ids['theft']}/claim", data=data)
        assert answer.status_code == 403
        assert "This page was open too long" in answer.text
    assert desk.case("theft").owner is None


def test_a_form_with_the_token_works_without_any_script(client: httpx.Client, desk: Desk) -> None:
    """Claim, correct, dispose: three plain posts, each answered by the page as it stands."""
    token, where = sign_in(client), f"/messages/{desk.ids['theft']}"
    claimed = client.post(f"{where}/claim", data={"csrf_token": token, "version": "0"})
    assert "The message is yours." in claimed.text
    fields = {"csrf_token": token, "version": "1", "item": "/urgency", "leaf.level": "priority"}
    assert "Corrected" in client.post(f"{where}/correct", data=fields).text
    fields = {"csrf_token": token, "version": "2", "disposition": "advised", "remark": "rang back"}
    closed = client.post(f"{where}/dispose", data=fields)
    assert "Closed." in closed.text
    case = desk.case("theft")
    assert (case.disposition, case.report["urgency"]["level"]) == ("advised", "priority")
    assert [item.act for item in case.history] == ["claim", "correct", "note", "dispose"]


def test_several_values_changed_at_once_are_several_corrections(
    client: httpx.Client, desk: Desk
) -> None:
    """Each changed leaf is its own correction; what was not changed is not one."""
    token, where = sign_in(client), f"/messages/{desk.ids['theft']}"
    client.post(f"{where}/claim", data={"csrf_token": token, "version": "0"})
    fields = {
        "csrf_token": token,
        "version": "1",
        "item": "/locations/0",
        "leaf.name_en": "Prince Edward Station",
        "leaf.name_zh": "太子站",
        "leaf.district": "YTM",
        "leaf.kind": "mtr_exit",
        "leaf.detail/exit": "C2",
    }
    client.post(f"{where}/correct", data=fields)
    changed = {item.path: item.officer_value for item in desk.case("theft").corrections}
    assert changed == {
        "/locations/0/name_en": "Prince Edward Station",
        "/locations/0/name_zh": "太子站",
        # The machine's point belonged to the other station.
        "/locations/0/lat": None,
        "/locations/0/lon": None,
        "/locations/0/precision_m": None,
    }


@pytest.mark.parametrize(
    ("item", "fields", "status"),
    [
        ("/urgency", {"leaf.level": "whenever"}, 422),
        ("/occurred", {"leaf.start": "yesterday"}, 422),
        ("/people/-", {"leaf.count": "many"}, 422),
        ("/people/-", {"leaf.count": "nan"}, 422),
        ("/provenance", {"leaf.pipeline": "mine"}, 422),
        ("/locations/0/evidence/0", {"leaf.text": "never said"}, 422),
        ("", {}, 422),
    ],
)
def test_what_cannot_be_taken_is_told_and_not_kept(
    client: httpx.Client, desk: Desk, item: str, fields: dict[str, str], status: int
) -> None:
    """A bad value or place is answered by the page with the reason, and nothing is stored."""
    token, where = sign_in(client), f"/messages/{desk.ids['theft']}"
    client.post(f"{where}/claim", data={"csrf_token": token, "version": "0"})
    data = {"csrf_token": token, "version": "1", "item": item, **fields}
    answer = client.post(f"{where}/correct", data=data)
    assert answer.status_code == status
    assert 'class="flash error"' in answer.text
    assert desk.case("theft").corrections == ()


def test_who_is_not_signed_in_comes_back_to_where_they_wanted_to_go(
    client: httpx.Client, desk: Desk
) -> None:
    """The sign-in page remembers the address, but only one of our own."""
    where = f"/messages/{desk.ids['theft']}"
    assert client.get(where).url.params["next"] == where
    data = {"username": "officer", "password": PASSWORD, "next": where}
    assert client.post("/login", data=data).url.path == where
    for outside in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/\nx"):
        answer = client.post("/login", data={**data, "next": outside})
        assert (answer.url.host, answer.url.path) == ("127.0.0.1", "/queue")


def test_a_wrong_password_is_refused_with_one_answer_for_every_reason(
    client: httpx.Client,
) -> None:
    """Nobody learns which names exist, and what was typed as password is not sent back."""
    answers = [
        client.post("/login", data={"username": name, "password": "not the pass phrase"})
        for name in ("officer", "nobody-of-this-name")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    for answer in answers:
        assert "The user name or the password is not right." in answer.text
        assert "not the pass phrase" not in answer.text


def test_a_sign_in_form_on_another_site_is_refused(client: httpx.Client) -> None:
    """A browser tells where a form came from; another site's does not sign anybody in."""
    data = {"username": "officer", "password": PASSWORD}
    answer = client.post("/login", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert client.get("/queue").url.path == "/login"


def test_an_officer_does_not_export_and_an_analyst_does_not_act(
    client: httpx.Client, desk: Desk
) -> None:
    """Roles hold on the console's pages as they hold in the API."""
    token = sign_in(client)
    assert client.get("/exports").status_code == 403
    assert client.get("/audit").status_code == 403
    assert client.post("/exports", data={"csrf_token": token, "format": "csv"}).status_code == 403
    token = sign_in(client, "analyst")
    data = {"csrf_token": token, "version": "0"}
    assert client.post(f"/messages/{desk.ids['theft']}/claim", data=data).status_code == 403
    unmasked = {"csrf_token": token, "format": "csv", "unmasked": "yes"}
    assert client.post("/exports", data=unmasked).status_code == 403
    masked = client.post("/exports", data={"csrf_token": token, "format": "ndjson"})
    assert masked.status_code == 200
    assert "50123456" not in masked.text


def test_the_lists_filters_and_search_narrow_the_queue(client: httpx.Client, desk: Desk) -> None:
    """Each list, each filter and words in either script find what they should."""
    sign_in(client)

    def found(query: str) -> list[str]:
        text = client.get(f"/queue?{query}").text
        by_id = {number: name for name, number in desk.ids.items() if name in desk.references}
        return [by_id[int(number)] for number in re.findall(r'id="message-(\d+)"', text)]

    assert found("list=needs_human") == ["failed"]
    assert found("list=no_speech") == ["silent"]
    assert found("list=processing") == ["waiting"]
    assert found("list=waiting&urgency=emergency") == ["fight"]
    assert found("list=waiting&district=WTS") == ["burglary"]
    assert found("list=waiting&incident_type=fraud") == ["fraud"]
    assert found("list=waiting&language=zh") == ["noise"]
    assert found("list=waiting&q=wallet") == ["lost"]
    assert found("list=all&q=" + desk.references["theft"]) == ["theft"]
    assert found("list=mine") == []
    assert client.get("/queue?list=everything").status_code == 404
    assert client.get("/queue?cursor=broken").status_code == 422


def test_times_are_shown_in_hong_kong(client: httpx.Client, desk: Desk) -> None:
    """What is stored in UTC is read in Hong Kong time, with its offset for machines."""
    sign_in(client)
    text = client.get(f"/messages/{desk.ids['theft']}").text
    assert re.search(r'datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00"', text)
    assert "2026-11-21 21:45–22:15" in text


def test_the_language_follows_the_browser_until_somebody_chooses(client: httpx.Client) -> None:
    """A Chinese browser gets Chinese; the switch wins over it."""
    chinese = {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.5"}
    assert 'lang="zh-HK"' in client.get("/login", headers=chinese).text
    client.post("/language", data={"language": "en", "next": "/login"})
    assert '<html lang="en">' in client.get("/login", headers=chinese).text
