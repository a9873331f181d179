"""A name beside the name of what it lies in: one place, the narrower one."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

ONE = [
    ("我哋住將軍澳寶琳邨樓上成日有噪音", "Po Lam Estate"),
    ("將軍澳寶琳邨有人打架", "Po Lam Estate"),
    ("将军澳日出康城有人打架", "LOHAS Park"),
    ("我住将军澳日出康城楼上很吵", "LOHAS Park"),
    ("西貢北潭涌有人打架", "Pak Tam Chung"),
    ("有人喺西貢嘅大網仔打架", "Tai Mong Tsai"),
    ("屯門龍鼓灘有人打架", "Lung Kwu Tan"),
    ("元朗天水圍有人打架", "Tin Shui Wai"),
    ("深水埗區長沙灣有人打架", "Cheung Sha Wan"),
    ("there is a fight at lohas park in tseung kwan o", "LOHAS Park"),
    ("there is a fight in tseung kwan o lohas park", "LOHAS Park"),
    ("there is a fight in pak tam chung sai kung", "Pak Tam Chung"),
    ("a fight in cheung sha wan sham shui po district", "Cheung Sha Wan"),
]


@pytest.mark.parametrize(("text", "name"), ONE)
def test_an_area_in_a_larger_one_is_one_place(read: Read, text: str, name: str) -> None:
    """Both names back it, whichever is said first."""
    places = read(text)["locations"]
    assert [(place["name_en"], place["role"]) for place in places] == [(name, "incident")]


TWO = [
    ("i was in po lam then a man hit me in hang hau", {"Po Lam", "Hang Hau"}),
    ("we have seen fights in tai wai and in fo tan", {"Tai Wai", "Fo Tan"}),
    ("青衣同葵涌都有人打架", {"Tsing Yi", "Kwai Chung"}),
]


@pytest.mark.parametrize(("text", "names"), TWO)
def test_areas_side_by_side_stay_two(read: Read, text: str, names: set[str]) -> None:
    """Neither lies in the other."""
    assert {place["name_en"] for place in read(text)["locations"]} == names


HOUSES = [
    ("wah fu estate wah ming house someone is screaming there is a fight", "Wah Ming House"),
    ("there is a fire in wah ming house wah fu estate", "Wah Ming House"),
    ("a man hit me in wah ming house of wah fu estate", "Wah Ming House"),
    ("華富邨華明樓有人打架", None),
    ("華富邨美孚樓有人打架", None),
]


@pytest.mark.parametrize(("text", "block"), HOUSES)
def test_a_house_that_bears_another_estates_name_is_a_block(
    read: Read, text: str, block: str | None
) -> None:
    """Right beside the estate that it stands in."""
    places = read(text)["locations"]
    assert [place["name_en"] for place in places] == ["Wah Fu Estate"]
    assert places[0]["detail"]["block"] == block or (block is None and places[0]["detail"]["block"])


def test_an_estate_by_itself_stays_one(read: Read) -> None:
    """ "Wah Ming Estate" and 粉嶺華明邨."""
    for text in ("there is a fight at wah ming estate", "粉嶺華明邨有人打架"):
        assert [place["name_en"] for place in read(text)["locations"]] == ["Wah Ming Estate"]
