"""What a summary says in both languages: districts, kinds of vehicles, colours, common things, people."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache

import opencc

from nlp import gazetteer
from nlp.normalise import fold

DISTRICTS = {
    "CW": ("Central and Western", "中西區"), "EST": ("Eastern", "東區"), "STH": ("Southern", "南區"),
    "WC": ("Wan Chai", "灣仔區"), "KLC": ("Kowloon City", "九龍城區"), "KT": ("Kwun Tong", "觀塘區"),
    "SSP": ("Sham Shui Po", "深水埗區"), "WTS": ("Wong Tai Sin", "黃大仙區"),
    "YTM": ("Yau Tsim Mong", "油尖旺區"), "ILD": ("Islands", "離島區"),
    "KC": ("Kwai Tsing", "葵青區"), "NTH": ("North", "北區"), "SK": ("Sai Kung", "西貢區"),
    "ST": ("Sha Tin", "沙田區"), "TP": ("Tai Po", "大埔區"), "TW": ("Tsuen Wan", "荃灣區"),
    "TM": ("Tuen Mun", "屯門區"), "YL": ("Yuen Long", "元朗區"),
}  # fmt: skip
VEHICLES = {
    "private car": "私家車", "seven-seater": "七人車", "taxi": "的士", "van": "客貨車",
    "goods vehicle": "貨車", "motorcycle": "電單車", "bus": "巴士", "minibus": "小巴", "tram": "電車",
    "car": "車輛", "vehicle": "車輛",
}  # fmt: skip
COLOURS = {
    "black": "黑色", "white": "白色", "red": "紅色", "blue": "藍色", "green": "綠色", "grey": "灰色",
    "silver": "銀色", "yellow": "黃色", "brown": "啡色", "orange": "橙色", "purple": "紫色",
    "gold": "金色", "pink": "粉紅色", "dark blue": "深藍色", "light blue": "淺藍色",
    "dark green": "深綠色", "dark grey": "深灰色", "beige": "米色", "silver grey": "銀灰色",
}  # fmt: skip
#: Makes of vehicles and their names in Hong Kong.
MAKES = {
    "Toyota": "豐田", "Honda": "本田", "Nissan": "日產", "Mazda": "萬事得", "BMW": "寶馬", "Mercedes-Benz": "平治", "Audi": "奧迪",
    "Tesla": "特斯拉", "Porsche": "保時捷", "Ferrari": "法拉利", "Lamborghini": "林寶堅尼", "Maserati": "瑪莎拉蒂", "Bentley": "賓利",
    "Rolls-Royce": "勞斯萊斯", "Volkswagen": "福士", "Lexus": "凌志", "Suzuki": "鈴木", "Yamaha": "山葉", "Kawasaki": "川崎",
    "Ducati": "杜卡迪", "Harley-Davidson": "哈雷", "Mitsubishi": "三菱", "Volvo": "富豪", "Subaru": "富士", "BYD": "比亞迪",
    "Hyundai": "現代", "Kia": "起亞", "Ford": "福特", "Isuzu": "五十鈴", "Hino": "日野", "Jaguar": "積架", "Land Rover": "越野路華",
    "Peugeot": "標致", "Renault": "雷諾", "XPeng": "小鵬", "Zeekr": "極氪",
}  # fmt: skip
#: Common things, English (singular) and the force's written Chinese; spoken words come after it.
_THINGS = (
    ("wallet", "銀包 錢包 荷包"), ("purse", "銀包"), ("mobile phone", "手提電話 手機 電話 手提"), ("phone", "手提電話"),
    ("iphone", "iPhone"), ("bag", "袋 包 包包"), ("handbag", "手袋 手提包 手提袋"), ("backpack", "背囊 背包"),
    ("school bag", "書包"), ("suitcase", "行李箱 行李喼 喼 旅行箱"), ("luggage", "行李"), ("laptop", "手提電腦 筆記本電腦"),
    ("computer", "電腦"), ("tablet", "平板電腦 平板"), ("ipad", "iPad"), ("watch", "手錶 名錶 手表"), ("necklace", "頸鏈 項鍊 項鏈"),
    ("gold chain", "金鏈"), ("gold ornaments", "金器 金飾"), ("jewellery", "首飾 珠寶"), ("jewelry", "首飾"), ("bracelet", "手鏈"),
    ("earrings", "耳環"), ("ring", "戒指"), ("diamond ring", "鑽石戒指 鑽戒"), ("wedding ring", "婚戒"), ("camera", "相機 照相機"), ("passport", "護照"),
    ("id card", "身份證"), ("identity card", "身份證"), ("hkid", "身份證"), ("cash", "現金"), ("money", "金錢 錢"), ("parcel", "郵包 包裹 快遞 速遞"), ("package", "包裹"),
    ("keys", "鎖匙 鑰匙"), ("car keys", "車匙 車鑰匙"), ("octopus card", "八達通 八達通卡"), ("octopus", "八達通"), ("credit card", "信用卡"),
    ("bank card", "銀行卡 提款卡"), ("credit cards", "信用卡"), ("bank cards", "銀行卡"), ("cards", "卡"), ("umbrella", "雨傘 遮"), ("earphones", "耳機"), ("headphones", "耳機"), ("airpods", "AirPods"),
    ("home return permit", "回鄉證"), ("bicycle", "單車 自行車 腳踏車"), ("bike", "單車"), ("mountain bike", "越野單車"), ("helmet", "頭盔"),
    ("glasses", "眼鏡"), ("power bank", "充電寶 尿袋"), ("coat", "外套"), ("jacket", "外套"), ("clothes", "衣物 衣服 衫"), ("shoes", "鞋 波鞋"),
    ("wheelchair", "輪椅"), ("pram", "嬰兒車 BB車"), ("documents", "文件 證件"), ("student card", "學生證"), ("driving licence", "駕駛執照 駕照"), ("tools", "工具"),
    ("toolbox", "工具箱"), ("copper wire", "銅線"), ("cables", "電線"), ("generator", "發電機"), ("guitar", "結他"), ("violin", "小提琴"),
    ("television", "電視"), ("tv", "電視"), ("cigarettes", "香煙 煙"), ("wine", "酒 紅酒"), ("milk powder", "奶粉"), ("briefcase", "公事包 公文包"),
    ("safe", "夾萬 保險箱"), ("electric scooter", "電動滑板車"), ("window", "窗 窗戶"), ("car window", "車窗"), ("windscreen", "擋風玻璃"), ("glass", "玻璃"),
    ("glass door", "玻璃門"), ("door", "門"), ("lock", "鎖"), ("door lock", "門鎖"), ("gate", "閘 大閘 鐵閘 閘門"), ("shutter", "捲閘"),
    ("tyre", "車胎 輪胎 車軚"), ("tyres", "車胎"), ("wing mirror", "倒後鏡 後視鏡"), ("wall", "牆 外牆"), ("letterbox", "信箱"), ("cctv camera", "閉路電視"), ("dress", "連身裙"), ("dresses", "連身裙"),
    ("entrance", "門口"), ("rolex", "勞力士手錶 勞力士"), ("medicine", "藥物 藥"), ("gold", "黃金"), ("donation box", "捐款箱"), ("notebook", "筆記本"), ("macbook", "MacBook"),
    ("quilt", "被 棉被 被子 被鋪 被單"), ("blanket", "毛毯 毯"), ("mattress", "床褥"), ("curtain", "窗簾"), ("sofa", "梳化 沙發"),
    ("mobile", "手提電話"), ("smartphone", "手提電話"), ("cellphone", "手提電話"), ("handset", "手提電話"), ("rucksack", "背囊"), ("trolley", "手推車 車仔"), ("chain", "鏈 頸鏈"), ("pendant", "吊墜"),
    ("debit card", "扣帳卡"), ("sunglasses", "太陽眼鏡"), ("spectacles", "眼鏡"), ("earbuds", "耳機"), ("charger", "充電器"), ("piano", "鋼琴"), ("instrument", "樂器"), ("stroller", "嬰兒車"), ("hat", "帽"),
    ("scarf", "頸巾"), ("trainers", "運動鞋"), ("sneakers", "運動鞋"), ("papers", "文件"), ("gold bar", "金條"), ("gold bars", "金條"), ("whisky", "威士忌 洋酒"), ("whiskey", "威士忌"), ("brandy", "白蘭地"), ("hennessy", "軒尼詩干邑"), ("champagne", "香檳"), ("vodka", "伏特加"), ("beer", "啤酒"),
    ("cosmetics", "化妝品"), ("perfume", "香水"), ("skin care products", "護膚品"), ("sim card", "電話卡 SIM卡"), ("usb", "USB手指 U盤 USB"), ("hard drive", "硬碟 硬盤"), ("hard disk", "硬碟"), ("drone", "無人機"), ("playstation", "遊戲機"), ("nintendo switch", "遊戲機"), ("game console", "遊戲機"), ("switch console", "遊戲機"), ("switch", "遊戲機"),
    ("air conditioner", "冷氣機"), ("drill", "電鑽"), ("drills", "電鑽"), ("power drill", "電鑽"), ("metal", "金屬"), ("scaffolding", "棚架"), ("hearing aid", "助聽器"), ("dentures", "假牙"), ("walking stick", "拐杖"), ("medication", "藥物"), ("eye drops", "眼藥水"), ("lunch box", "飯盒"), ("water bottle", "水樽"), ("thermos flask", "保溫杯"),
    ("skateboard", "滑板"), ("scooter", "滑板車"), ("golf clubs", "高爾夫球桿"), ("fishing rod", "魚竿"), ("pet carrier", "寵物籠"), ("cash box", "錢箱"), ("till", "收銀機"), ("cash register", "收銀機"), ("statue", "雕像"), ("buddha statue", "佛像"), ("painting", "畫"), ("antique", "古董"), ("vase", "花樽"), ("stamp", "印章"), ("seal", "印章"), ("company seal", "公司印章 公司印 公司章"), ("company chop", "公司印章"), ("seal", "印章"),
    ("cheque book", "支票簿"), ("chequebook", "支票簿"), ("cheque", "支票"), ("bank notes", "銀紙"), ("banknotes", "銀紙"), ("coins", "散銀 銀仔"), ("travel document", "旅遊證件"), ("work permit", "工作證"), ("visa", "簽證"), ("birth certificate", "出世紙"), ("staff card", "職員證"), ("access card", "門禁卡"), ("business cards", "卡片 咭片"), ("key card", "房卡"), ("car key", "車匙"), ("proof of address", "住址證明"), ("re-entry permit", "回港證"), ("vehicle licence", "車牌執照"), ("home return permit", "回鄉咭"),
    ("bottle", "樽"), ("tool bag", "工具袋"), ("tool box", "工具箱"), ("laundry bag", "洗衣袋"), ("lens", "鏡頭"), ("camera lens", "相機鏡頭"), ("tripod", "腳架"), ("video camera", "攝影機"), ("padlock", "鎖"), ("side mirror", "倒後鏡"), ("rear view mirror", "倒後鏡"), ("mirror", "倒後鏡"), ("mirrors", "倒後鏡"), ("tire", "車胎 軚"), ("tires", "車胎"), ("vending machine", "自動售賣機 汽水機 自動販賣機"), ("parking meter", "咪錶 咪表"), ("mailbox", "信箱"), ("letter box", "信箱"), ("lift button", "𨋢掣"), ("lift", "升降機 電梯"),
    ("bumper", "泵把"), ("headlight", "車頭燈"), ("headlights", "車頭燈"), ("car lights", "車燈"), ("tail light", "車尾燈"), ("bonnet", "引擎蓋"), ("boot of the car", "車尾箱"), ("front of the car", "車頭"), ("rear of the car", "車尾"), ("bodywork", "車身"), ("car paint", "車漆"), ("car door", "車門"), ("car battery", "電池"), ("fuel tank", "油缸"), ("wipers", "水撥 雨刷"), ("shop front", "店面"), ("signboard", "招牌"), ("sign", "招牌"), ("light box", "燈箱"), ("road sign", "路牌"), ("bus shelter", "巴士站"), ("fence", "圍欄"), ("railings", "欄杆"), ("railing", "欄杆"), ("barrier", "閘機"), ("ticket machine", "售票機"), ("atm", "櫃員機"),
    ("flower pots", "花盆"), ("flower pot", "花盆"), ("flower bed", "花槽"), ("plants", "盆栽 花草"), ("bench", "長椅"), ("locker", "儲物櫃"), ("screen", "螢幕"), ("traffic light", "交通燈"), ("traffic lights", "交通燈"), ("lamp post", "燈柱"), ("electricity box", "電箱"), ("cctv camera", "監控 鏡頭"), ("duvet", "被"), ("bed sheet", "床單"), ("awning", "簷篷"), ("clothes rack", "衫架 晾衫竹"),
    ("cello", "大提琴"), ("viola", "中提琴"), ("guzheng", "古箏"), ("trombone", "長號"), ("trumpet", "小號"), ("flute", "長笛"), ("saxophone", "色士風"), ("laser level", "激光水平儀"), ("spirit level", "水平尺"), ("angle grinder", "磨機"), ("jackhammer", "風炮"), ("chainsaw", "電鋸"), ("electric screwdriver", "電批"), ("shampoo", "洗頭水"), ("shower gel", "沐浴露"), ("baby formula", "奶粉"), ("nappies", "尿片"), ("bangle", "手鐲"), ("jade bangle", "玉鐲 玉鈪"), ("jade", "玉器"), ("diamond", "鑽石"),
    ("bank book", "銀行簿 存摺"), ("residence permit", "居留證"), ("insulin", "胰島素"), ("inhaler", "哮喘噴霧"), ("monitor", "顯示器"), ("router", "路由器"), ("lucky money", "利是"), ("mooncakes", "月餅"), ("dried seafood", "海味 花膠 鮑魚"), ("bird's nest", "燕窩"), ("gifts", "禮物 手信"), ("toys", "玩具"), ("basketball", "籃球"), ("football", "足球"), ("school uniform", "校服"), ("goods", "貨物 貨"), ("gloves", "手套"), ("octopus cards", "八達通卡"), ("id cards", "身份證"), ("gift cards", "禮品卡"), ("road bike", "公路單車"), ("folding bike", "摺合單車"), ("passenger window", "乘客車窗"), ("tool", "工具"),
    ("carpet", "地氈 地毯"), ("bed sheets", "床單"), ("laundry", "晾曬衣物"),
)  # fmt: skip
_ADJECTIVES = {
    **COLOURS,
    "leather": "皮",
    "gold": "金",
    "small": "小",
    "big": "大",
    "large": "大",
    "new": "新",
    "old": "舊",
}
TO_CHINESE = {english: chinese.split()[0] for english, chinese in _THINGS}
TO_ENGLISH = {word: english for english, chinese in reversed(_THINGS) for word in chinese.split()}
_COLOUR_ZH = {
    **{zh: en for en, zh in COLOURS.items()},
    "黑": "black",
    "白": "white",
    "紅": "red",
    "藍": "blue",
}


def thing_in_english(item: str) -> str | None:
    """``黑色背囊`` -> ``black backpack``; None for a thing that is not in the list."""
    if item.isascii():
        return item
    folded = fold(item)
    things, colours = _folded_words()
    for plain, english in things:
        if folded.endswith(plain):
            colour = colours.get(folded[: -len(plain)].rstrip("嘅的"))
            return f"{colour} {english}" if colour else english
    return None


@lru_cache(maxsize=1)
def _folded_words() -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Chinese things, folded, with their English, the longest first; and colours likewise."""
    longest = sorted(TO_ENGLISH.items(), key=lambda pair: -len(pair[0]))
    colours = {fold(zh): en for zh, en in reversed(_COLOUR_ZH.items())}
    return [(fold(word), english) for word, english in longest], colours


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


