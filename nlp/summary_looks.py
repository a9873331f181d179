"""What people look like, said in the summary's other language: ``black mask`` -> ``黑色口罩`` and back.

Only what the list of words knows is said; the rest of a description is left out of that summary, and
stands in the report in the caller's own words. A denial ("no shirt", 冇戴口罩) stays one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.normalise import chinese_number, english_number, fold
from nlp.summary_words import COLOURS

#: English words, and the Chinese ones of which the first is what a summary writes.
_WORN = (
    ("baseball cap", "棒球帽"), ("cap", "鴨舌帽 cap帽"), ("bucket hat", "漁夫帽"), ("beanie", "冷帽 毛帽"), ("hat", "帽 帽子"), ("hood", "衫帽"),
    ("hoodie", "連帽衫 衛衣 有帽衫 帽衫"), ("hoody", "連帽衫"), ("down jacket", "羽絨服 羽絨 羽絨褸"), ("leather jacket", "皮褸 皮夾克"),
    ("jacket", "外套 夾克 風褸 褸"), ("coat", "大衣 風衣"), ("raincoat", "雨衣"), ("rain coat", "雨衣"), ("t shirt", "T恤 t恤 tee"), ("tee", "T恤"),
    ("t-shirt", "T恤"), ("polo shirt", "Polo恤 polo"), ("polo", "Polo恤"), ("shirt", "恤衫 襯衫 襯衣 恤"), ("blouse", "女裝恤衫"), ("singlet", "背心"), ("tank top", "背心"), ("hi vis vest", "反光背心 反光衣"),
    ("vest", "背心 馬甲"), ("sweater", "毛衣 冷衫"), ("jumper", "毛衣"), ("cardigan", "針織外套"), ("top", "上衣 衫"), ("jeans", "牛仔褲"),
    ("trousers", "長褲 西褲 褲 褲子"), ("pants", "長褲"), ("shorts", "短褲"), ("leggings", "緊身褲"), ("dress", "連身裙 連衣裙 裙 裙子"), ("skirt", "短裙 半截裙 長裙"),
    ("suit", "西裝"), ("tie", "領帶 呔"), ("tracksuit", "運動服 運動套裝"), ("sportswear", "運動服"), ("school uniform", "校服"), ("uniform", "制服 工作服"),
    ("pyjamas", "睡衣"), ("pajamas", "睡衣"), ("clothes", "衣服 衫褲"), ("clothing", "衣服"), ("mask", "口罩 面罩"), ("face mask", "口罩"),
    ("sunglasses", "太陽眼鏡 墨鏡 黑超"), ("glasses", "眼鏡"), ("spectacles", "眼鏡"), ("helmet", "頭盔"), ("gloves", "手套"), ("scarf", "頸巾 圍巾"),
    ("trainers", "運動鞋"), ("sneakers", "運動鞋 波鞋 球鞋"), ("slippers", "拖鞋"), ("flip flops", "拖鞋"), ("sandals", "涼鞋"), ("leather shoes", "皮鞋"),
    ("boots", "靴 靴子"), ("shoes", "鞋 鞋子"), ("socks", "襪"), ("earrings", "耳環"), ("earring", "耳環"), ("necklace", "頸鏈 項鏈 金鏈"), ("turban", "頭巾"),
    ("headscarf", "頭巾"), ("hijab", "頭巾"), ("apron", "圍裙"), ("balaclava", "蒙面帽"), ("backpack", "背囊 背包"), ("rucksack", "背囊"),
    ("school bag", "書包"), ("handbag", "手袋"), ("briefcase", "公事包 公文包"), ("bag", "袋"), ("walking stick", "拐杖"), ("crutches", "拐杖"), ("stick", "拐杖"), ("umbrella", "雨傘 遮"),
    ("jade bangle", "玉鐲 玉鈪"), ("watch", "手錶"), ("earphones", "耳機"), ("headphones", "耳機"),
    ("shaved head", "光頭 剷青"), ("crew cut", "平頭 陸軍裝"), ("ponytail", "馬尾 紮辮"), ("beard", "鬍鬚 鬍子 大鬍鬚 絡腮鬍"), ("moustache", "八字鬚 八字鬍"),
    ("mustache", "八字鬚"), ("goatee", "山羊鬚"), ("stubble", "鬚根"), ("hair", "頭髮 髮 頭毛"), ("haircut", "頭髮"), ("tattoos", "紋身"), ("tattoo", "紋身 刺青"),
    ("scar", "疤痕 刀疤 疤"), ("scars", "疤痕"), ("birthmark", "胎記"), ("mole", "痣"),
)  # fmt: skip
_HOW = {
    **COLOURS, "navy": "深藍色", "grey": "灰色", "gray": "灰色", "cream": "米白色", "khaki": "卡其色", "maroon": "棗紅色", "light": "淺色", "dark": "深色",
    "long": "長", "short": "短", "curly": "捲", "straight": "直", "dyed": "染", "blonde": "金色", "blond": "金色", "striped": "條紋", "stripy": "條紋",
    "checked": "格仔", "floral": "花", "denim": "牛仔", "leather": "皮", "plain": "淨色", "big": "大", "small": "小",
}  # fmt: skip
_HOW_ZH = {
    "短袖": "short-sleeved", "長袖": "long-sleeved", "格仔": "checked", "格子": "checked", "條紋": "striped", "間條": "striped", "花": "floral",
    "長": "long", "短": "short", "捲": "curly", "卷": "curly", "曲": "curly", "花白": "grey", "金": "blond", "nike": "Nike", "adidas": "Adidas",
}  # fmt: skip
#: Words for a body, people and origins that stand by themselves.
_BY_THEMSELVES = (
    ("medium build", "中等身材"), ("average build", "中等身材"), ("medium height", "中等身高"), ("well built", "健碩 好大隻 大隻 魁梧"), ("well-built", "健碩"),
    ("heavily built", "健碩"), ("strong build", "健碩"), ("big build", "身形高大 大塊頭"), ("slim build", "身形瘦削"), ("tall and thin", "高瘦 瘦高 高高瘦瘦"), ("tall and well built", "高大 高高大大"),
    ("short and fat", "矮肥 肥矮 肥肥矮矮 矮胖"), ("muscular", "健碩 壯 壯碩"), ("stocky", "健碩"), ("heavyset", "魁梧"), ("heavy set", "魁梧"), ("overweight", "肥胖"), ("chubby", "肥胖 微胖 肥肥哋 胖胖"),
    ("plump", "肥胖"), ("fat", "肥 肥胖 胖"), ("skinny", "瘦"), ("slim", "瘦削 苗條"), ("thin", "瘦 瘦瘦"), ("lanky", "高瘦"), ("petite", "嬌小"), ("small", "小個子 細粒 矮細"),
    ("tall", "高 高個子 高佬 高高"), ("short", "矮 矮個子 矮矮"), ("bald", "禿頭 光頭 地中海 禿頂"), ("balding", "禿頭"), ("bearded", "有鬍鬚"), ("blonde", "金髮"), ("blond", "金髮"),
    ("white hair", "白頭 白頭髮 白髮 頭髮全白 滿頭白髮"), ("masked", "蒙面"), ("hooded", "戴衫帽"), ("tattooed", "有紋身"), ("naked", "赤裸"), ("half-naked", "半裸"), ("barefoot", "赤腳 光著腳 赤足"),
    ("limp", "跛行 跛腳 一拐一拐 跛"), ("in a wheelchair", "坐輪椅"), ("drunk", "醉酒 飲醉 喝醉 飲醉酒"), ("south asian", "南亞裔 南亞"), ("indian", "印度裔 印度"), ("pakistani", "巴基斯坦裔 巴基斯坦"),
    ("nepalese", "尼泊爾裔 尼泊爾"), ("nepali", "尼泊爾裔"), ("filipino", "菲律賓裔 菲律賓"), ("filipina", "菲律賓裔"), ("indonesian", "印尼裔 印尼"), ("vietnamese", "越南裔 越南"),
    ("thai", "泰裔"), ("african", "非洲裔 非裔 非洲"), ("western", "西方人 歐美"), ("westerner", "西方人"), ("caucasian", "白人"), ("european", "歐洲人"),
    ("mainland", "內地人 內地 大陸"), ("mainlander", "內地人"), ("local", "本地人 本地"), ("foreigner", "外籍人士 外國人 老外 鬼佬"), ("foreign", "外籍 外國"), ("chinese", "華人 華裔"),
    ("taxi driver", "的士司機 的士佬"), ("bus driver", "巴士司機"), ("driver", "司機"), ("motorcyclist", "電單車司機"), ("cyclist", "單車友"), ("security guard", "保安員 保安"), ("guard", "保安員"),
    ("delivery man", "送貨員 速遞員 外賣員 外賣仔"), ("courier", "速遞員"), ("student", "學生"), ("worker", "工人"), ("neighbour", "鄰居"), ("neighbor", "鄰居"), ("customer", "顧客 客人"), ("passenger", "乘客"), ("helper", "外傭 工人姐姐"),
    ("waiter", "侍應"), ("cashier", "收銀員"), ("teacher", "老師"), ("tourist", "遊客"), ("beggar", "乞丐"), ("hawker", "小販"), ("couple", "情侶"), ("staff", "職員 店員"),
    ("school uniform", "校服"), ("moustache", "八字鬚"), ("dark clothes", "深色衣服"), ("smoking", "吸煙"), ("pregnant", "孕婦"),
)  # fmt: skip
_KIN = (
    ("husband", "丈夫 老公"), ("wife", "妻子 老婆 太太"), ("ex-husband", "前夫"), ("ex husband", "前夫"), ("ex-wife", "前妻"), ("ex wife", "前妻"), ("ex boyfriend", "前男友"),
    ("ex-boyfriend", "前男友"), ("ex girlfriend", "前女友"), ("ex-girlfriend", "前女友"), ("boyfriend", "男朋友"), ("girlfriend", "女朋友"), ("father", "父親 爸爸 阿爸 老豆 老竇 老爸"),
    ("dad", "父親"), ("mother", "母親 媽媽 阿媽 老媽"), ("mum", "母親"), ("mom", "母親"), ("son", "兒子 個仔 阿仔 仔仔 大仔 細仔"), ("daughter", "女兒 個女 阿女 囡囡 大女 細女"), ("grandfather", "祖父 爺爺 阿爺 公公"),
    ("grandpa", "祖父"), ("grandmother", "祖母 嫲嫲 阿嫲 奶奶 婆婆 外婆"), ("grandma", "祖母"), ("maternal grandfather", "外公"), ("brother", "兄弟"), ("elder brother", "哥哥"),
    ("younger brother", "弟弟 細佬"), ("sister", "姊妹"), ("elder sister", "姐姐 家姐"), ("younger sister", "妹妹 細妹"), ("uncle", "叔父 叔叔 舅父"), ("aunt", "姑母 姨媽 姑媽"),
    ("mother in law", "外母 岳母"), ("father in law", "外父 岳父"), ("friend", "朋友"), ("colleague", "同事"), ("classmate", "同學"), ("flatmate", "室友"), ("roommate", "室友"), ("boss", "老闆"),
    ("landlord", "業主"), ("tenant", "租客"), ("neighbour", "鄰居"), ("cousin", "表親 表弟 表妹 表哥 表姐"), ("partner", "伴侶"), ("ex", "前度"), ("grandson", "孫"), ("granddaughter", "孫女"), ("nephew", "姪兒"), ("niece", "姪女"), ("child", "子女"), ("kid", "子女"), ("baby", "嬰兒"),
)  # fmt: skip
_BODY = {
    "arm": "手臂", "arms": "手臂", "neck": "頸", "face": "面", "hand": "手", "hands": "手", "leg": "腿", "legs": "腿", "back": "背", "chest": "胸口",
    "cheek": "面頰", "forehead": "額頭", "shoulder": "肩", "chin": "下巴", "calf": "小腿", "wrist": "手腕",
}  # fmt: skip
_BODY_ZH = {
    "手臂": "arm", "手腕": "wrist", "頸": "neck", "面": "face", "臉": "face", "臉上": "face", "手": "hand", "小腿": "calf", "腳": "leg", "背": "back", "胸口": "chest", "額頭": "forehead",
}  # fmt: skip
_LANGUAGES = {
    "mandarin": "普通話", "putonghua": "普通話", "cantonese": "廣東話", "english": "英語", "hindi": "印地語", "urdu": "烏都語", "nepali": "尼泊爾語",
    "tagalog": "他加祿語", "vietnamese": "越南語", "thai": "泰語", "french": "法語", "russian": "俄語", "korean": "韓語", "japanese": "日語",
}  # fmt: skip
_LANGUAGES_ZH = {
    "普通話": "Mandarin", "國語": "Mandarin", "廣東話": "Cantonese", "粵語": "Cantonese", "英文": "English", "英語": "English", "上海話": "Shanghainese",
    "客家話": "Hakka", "福建話": "Hokkien", "潮州話": "Chiu Chow", "四川話": "Sichuanese",
}  # fmt: skip
_NOT = re.compile(r"^(?:no|not wearing|not|without) ")
_NOT_ZH = re.compile("冇|没|无|未|唔")
_DIGITS_ZH = "[0-9零一二三四五六七八九]"


def _longest_first(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _english_words() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """English -> Chinese of what is worn; how it is worn, then it; what stands by itself."""
    worn = {english: chinese.split()[0] for english, chinese in _WORN}
    alone = {english: chinese.split()[0] for english, chinese in _BY_THEMSELVES}
    how = _longest_first(list(_HOW))
    pattern = re.compile(
        rf"\b(?P<how>(?:(?:{how}) )*)(?P<worn>{_longest_first(list(worn))})(?P<many>e?s)?\b"
    )
    return {**alone, **worn}, pattern, re.compile(rf"\b(?:{_longest_first(list(alone))})s?\b")


@lru_cache(maxsize=1)
def _chinese_words() -> tuple[dict[str, str], re.Pattern[str], dict[str, str], re.Pattern[str]]:
    """The same from folded Chinese: what is worn and its pattern, what stands by itself and its own."""
    worn = {fold(word): english for english, chinese in reversed(_WORN) for word in chinese.split()}
    alone = {
        fold(w): english for english, chinese in reversed(_BY_THEMSELVES) for w in chinese.split()
    }
    how = _longest_first([*map(fold, _HOW_ZH), *map(fold, _colours_zh())])
    pattern = re.compile(
        rf"(?P<how>(?:(?:{how})色?[嘅的]?)*)(?P<worn>{_longest_first(list(worn))})"
    )
    return worn, pattern, alone, re.compile(_longest_first(list(alone)))


@lru_cache(maxsize=1)
def _colours_zh() -> dict[str, str]:
    long = {fold(zh): en for en, zh in COLOURS.items()}
    short = {zh.removesuffix("色"): en for zh, en in long.items()}
    return {**long, **short, "棕": "brown", "啡": "brown"}


def look_in_chinese(said: str) -> str:
    """``black mask and a baseball cap`` -> ``黑色口罩、棒球帽``; "" where no word is known.

    A text that is Chinese already is given back.
    """
    if not said.isascii():
        return said
    parts = [_part_in_chinese(part.strip()) for part in said.lower().split(",")]
    return "，".join(part for part in dict.fromkeys(parts) if part)


def _part_in_chinese(part: str) -> str:
    kin = _kin_in_chinese(part)
    if kin or (height := _height(part)):
        return kin or height
    words, worn, alone = _english_words()
    denied = _NOT.match(part)
    found: list[tuple[int, str]] = []
    for match in worn.finditer(part):
        how = "".join(_HOW[word] for word in _hows(match["how"]))
        thing = words[match["worn"]]
        if match["worn"] in ("hair", "haircut"):
            how = how.replace("黑色", "黑").replace("白色", "白").replace("啡色", "啡")
            thing = "髮" if how.endswith(("長", "短", "捲", "直", "黑", "白")) else thing
        place = re.match(
            r" (?:on|all over|down|across|over) (?:his|her|the|their|both|one) (?:(left|right) )?([a-z]+)",
            part[match.end() :],
        )
        where = ""
        if place and place[2] in _BODY:
            side = {"left": "左", "right": "右"}.get(place[1] or "", "")
            where = f"{side}{_BODY[place[2]]}有"
        found.append((match.start(), where + how + thing))
    rest = worn.sub(lambda match: " " * len(match.group()), part)
    found += [
        (match.start(), words.get(match.group(), words.get(match.group().removesuffix("s"), "")))
        for match in alone.finditer(rest)
    ]
    language = re.match(r"(?:speaks?|spoke|speaking|talks?|talked) (?:in )?(\w+)", part)
    if language and language[1] in _LANGUAGES:
        found.append((0, f"說{_LANGUAGES[language[1]]}"))
    text = "、".join(dict.fromkeys(text for _, text in sorted(found) if text))
    return f"沒有{text}" if denied and text else text


def _hows(said: str) -> list[str]:
    """``dark blue `` as one word where it is one."""
    return re.findall(_longest_first(list(_HOW)), said)


def _kin_in_chinese(part: str) -> str:
    match = re.fullmatch(
        r"(?:my|our|the caller's) (?:elderly |old |younger |older |elder |little )?(.+)", part
    )
    words = {english: chinese.split()[0] for english, chinese in _KIN}
    return f"來電者的{words[match[1]]}" if match and match[1] in words else ""


def _height(part: str) -> str:
    about = "約" if re.match("about|around|roughly|maybe", part) else ""
    metric = re.search(r"\b(1[4-9]\d)\b|\b1\.([5-9]\d?)\b", part)
    if metric:
        return f"{about}高{metric[1] or '1' + metric[2].ljust(2, '0')}厘米"
    feet = re.search(r"\b(five|six|5|6) (?:foot|feet|ft)(?: (\w+))?", part)
    if not feet:
        return ""
    inches = english_number([feet[2]]) if feet[2] else None
    return f"{about}高{english_number([feet[1]])}呎" + (f"{inches}吋" if inches else "")


def look_in_english(said: str) -> str:
    """``著件灰色外套，戴眼鏡`` -> ``grey jacket, glasses``; "" where no word is known.

    A text that is English already is given back.
    """
    if said.isascii():
        return said
    parts = [_part_in_english(fold(part)) for part in re.split("[,，]", said)]
    return ", ".join(part for part in dict.fromkeys(parts) if part)


def _part_in_english(part: str) -> str:
    kin = _folded_kin()
    own = re.fullmatch(r"(?:我|来电者)(?:的|嘅|哋)?(.+)", part)
    kindred = {"仔": "son", "女": "daughter"} | kin
    if own and (whose := kindred.get(own[1]) or kindred.get(own[1].removeprefix("个"))):
        return f"the caller's {whose}"
    if part in kin and part[0] != "个":
        return kin[part]
    if height := _height_in_english(part):
        return height
    words, worn, alone, by_itself = _chinese_words()
    found = [
        (match.start(), _worn_in_english(part, match, words[match["worn"]]))
        if match.re is worn
        else (match.start(), alone[match.group()])
        for match in _longest_matches([*worn.finditer(part), *by_itself.finditer(part)])
    ]
    found += [
        (0, f"speaks {en}")
        for zh, en in _LANGUAGES_ZH.items()
        if re.search(f"(?:讲|说|操|只会说?){fold(zh)}", part)
    ]
    text = ", ".join(dict.fromkeys(text for _, text in sorted(found)))
    return f"no {text}" if _NOT_ZH.search(part[:2]) and text else text


@lru_cache(maxsize=1)
def _folded_kin() -> dict[str, str]:
    """Folded Chinese words for the caller's own people, in English."""
    return {fold(word): english for english, chinese in _KIN for word in chinese.split()}


