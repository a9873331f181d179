"""Whole messages with several places: where it happened, what only says where, what was taken back."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

#: text, the incident's place, its district.
FIRST = [
    # A stretch of a road, told by the streets that end it.
    ("they sold me an empty box in tung choi street between argyle street and bute street", "Tung Choi Street", "YTM"),
    ("my bag was snatched on hennessy road somewhere between luard road and fleming road", "Hennessy Road", "WC"),
    ("通菜街旺角道同快富街之間有人打交", "Tung Choi Street", "YTM"),
    ("有人喺廣東道介乎海防道同北京道之間打交", "Canton Road", "YTM"),
    # A highway, and where on it, behind where it leads.
    ("a big piece of metal on the tolo highway heading north toward fanling just after the chinese university exit",
     "Tolo Highway", "ST"),
    # A part of an island after the island.
    ("dogs are being poisoned on lamma mine died today after eating something on the path in yung shue wan",
     "Yung Shue Wan", "ILD"),
    # A correction takes back the place and leaves its area.
    ("a helper was pushed outside fortress garden in north point sorry it was on tin hau temple road",
     "Tin Hau Temple Road", "EST"),
    ("我哋行緊獅子山喺望夫石附近唔係係獅子頭附近有個朋友整親隻腳", "Lion Rock Country Park", None),
    # Where somebody got on, and where it was noticed.
    ("我喺烏溪沙站落車之後上的士返錦英苑跟住發現個電話唔見咗", "Wu Kai Sha Station", "ST"),
    ("我喺港珠澳大橋香港口岸搭b5巴士去東涌嗰陣俾人攞錯咗個行李箱",
     "Hong Kong-Zhuhai-Macao Bridge Hong Kong Port", "ILD"),
    ("我昨天从罗湖口岸过关的时候把电脑包落在安检那里了后来坐东铁到了红磡才发现", "Lo Wu Control Point", "NTH"),
    ("昨天晚上我在兰桂芳的酒吧喝酒有人往我杯子里放东西我醒来的时候在中环码头", "Lan Kwai Fong", "CW"),
    ("someone put something in my drink in lan kwai fong and i woke up at central pier", "Lan Kwai Fong", "CW"),
    # A way that leads on, a train for somewhere, an estate by a park, the next district's road sign.
    ("a branch hangs over wong nai chung gap road halfway up to parkview and a minibus has hit it",
     "Wong Nai Chung Gap Road", "WC"),
    ("my daughter lost her bag at sunny bay station when we changed trains for disneyland", "Sunny Bay Station", "TW"),
    ("鲗鱼涌公园靠近太古城的那个游乐场有个男的一直在拍小朋友", "Quarry Bay Park", "EST"),
    ("racing again on Tai Tam Road tonight going out towards Shek O", "Tai Tam Road", "STH"),
    ("葵涌道往荔枝角方向有一辆的士撞到护栏", "Kwai Chung Road", "KC"),
    ("broken glass all over centre street in sai ying poon between first street and second street", "Centre Street", "CW"),
    # Who somebody is, and a listed name in a longer one.
    ("i'm an insurance agent from north point and a client at mei foo refused to let me leave his flat",
     "Mei Foo", "SSP"),
    ("someone smashed my studio's window on wong chuk hang road opposite the south island place",
     "Wong Chuk Hang Road", "STH"),
    # A landmark or an estate that says where on a road.
    ("my van was parked on sai yee street just round the corner from the fa yuen street market and was broken into",
     "Sai Yee Street", "YTM"),
    ("a passenger refused to pay and hit me on tai hang road near lai tak tsuen", "Tai Hang Road", "WC"),
    # Heard from the home, and a stop at a crossing.
    ("there's a boat party blasting music off stanley and i can hear it from my flat in ma hang estate", "Stanley", "STH"),
    ("a punch up at the tram stop where hennessy road meets tonnochy road", "Hennessy Road / Tonnochy Road", "WC"),
    # A relative's home, and "at that time" of what happened.
    ("我阿嫲住沙田乙明邨佢今朝去沙角街市買餸嗰時喺沙角邨銀鷗樓樓下俾人呃咗三萬蚊", "Sha Kok Estate", "ST"),
    # A park of its own, though an area's park is known.
    ("the cycling kiosk near yuen chow kok park in sha tin was broken into", "Yuen Chau Kok Park", "ST"),
    # Names of the lists that are said otherwise.
    ("官塘海濱花園有班人玩遙控飛機玩到飛入人群", "Kwun Tong Promenade", "KT"),
    ("a man is shouting behind the restaurants on app lay chow main street", "Main Street, Ap Lei Chau", "STH"),
    ("my passport was stolen at lok ma chau mtr station", "Lok Ma Chau Station", "YL"),
    ("我刚刚在西九龙高铁站被人偷了钱包", "West Kowloon Station", "YTM"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "district"), FIRST)
def test_where_it_happened_is_told_first(
    read: Read, text: str, name: str, district: str | None
) -> None:
    """Whatever else the message names."""
    first = read(text)["locations"][0]
    assert (first["role"], first["name_en"]) == ("incident", name)
    assert district is None or first["district"] == district


#: text, place, part, value.
OWN_PARTS = [
    ("我住田灣邨不過件事喺華富邨華昌樓發生", "Wah Fu Estate", "block", "華昌樓"),
    ("我住田灣邨不過件事喺華富邨華昌樓發生", "Tin Wan Estate", "block", None),
    ("i live in tin wan estate but he was robbed in block 3 wah fu estate", "Tin Wan Estate", "block", None),
    ("i live in tin wan estate but he was robbed in block 3 wah fu estate", "Wah Fu Estate", "block", "3"),
    ("我個女由馬鞍山廣場行返恒安邨喺恒安邨恒江樓後面俾人攬住", "Heng On Estate", "block", "恒江樓"),
    ("我個女由馬鞍山廣場行返恒安邨喺恒安邨恒江樓後面俾人攬住", "Ma On Shan Plaza", "block", None),
    ("旺角海富苑海寧閣樓下有兩個細路點火", "Hoi Fu Court", "block", "海寧閣"),
    ("太古城銀星閣十二樓成日高空擲物", "Taikoo Shing", "block", "銀星閣"),
    ("太古城入面酒樓有人打交", "Taikoo Shing", "block", None),
    ("荃灣麗城花園二樓有人打交", "Belvedere Garden", "block", None),
    ("我在香港国际机场一号客运大楼被人骗了", "Hong Kong International Airport", "building_no", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "part", "value"), OWN_PARTS)
def test_a_part_belongs_to_the_name_that_it_touches(
    read: Read, text: str, name: str, part: str, value: str | None
) -> None:
    """Not to the one that is said first."""
    place = next(one for one in read(text)["locations"] if one["name_en"] == name)
    assert place["detail"].get(part) == value


def test_streets_with_between_are_no_crossing(read: Read) -> None:
    """ "Between A and B" are two streets; "the junction between" is one crossing."""
    stretch = read("a man was hit by a van between argyle street and bute street")["locations"]
    crossing = read("a crash at the junction between nathan road and argyle street")["locations"]
    assert [place["kind"] for place in stretch] == ["street", "street"]
    assert [place["kind"] for place in crossing] == ["intersection"]


def test_an_area_far_from_a_place_of_its_district_is_told(read: Read) -> None:
    """東涌 is no part of the border crossing, though both lie in one district."""
    text = "我喺港珠澳大橋香港口岸搭b5巴士去東涌嗰陣俾人攞錯咗個行李箱"
    assert "Tung Chung" in [place["name_en"] for place in read(text)["locations"]]


def test_a_market_is_no_street(read: Read) -> None:
    """沙角街市 is not in 沙角街, neither as printed nor as heard."""
    names = [place["name_en"] for place in read("沙角街市有人打交")["locations"]]
    assert "Sha Kok Street" not in names


def test_a_name_is_not_heard_across_everyday_words(read: Read) -> None:
    """沙灘, 游泳, 衣服 are no 沙田 ... 游泳池."""
    places = read("我们在长洲东湾沙滩游泳衣服和钱包都不见了")["locations"]
    assert [place["district"] for place in places] == ["ILD"]