def traditional(said: str) -> str:
    """The caller's words in the characters that Hong Kong writes."""
    written: str = _converter().convert(said.replace("\0", " "))
    return written


_KINDS = {"樓": "House", "閣": "Court", "苑": "Court", "座": "Block", "大廈": "Building"}
_NUMERALS = {c: str(n) for n, c in enumerate("一二三四五六七八九十", start=1)}


def block_in_english(block: str) -> str | None:
    """``敬發樓`` -> ``King Fat House``, ``三座`` -> ``3``; None where a character's spelling is not known."""
    said = traditional(block)
    kind = next((k for k in _KINDS if said.endswith(k) and len(said) > len(k)), "")
    name = said.removesuffix(kind).removeprefix("第")
    if name in _NUMERALS:
        return _NUMERALS[name]
    spelt = [_spellings().get(character) for character in name]
    if kind in ("", "座") or not all(spelt) or len(spelt) > 4:
        return None
    return " ".join([*(word for word in spelt if word), _KINDS[kind]])


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Character -> how the names of Hong Kong's places mostly spell it, learnt from the gazetteer.

    Of a name of as many English words as Chinese characters before its kind ("Cheung Fat Estate",
    長發邨) each word is its character's.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for place in gazetteer.places():
        words = re.findall(r"[A-Z][a-z]+", place.name_en)[:4]
        for length in (2, 3):
            kinds = words[length:]
            if (
                len(words) == length + 1
                and len(place.name_zh) in (length + 1, length + 2)
                and kinds
            ):
                for character, word in zip(place.name_zh, words[:length], strict=False):
                    counts[character][word] += 1
    return {character: found.most_common(1)[0][0] for character, found in counts.items()}


def thing_in_chinese(item: str) -> str | None:
    """``black backpack`` -> ``黑色背囊``; None for a thing that is not in the list."""
    if not item.isascii():
        return traditional(item)
    lowered = item.lower()
    words = lowered.split()
    for first in range(len(words)):
        chinese = TO_CHINESE.get(" ".join(words[first:])) or TO_CHINESE.get(
            re.sub(r"s$", "", " ".join(words[first:]))
        )
        if chinese:
            lead = "".join(_ADJECTIVES.get(word, "") for word in words[:first])
            return lead + chinese
    return None
