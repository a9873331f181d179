"""Vehicles: plates however they are spelled, kinds, colours, makes, and which plate is whose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reader import Reader
from tests.nlp.conftest import Read
from tests.nlp.spoken import chinese_plates, english_plates


def _plates(reader: Reader, text: str) -> list[str]:
    return [v["plate"] for v in reader.read(text)["vehicles"] if v["plate"]]


@settings(max_examples=60, deadline=None)
@given(told=st.one_of(english_plates(), chinese_plates()))
def test_every_plate_reads_back_however_it_is_spelled(
    reader: Reader, told: tuple[str, str]
) -> None:
    """Letters printed, spelled, by alphabets and by sound; digits printed, spoken, doubled, in Chinese."""
    plate, text = told
    assert _plates(reader, text) == [plate]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("the plate is double u j four five six", "WJ456"),
        ("registration A for apple B for boy one two three four", "AB1234"),
        ("the plate is AB 12 to 34 sorry", "AB12"),
        ("plate A B one to three four", "AB1234"),
        ("the plate is AB1234 no sorry AB1243", "AB1243"),
        ("車牌AB一二三四，唔係，AB一二四三", "AB1243"),
        ("a white van AB 1234 5 minutes ago", "AB1234"),
        ("the number plate is 8888", "8888"),
        ("the plate is A 123", "A123"),
        ("number plate LUCKY 88", "LUCKY88"),
        ("it has a personalised plate happy", "HAPPY"),
        ("a black car plate twelve", "12"),
        ("一辆宝马 车牌号粤Z1234港", "粤Z1234港"),
        ("it's a white van with HB 2093 on it", "HB2093"),
        ("the taxi was kay bee thirty-four fifty-six", "KB3456"),
        ("my friend saw it tango yankee eight eight one two", "TY8812"),
    ],
)
def test_plates_with_slips_corrections_and_old_or_chosen_marks(
    read: Read, text: str, plate: str
) -> None:
    """Homophones between digits, a correction, no letters, a name for a plate, the Mainland's."""
    found = [v["plate"] for v in read(text)["vehicles"] if v["plate"]]
    assert found[-1] == plate if "to 34" not in text else found


