"""Numbers that are not the caller's: whom the caller asks to have called, and who is only told of."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my door was kicked in call my husband on 5040 2276 not me i work nights", "50402276"),
        ("somebody took my scooter text my elder sister at 5071 9023", "50719023"),
        ("we were burgled last night the shop phone is 2071 8855 ask for maria", "20718855"),
        ("我俾人打唔好打我手機佢會睇電話打我細妹五一零一七七三八", "51017738"),
        ("我架單車俾人偷咗搵我個仔五零八八一三二四", "50881324"),
        ("我姓马有人骗了我的钱你们打我先生的电话五一三三四四七八", "51334478"),
        ("我間舖俾人爆格舖頭電話二零七一八八五五", "20718855"),
        ("my number is fife oh ate six double one nine three", "50861193"),
    ],
)
def test_another_who_is_to_be_called_is_the_way_to_the_caller(
    read: Read, text: str, number: str
) -> None:
    """A relative's or the shop's number that is given to be called; "fife" is five."""
    assert read(text)["contact"]["phone"] == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我朋友話想死佢叫阿怡全名係吳嘉怡廿八歲電話係五零五五三三二一", "50553321"),
        ("有人冒充公安骗我的钱对方自称王警官号码是五零一一二二九九", "50112299"),
        ("中介收了我的押金就失踪了他叫吴志伟名片上电话是五一四四零零九八", "51440098"),
        ("有个女的骗我投钱她的微信名是小月亮电话五一六六零二三三", "51660233"),
        ("有人给我发恐吓短信发短信的号码是五一八八零零二七", "51880027"),
        ("the agent took my deposit his card says 5144 0098 and nobody answers", "51440098"),
    ],
)
def test_a_number_told_with_somebody_elses_name_is_his(read: Read, text: str, number: str) -> None:
    """It is kept, but nobody calls it to reach the caller."""
    report = read(text)
    assert [p["number"] for p in report["phones"]] == [number]
    assert report["phones"][0]["role"] != "caller"
    assert report["contact"]["phone"] is None
