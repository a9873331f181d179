"""Marks as they are said: corrected, in part, chosen, letter by letter, misheard, several in a row."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

WHOLE = [
    ("silver mercedes V for Victor N for Nancy eight oh one six", ["VN8016"]),
    ("his number plate uh I think T K um three four nine two", ["TK3492"]),
    ("the licence plate number is ell emm two two seven", ["LM227"]),
    ("a motorbike plate Z Z one", ["ZZ1"]),
    ("plate's R for romeo, S for sierra, 4 4 5 5", ["RS4455"]),
    ("the lorry reg is Y W triple eight five", ["YW8885"]),
    ("the cab was P.S. 3071", ["PS3071"]),
    ("black tesla K-J-9-1-2-0", ["KJ9120"]),
    ("plate number kilo juliet nine one two oh", ["KJ9120"]),
    ("white Toyota MB 6 double 7 1 drove off", ["MB6771"]),
    ("the van's plate was double D one three five", ["DD135"]),
    ("plate number double M eight one seven six", ["MM8176"]),
    ("car park full and my car SK 9017 was scratched", ["SK9017"]),
    ("registration: UU 4040", ["UU4040"]),
    ("bus with plate N W five oh one seven cut me up", ["NW5017"]),
    ("the driver of T B nine ninety three was on the phone in his lorry", ["TB993"]),
    ("plate eff gee six one two two", ["FG6122"]),
    ("plate is sea are seven seven oh one", ["CR7701"]),
    ("there's a grey alphard are ex two three four five behind me", ["RX2345"]),
    ("plate B as in boy, S as in sam, two one nine", ["BS219"]),
    ("plate is WA1 no WA11", ["WA11"]),
    ("number was G H one two seven not one two eight its a taxi", ["GH127"]),
    ("plate A 1", ["A1"]),
    ("the plate I saw was tango mike four four two oh", ["TM4420"]),
    ("the plate is P Z fifty six twelve", ["PZ5612"]),
    ("taxi plate wy 7 7 2", ["WY772"]),
    ("plate DM6 double o 1", ["DM6001"]),
    ("車牌 D K 三條七 一", ["DK7771"]),
    ("架白色七人車 MX 4 2 1 8 撞咗我", ["MX4218"]),
    ("架的士係KN3308", ["KN3308"]),
    ("車牌 B for boy C for cat 五六七八", ["BC5678"]),
    ("车牌号 S J 幺 幺 两 三", ["SJ1123"]),
    ("架電單車 FC 九九", ["FC99"]),
    ("a white van the plate is be are one two three four", ["BR1234"]),
    ("the plate was see why five five six", ["CY556"]),
    ("plate number why see double u no it's YC 556", ["YC556"]),
    ("number plate double u ex three oh oh eight", ["WX3008"]),
    ("plate double you double you one two three", ["WW123"]),
    ("registration kay el nine nine one", ["KL991"]),
    ("the plate is tee gee four oh two two", ["TG4022"]),
    ("the licence plate was you vee eight one", ["UV81"]),
    ("plate aitch zed six one two", ["HZ612"]),
    ("the plate is pea age two oh four five", ["PH2045"]),
    ("taxi plate gay em three three two", ["JM332"]),
    ("the plate D delta L lima four one zero six", ["DL4106"]),
    ("plate B, bravo, K, kilo, seven seven one two", ["BK7712"]),
    ("it's a red taxi S for sugar U for uncle four triple one no sorry four four four one", ["SU4441"]),
    ("the plate is A B no sorry A D one two three four", ["AD1234"]),
    ("the plate is A B sorry D one two three four", ["AD1234"]),
    ("plate K T six six one no wait six six seven", ["KT667"]),
    ("plate AB1234 I mean AB1243", ["AB1243"]),
    ("the plates are t v nine oh five g d double two one seven and r x double six", ["TV905", "GD2217", "RX66"]),
    ("one is U X three three one seven and the other is A B one two both cars block the ramp", ["UX3317", "AB12"]),
    ("a black seven seater parks opposite the school every day the number is c d four oh seven eight", ["CD4078"]),
    ("the minibus j n seven one six six went through the red light", ["JN7166"]),
    ("plate fox trot alpha six oh one nine", ["FA6019"]),
    ("the plate is november ex ray three nine zero five", ["NX3905"]),
    ("the number plate is B O S S one", []),
    ("a personalised plate B E S T 8", ["BEST8"]),
    ("the car has a personalised plate J A M E S", ["JAMES"]),
    ("the plate is L U C K Y 8 8", ["LUCKY88"]),
    ("plate K F two only one digit", ["KF2"]),
    ("plate zulu charlie seven seven", ["ZC77"]),
    ("plate P as in Peter M as in Mary three oh nine", ["PM309"]),
    ("the lorry was H T 1 2 8", ["HT128"]),
    ("a lorry weaving about h.t. 128", ["HT128"]),
    ("I couldn't see the driver but the plate was RA 888", ["RA888"]),
    ("plate AB 1234 and then he drove off", ["AB1234"]),
    ("I only caught the plate it was WR 5120", ["WR5120"]),
    ("藍色跑車，車牌 S V 十九", ["SV19"]), ("車牌 R T 八十", ["RT80"]), ("車牌係 K K 廿三", ["KK23"]),
    ("兩架貨車，車牌一個係 L K 三三八八，另外一個係 T X 七", ["LK3388", "TX7"]),
    ("車牌 A B 一二三四，唔係，A D 一二三四", ["AD1234"]),
    ("三架車，U G 八八零二，仲有 G M 七，同埋 R D 三三五一，車牌我都影低咗", ["UG8802", "GM7", "RD3351"]),
    ("车牌是 T X 七", ["TX7"]), ("车牌 N N 一二八", ["NN128"]), ("车牌号码 H K 八八四五", ["HK8845"]),
    ("架的士車牌係 M C 孖七 一零", ["MC7710"]),
]  # fmt: skip

PART = [
    "车牌好像是 M K 三三几",
    "the plate was something like t f 2 and then I couldn't see", "a van the plate starts with AB 12", "the plate ends in 45",
    "I only caught the first part of the plate A B one", "a grey car the first two letters are K L and a 3", "partial plate J K 4",
    "the plate is AB 12 something", "plate W R five one and I didn't get the rest", "plate P Q one two blank blank",
    "the plate began with R X six", "white van plate H J 3 something something", "I just saw part of the number plate S V 1",
    "the last three digits of the plate are 4 5 6", "plate T M 4 the rest was covered", "plate U X 33 and I missed the last two",
    "a taxi the plate ended with 88", "plate S A 2 but I don't remember the others", "the plate had a K and a 7", "plate began with m b two question mark",
    "the registration starts N T nine", "I could only make out C K 1 on the plate", "plate L M three and that's all I got",
    "車牌頭兩個字係 A B", "車牌尾數係八八", "車牌淨係睇到 K T 五", "車牌 R S 三 之後睇唔清", "車牌 H K 一 後面唔記得", "車牌開頭係 P K",
    "车牌只看到 L M 三", "车牌 A B 一 后面没看清", "车牌最后两位是四五", "车牌开头是 T X", "车牌 K J 二 其余不记得",
]  # fmt: skip

NONE = [
    "我车牌是两地的",
    "minicab with the plate hong kong five",
    "van number HA seven thousand",
    "車牌好似係 W L 零一",
    "车牌T开头的",
    "摩托车牌 V Y 二百",
    "I took bus 960 P",
    "flat 12 B block KA 1200 people",
    "I'm on flight CX 880 with my car keys",
    "room PH 101 the car park",
    "my staff number is TK 4471 and I drive a van",
    "case CR 2031 about my car",
    "the van came at ten PM 20 minutes late",
    "lamp post AB1234 near the taxi stand",
    "lamppost number F E 2 2 0 1 the car hit it",
    "order number XY 1234 for the van hire",
    "the hotel car park P 3 B 2",
    "I earn HK 8000 driving a van",
    "a BMW X5 and a Mazda CX 5",
    "the van driver wore a number 10 T shirt",
    "an MX 5 sports car racing",
    "a Honda CR V 2019 model",
    "a Toyota GR 86 was racing",
    "a Mercedes E 200",
    "he drives a Golf GTI",
    "the Audi TT 200 horse power",
    "on the A E L train 10 minutes",
    "the KMB 1A bus hit a van",
    "the taxi took the TKO 2 tunnel",
    "I waited at the bus stop with my TV 20 inch", "we saw a black van at 4 p m 300 metres away", "the van left at three a m two of them ran",
    "there are the plates of three of them", "the car was in bay c 12", "i owe him h k d 3000 for the van", "bus a 21 was late", "the car park is on b 2",
    "the van was a model t 1200", "the plate is the one ending four four", "not one car has a plate and three have no engine", "it's a red honda c b four hundred",
    "my bike was stolen the frame number is W U 7 3 0 1", "plate ends 33", "we are 20 people in the minibus", "I take the g m b 44 minibus",
]  # fmt: skip


@pytest.mark.parametrize(("text", "plates"), WHOLE)
def test_a_mark_is_read_however_it_is_said(read: Read, text: str, plates: list[str]) -> None:
    """The letters O, I and Q are in none."""
    assert [v["plate"] for v in read(text)["vehicles"] if v["plate"]] == plates


@pytest.mark.parametrize("text", [*PART, *NONE])
def test_no_mark_is_made_up(read: Read, text: str) -> None:
    """A part of one is no whole one, and other letters with numbers are none."""
    assert [v["plate"] for v in read(text)["vehicles"] if v["plate"]] == []


def test_what_was_seen_of_a_mark_is_kept_as_evidence_of_its_vehicle(read: Read) -> None:
    """The officer sees the words; nobody is sent after a mark that nobody read."""
    (van,) = read("a grey van hit me the plate starts with AB 12")["vehicles"]
    assert van["plate"] is None
    assert "plate.partial" in {evidence["rule"] for evidence in van["evidence"]}
