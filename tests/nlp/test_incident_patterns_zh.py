"""What the Chinese incident patterns see by themselves, and what they must leave alone."""

from __future__ import annotations

import pytest
import spacy

from nlp.components.cues import CueComponent
from nlp.components.incidents.incident_types import from_patterns
from nlp.components.qualifiers import QualifierComponent
from nlp.normalise import fold
from nlp.notes import Notes, attach
from nlp.pipeline import Tokeniser


@pytest.fixture(scope="module")
def vocab() -> spacy.vocab.Vocab:
    """One for all: the compiled patterns are kept with it."""
    return spacy.blank("zh").vocab


def seen(vocab: spacy.vocab.Vocab, text: str) -> set[str]:
    """Codes of the incidents that patterns find in the text, without the classifier."""
    notes = Notes(original=text, folded=fold(text))
    doc = Tokeniser(vocab)(notes.folded)
    attach(doc, notes)
    for component in (CueComponent(), QualifierComponent()):
        component(doc)
    return {finding.value for finding in from_patterns(notes) if finding.asserted}


FIGURES = [
    ("剪個頭髮都要三百直情搶錢", "robbery"), ("老闆話我殺價簡直係打劫", "robbery"), ("杯咖啡六十蚊打劫咩", "robbery"),
    ("裁判抢走了我们的点球 真是抢钱", "robbery"), ("我哋拍場假打劫", "robbery"), ("搶紅包搶到手軟", "robbery"),
    ("你可以打我老婆電話", "assault"), ("打佢電話冇人聽", "assault"), ("打他留的号码没人接", "assault"),
    ("我打緊機遲啲覆你", "assault"), ("两个人还没动手", "assault"), ("架單車俾人推走咗", "assault"),
    ("前面啲車差啲撞埋去", "traffic_collision"), ("一辆车差点逼我撞护栏", "traffic_collision"),
    ("我怕后面撞上来 还没有出事", "traffic_collision"), ("喺街撞到個舊同學", "traffic_collision"),
    ("佢攬住我個頭撞埋幅牆", "traffic_collision"), ("睇咗場花車巡遊", "criminal_damage"),
    ("個欄杆升到一半就跌落嚟", "objects_from_height"), ("手机掉下来摔坏了", "objects_from_height"),
    ("有人掟落樓梯", "objects_from_height"), ("我個花名叫做賊仔", "theft"), ("你偷走了我的心", "theft"),
    ("執到平嘢好開心", "found_property"), ("执到粒子彈", "found_property"), ("有人撿到我手機要三千蚊", "found_property"),
    ("前面打蛇餅", "animal"), ("船上有人蛇", "animal"), ("隻狗成日追住自己條尾", "animal"),
    ("唔好嘈呀阿媽", "noise"), ("我老公打鼻鼾嘈到我", "noise"), ("跟住我就返屋企喇", "harassment"),
    ("警察要逆線先過到", "dangerous_driving"), ("收到張告票寫住超速", "dangerous_driving"),
    ("隻game可以偷車", "vehicle_theft"), ("我架bb車唔見咗", "vehicle_theft"), ("借咗架單車試騎就冇返嚟", "missing_person"),
    ("好似炸彈咁響", "suspicious_object"), ("小炸彈泡芙", "suspicious_object"), ("手伸去唔應該摸嘅地方", "welfare_check"),
    ("聽到佢哋講打劫", "robbery"), ("個儲物櫃俾人撬開", "burglary"), ("我係喺街市擺檔嘅", "illegal_hawking"), ("去入境處舉報我", "crime_information"), ("家暴 我係咪應該怎麼辦", "information_request"),
]  # fmt: skip

FAMILIES = [
    ("蒙面人拎住把刀衝入嚟", "robbery"), ("有人揸住支槍喺金舖", "robbery"), ("找换店里有人拿着斧头", "robbery"),
    ("家里进了贼", "burglary"), ("我屋企入咗賊", "burglary"), ("小偷还在我房里", "burglary"),
    ("我女婿掐着我女儿脖子", "domestic_dispute"), ("老豆又扯我阿媽頭髮打佢 阿爸踢阿媽", "domestic_dispute"),
    ("我條呔俾人篤穿晒", "criminal_damage"), ("鎖匙窿俾人灌咗膠水", "criminal_damage"),
    ("我架電雞俾人推走咗", "vehicle_theft"), ("那辆电动车被人抬走了", "vehicle_theft"), ("我架車俾人拖走咗", "vehicle_theft"),
    ("車窗俾人打爛 個袋冇咗", "theft_from_vehicle"), ("四条轮胎被人拆了 车牌被人偷", "theft_from_vehicle"),
    ("有個女仔坐咗喺欄杆外面", "welfare_check"), ("佢話多謝媽媽養我對唔住", "welfare_check"), ("他脱了鞋站在海边", "welfare_check"),
    ("樓上有人掟玻璃樽落街", "objects_from_height"), ("从楼上掉了个花盆", "objects_from_height"),
    ("啲貨散晒喺行車線", "road_hazard"), ("红绿灯全黑了", "road_hazard"), ("高速上有块铁板", "road_hazard"),
    ("架車逼我埋石壆", "dangerous_driving"), ("那辆车左右乱钻", "dangerous_driving"),
    ("地盤一早打樁", "noise"), ("凌晨裝修嘈到死", "noise"), ("逐戶試門柄", "suspicious_person"), ("一家一家敲门", "suspicious_person"),
    ("招募警察報名去到幾時", "information_request"), ("我想更改口供時間", "information_request"), ("取回证物要带什么文件", "information_request"),
    ("健身室個locker俾人整開咗 銀包冇咗", "theft"), ("更衣柜被人撬了 手机拿走了", "theft"),
    ("喺夜市俾人偷咗部電話", "pickpocketing"), ("我背囊條拉鏈俾人拉開咗", "pickpocketing"),
    ("我阿媽有腦退化 行咗落街未返", "missing_person"), ("爷爷出去散步到现在没回来", "missing_person"),
    ("我聽到隔籬枱講話要打劫金舖", "crime_information"), ("新闻里那个人我昨天见过", "crime_information"),
    ("我被关在厕所里", "welfare_check"), ("有人霸咗我個車位", "illegal_parking"), ("大巴停在斑马线上", "illegal_parking"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), FIGURES, ids=[text for text, _ in FIGURES])
def test_figures_of_speech_calls_and_near_misses_fire_no_pattern(
    vocab: spacy.vocab.Vocab, text: str, code: str
) -> None:
    assert code not in seen(vocab, text)


@pytest.mark.parametrize(("text", "code"), FAMILIES, ids=[text for text, _ in FAMILIES])
def test_ways_of_telling_an_incident_are_seen(
    vocab: spacy.vocab.Vocab, text: str, code: str
) -> None:
    assert code in seen(vocab, text)


def test_what_happened_after_a_near_miss_still_counts(vocab: spacy.vocab.Vocab) -> None:
    """A pseudo cue disarms what begins in it, not what is told later."""
    assert "traffic_collision" in seen(vocab, "佢差啲撞到我，之後撞咗架的士")