def _longest_matches(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """Those that overlap no longer one."""
    kept: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda m: m.start() - m.end()):
        if all(match.end() <= k.start() or k.end() <= match.start() for k in kept):
            kept.append(match)
    return kept


def _worn_in_english(part: str, match: re.Match[str], thing: str) -> str:
    how = _hows_in_english(match["how"])
    if thing == "hair":
        how = ["blond" if word == "gold" else word for word in how]
    parts = ((fold(zh), en) for zh, en in _BODY_ZH.items())
    ahead = part[: match.start()]
    where = next(
        (f" on the {en}" for zh, en in parts if re.match(f"[左右]?(?:边|侧)?{zh}", ahead)), ""
    )
    return " ".join([*how, thing]) + where


def _hows_in_english(said: str) -> list[str]:
    words = {**{fold(zh): en for zh, en in _HOW_ZH.items()}, **_colours_zh()}
    found = re.findall(_longest_first(list(words)), said)
    return list(dict.fromkeys(words[word] for word in found))


def _height_in_english(part: str) -> str:
    metres = re.search(rf"(?:[一1]米|^米)({_DIGITS_ZH}{{1,2}})", part)
    printed = re.search(r"1[4-9]\d", part)
    if metres is None and printed is None:
        return ""
    if metres:
        number = str(chinese_number(metres[1]) or 0)
        centimetres = f"1{number.ljust(2, '0')}"
    else:
        centimetres = printed.group() if printed else ""
    return f"about {centimetres} cm tall"
