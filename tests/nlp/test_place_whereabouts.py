"""Where callers are, work and study gives way to where it happened."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

ELSEWHERE = [
    ("i'm calling from my office in admiralty my house in sai kung has been broken into", "Sai Kung", "Admiralty"),
    ("i'm at work in admiralty and my neighbour says my house in sai kung has been broken into", "Sai Kung", "Admiralty"),
    ("i am at my desk in central my camera shows someone inside my flat in tai po", "Tai Po", "Central"),
    ("i'm phoning from a hotel in tsim sha tsui my passport was stolen in central", "Central", "Tsim Sha Tsui"),
    ("i am in central now but my car was scratched in sheung shui", "Sheung Shui", "Central"),
    ("i'm in tai po my flat in mong kok is on fire", "Mong Kok", "Tai Po"),
    ("i work at a bank in central and my flat in tai po was burgled", "Tai Po", "Central"),
    ("my husband works in central his car was stolen in sha tin", "Sha Tin", "Central"),
    ("my school is in kowloon tong but i was mugged in mong kok", "Mong Kok", "Kowloon Tong"),
    ("i'm a nurse at queen elizabeth hospital my patient was beaten in sham shui po", "Sham Shui Po", "Queen Elizabeth Hospital"),
    ("my daughter studies at st paul's in mid levels and she went missing in mong kok", "Mong Kok", "Mid-Levels"),
    ("my son goes to school at kowloon tong and he has not come home he was last seen in mong kok", "Mong Kok", "Kowloon Tong"),
    ("this is mary chan calling from laguna city i lost my phone in mong kok", "Mong Kok", "Laguna City"),
    ("我公司喺中環但係我架車喺上水屋企樓下俾人刮花", "Sheung Shui", "Central"),
    ("我公司在湾仔我的车在屯门被刮花了", "Tuen Mun", "Wan Chai"),
    ("我喺公司中環收到電話話屋企大埔俾人爆竊", "Tai Po", "Central"),
    ("我返工喺中環架車喺上水俾人刮花", "Sheung Shui", "Central"),
    ("我係中環一間公司嘅職員我架單車喺沙田俾人偷咗", "Sha Tin", "Central"),
    ("我係威爾斯親王醫院護士有個病人喺大圍俾人打", "Tai Wai", "Prince of Wales Hospital"),
    ("我個女喺沙田一間小學返學佢今日喺大圍唔見咗", "Tai Wai", "Sha Tin"),
    ("我人喺香港仔但我間屋喺元朗俾人爆竊", "Yuen Long", "Aberdeen"),
    ("我而家喺中環我屋企喺大埔俾人爆竊", "Tai Po", "Central"),
    ("我在中环我的车停在上水被刮花了", "Sheung Shui", "Central"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "incident", "away"), ELSEWHERE)
def test_where_it_happened_comes_before_where_the_caller_is(
    read: Read, text: str, incident: str, away: str
) -> None:
    """Offices, schools, hotels and homes of those who only tell are no place of the incident."""
    roles = {place["name_en"]: place["role"] for place in read(text)["locations"]}
    assert roles[incident] == "incident"
    assert roles[away] in ("caller", "other")


THERE = [
    ("my office in admiralty was broken into", "Admiralty"),
    ("我公司喺中環俾人爆竊", "Central"),
    ("i'm a nurse at queen elizabeth hospital a man hit me", "Queen Elizabeth Hospital"),
    ("my son goes to school in kowloon tong and he never came home", "Kowloon Tong"),
    ("i'm in mong kok a man hit me my house is in tai po", "Mong Kok"),
    ("我喺旺角俾人打我屋企喺大埔", "Mong Kok"),
    ("i'm hearing noise from wah fu estate every night", "Wah Fu Estate"),
]


@pytest.mark.parametrize(("text", "incident"), THERE)
def test_where_the_caller_is_stays_where_nothing_else_is_told(
    read: Read, text: str, incident: str
) -> None:
    """The one place of a message, or the one at which it was told."""
    roles = {place["name_en"]: place["role"] for place in read(text)["locations"]}
    assert roles[incident] == "incident"


def test_a_name_and_where_somebody_calls_from_is_the_callers(read: Read) -> None:
    """ "I'm Peter Lau from ..." says nothing of where a thing was lost."""
    places = read("i'm peter lau from block b of the merton i lost my wallet on the tram")[
        "locations"
    ]
    assert [(place["name_en"], place["role"]) for place in places] == [("The Merton", "caller")]