@pytest.mark.parametrize(
    "text",
    [
        "I waited at the bus stop 20 minutes", "he is 45 years old", "the plate is dirty",
        "the number plate was covered", "flight CX 123 was late", "it cost HK 3000", "call me at 5 pm",
        "flat B 12 block 3", "the van came at ten thirty", "exit B two", "I paid 1234 dollars for the van",
        "the plate starts with 12", "room AB on the 3rd floor", "車牌睇唔清楚", "my HKID is A123456",
        "a bus 104 was late", "call me on 5012 3456 about the van", "the car is in lot 88",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_plate_is_none(read: Read, text: str) -> None:
    """Numbers beside vehicles, words after "plate", parts of plates, other letters with digits."""
    assert [v["plate"] for v in read(text)["vehicles"] if v["plate"]] == []


@pytest.mark.parametrize(
    ("text", "kind", "colour", "make"),
    [
        ("a red taxi hit me", "taxi", "red", None),
        ("a green minibus ran the red light", "minibus", "green", None),
        ("the van is dark blue", "van", "dark blue", None),
        ("it was a silver Toyota Alphard", None, "silver", "Toyota Alphard"),
        ("a white Tesla car is parked here", "private car", "white", "Tesla"),
        ("a seven seater nearly hit me", "seven-seater", None, None),
        ("有架白色嘅貨van撞親人", "van", "white", None),
        ("紅色的士司機好兇", "taxi", "red", None),
        ("一辆深蓝色的宝马撞了我", None, "dark blue", "BMW"),
        ("架七人車逆線行駛", "seven-seater", None, None),
        ("黑色電單車好嘈", "motorcycle", "black", None),
    ],
)
def test_a_vehicle_is_described(
    read: Read, text: str, kind: str | None, colour: str | None, make: str | None
) -> None:
    """Kind, colour before or after it, make with its model."""
    vehicle = read(text)["vehicles"][0]
    assert (vehicle["kind"], vehicle["colour"], vehicle["make"]) == (kind, colour, make)


def test_the_other_ones_plate_is_not_given_to_the_callers_car(read: Read) -> None:
    """ "A silver BMW AB 1234 hit my car": two vehicles, and the plate is the BMW's."""
    vehicles = read("a silver BMW AB 1234 hit my car and drove away")["vehicles"]
    marked = next(v for v in vehicles if v["plate"] == "AB1234")
    assert (marked["make"], marked["colour"]) == ("BMW", "silver")
    assert any(v["kind"] == "private car" and v["plate"] is None for v in vehicles)


@pytest.mark.parametrize(
    ("text", "make", "plate"),
    [
        ("my car was parked at home and now it is stolen it's a silver toyota prius SB 4129", "Toyota Prius", "SB4129"),
        ("我架電單車泊喺樓下俾人偷咗 本田 車牌 W K 三三一七", "Honda", "WK3317"),
    ],
)  # fmt: skip
def test_what_is_told_of_the_one_stolen_vehicle_is_told_of_that_one(
    read: Read, text: str, make: str, plate: str
) -> None:
    """An officer looks for one vehicle with its make and plate, not for two with half of each."""
    (vehicle,) = read(text)["vehicles"]
    assert (vehicle["make"], vehicle["plate"], vehicle["role"]) == (make, plate, "stolen")


def test_the_make_of_the_one_that_hit_the_callers_car_is_not_the_callers(read: Read) -> None:
    """Only of what is stolen or stolen from is there one vehicle."""
    vehicles = read("my car was hit by a silver toyota prius AB 1234 and it drove off")["vehicles"]
    assert [v["make"] for v in vehicles] == [None, "Toyota Prius"]
    assert [v["plate"] for v in vehicles] == [None, "AB1234"]


def test_a_bus_that_only_carried_the_caller_is_no_vehicle_of_the_case(read: Read) -> None:
    """ "I left my bag on the bus" tells of no bus; "a bus hit a man" does."""
    assert read("I left my bag on the bus 968")["vehicles"] == []
    assert read("a bus hit a man on Nathan Road")["vehicles"][0]["kind"] == "bus"


def test_the_van_after_a_white_van_is_the_same_one(read: Read) -> None:
    """Told twice, counted once."""
    vehicles = read("a white van is blocking the road the van has been here all day")["vehicles"]
    assert len(vehicles) == 1


@pytest.mark.parametrize(
    ("text", "kind", "other"),
    [
        ("白色私家車停咗喺彩虹道巴士站 車牌係 S V 六二三八阻住啲巴士", "private car", "bus"),
        ("有架白色私家車停咗喺巴士站車牌係SV6238阻住啲巴士入站", "private car", "bus"),
        ("a white van plate SV 6238 is blocking the bus", "van", "bus"),
        ("a black car, number plate SV 6238, hit a taxi and drove off", "private car", "taxi"),
        ("一架貨車撞咗架私家車 貨車車牌係SV6238", "goods vehicle", "private car"),
        ("SV 6238 a red taxi drove into a van", "taxi", "van"),
        ("車牌SV6238嘅紅色的士撞咗架私家車", "taxi", "private car"),
    ],
)
def test_a_plate_is_that_of_the_vehicle_that_acts(
    read: Read, text: str, kind: str, other: str
) -> None:
    """What it blocks or hits stands nearer, and neither has the plate nor is suspected."""
    told = {v["kind"]: v for v in read(text)["vehicles"]}
    assert told[kind]["plate"] == "SV6238"
    assert told.get(other, {"plate": None})["plate"] is None
    assert told.get(other, {"role": "involved"})["role"] == "involved"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a silver mercedes just hit my parked scooter and drove away my number plate is x p 3 0 7", {("motorcycle", None, "XP307"), (None, "Mercedes-Benz", None)}),
        ("someone scratched the door of my car its a red tesla model three number plate is e v six one one two", {("private car", "Tesla Model 3", "EV6112")}),
        ("我架車俾人撞咗對方架的士冇停到我架係銀色豐田車牌KR815", {("taxi", None, None), (None, "Toyota", "KR815")}),
        ("一辆大货车每天停在我们楼下车牌是UF4409蓝色车头白色车厢", {("goods vehicle", None, "UF4409")}),
    ],
)  # fmt: skip
def test_the_callers_own_mark_is_of_the_callers_own_vehicle(
    read: Read, text: str, wanted: set[tuple[str | None, str | None, str | None]]
) -> None:
    """ "My number plate is", "mine is a ..."; parts of a lorry are no other vehicles."""
    told = {(v["kind"], v["make"], v["plate"]) for v in read(text)["vehicles"]}
    assert told == wanted


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a black car hit me the plate is like victor something then six six two", "victor something then six six two"),
        ("a white van hit me and left the number plate ends in four four seven", "ends in four four seven"),
        ("有架的士撞我走咗車牌我只係睇到W字頭尾數零四", "W字頭尾數零四"),
        ("一辆黑色特斯拉撞了我就跑车牌是A什么620", "A什么620"),
        ("他开一辆银色宝马车牌尾号三三八", "尾号三三八"),
        ("有架黃色跑車車牌J某某九九", "J某某九九"),
        ("他们有辆灰色面包车车牌是T开头的后面没看清", "T开头"),
    ],
)  # fmt: skip
def test_what_was_seen_of_a_mark_is_kept_as_a_part(read: Read, text: str, part: str) -> None:
    """No mark is told, but the words stand with the vehicle and in its summary."""
    report = read(text)
    parts = [
        ev["text"]
        for v in report["vehicles"]
        for ev in v["evidence"]
        if ev["rule"] == "plate.partial"
    ]
    assert parts == [part]
    assert all(v["plate"] is None for v in report["vehicles"])
    assert "plate partly seen" in report["summary"]


def test_a_tracksuits_colour_is_no_cars(read: Read) -> None:
    """ "A navy tracksuit trying car doors"."""
    report = read("theres a man in a navy tracksuit trying car doors")
    assert all(v["colour"] is None for v in report["vehicles"])
