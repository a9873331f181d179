"""Who does it and whom it befalls: passives, objects, owners of what is snatched, those who tell of it.

A line of ``people_lines.tsv`` holds the people (role, sex, count: ``v-f-1``: one woman, a victim; ``s`` suspect, ``i``
involved) and the text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlp.conftest import Read

_LINES = (Path(__file__).parent / "people_lines.tsv").read_text("utf-8").splitlines()
_ROLES = {"suspect": "s", "victim": "v", "witness": "w", "missing": "m", "involved": "i"}
#: Lines that may be wrong: what is known to be missing.
_MISSED = 6


def test_who_does_it_and_whom_it_befalls(read: Read) -> None:
    """Roles, sexes and counts are right but for a few lines."""
    wrong = []
    for row in _LINES:
        if row.startswith("#"):
            continue
        wanted, text = row.split("\t")
        told = sorted(
            f"{_ROLES[p['role']]}-{(p['sex'] or '')[:1]}-{p['count'] or ''}"
            for p in read(text)["people"]
            if not p["is_caller"]
        )
        if told != sorted(wanted.split()):
            wrong.append((told, text))
    assert len(wrong) <= _MISSED, wrong


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("there's a woman upstairs being screamed at by her husband", ["victim"]),
        ("a man snatched an old lady's handbag", ["suspect", "victim"]),
        ("the man's bag was stolen in Mong Kok", []),
        ("two men were chased by security guards after breaking into a flat", ["suspect"]),
        ("我拉了兩個男的到上水 他們拿剪刀打劫我", ["suspect"]),
        ("有人爬進三樓 那家是一個老太太一個人住的", ["involved"]),
    ],
)  # fmt: skip
def test_whose_what_befalls_is_no_suspect(read: Read, text: str, roles: list[str]) -> None:
    """Victims are told in passive voice, as objects and as owners; who lives there did nothing."""
    people = [p["role"] for p in read(text)["people"] if not p["is_caller"]]
    assert [role for role in people if role in ("suspect", "victim") or role in roles] == roles
