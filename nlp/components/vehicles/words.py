"""Names of makes, models and colours of vehicles, and how a report writes them."""

from __future__ import annotations

_COLOURS = {
    "黑": "black", "白": "white", "红": "red", "蓝": "blue", "绿": "green", "灰": "grey",
    "银": "silver", "黄": "yellow", "啡": "brown", "棕": "brown", "橙": "orange", "紫": "purple",
    "金": "gold", "粉": "pink", "青": "green", "米": "beige", "墨": "dark", "深": "dark",
    "浅": "light", "天": "sky", "宝": "royal", "鲜": "bright", "淡": "light",
}  # fmt: skip
_MAKES = {
    "丰田": "Toyota", "本田": "Honda", "日产": "Nissan", "万事得": "Mazda", "马自达": "Mazda",
    "宝马": "BMW", "平治": "Mercedes-Benz", "奔驰": "Mercedes-Benz", "奥迪": "Audi",
    "特斯拉": "Tesla", "保时捷": "Porsche", "波子": "Porsche", "法拉利": "Ferrari",
    "林宝坚尼": "Lamborghini", "兰博基尼": "Lamborghini", "玛莎拉蒂": "Maserati",
    "宾利": "Bentley", "劳斯莱斯": "Rolls-Royce", "大众": "Volkswagen", "福士": "Volkswagen",
    "凌志": "Lexus", "雷克萨斯": "Lexus", "铃木": "Suzuki", "山叶": "Yamaha", "雅马哈": "Yamaha",
    "川崎": "Kawasaki", "杜卡迪": "Ducati", "哈雷": "Harley-Davidson", "三菱": "Mitsubishi",
    "富豪": "Volvo", "斯巴鲁": "Subaru", "速霸陆": "Subaru", "比亚迪": "BYD", "现代": "Hyundai",
    "起亚": "Kia", "福特": "Ford", "五十铃": "Isuzu", "日野": "Hino", "积架": "Jaguar",
    "捷豹": "Jaguar", "路华": "Land Rover", "越野路华": "Range Rover", "标致": "Peugeot",
    "雷诺": "Renault", "小鹏": "XPeng", "极氪": "Zeekr", "benz": "Mercedes-Benz",
    "mercedes": "Mercedes-Benz", "mercedes benz": "Mercedes-Benz",
    "mercedes-benz": "Mercedes-Benz", "bmw": "BMW", "beamer": "BMW", "byd": "BYD",
    "vw": "Volkswagen", "harley": "Harley-Davidson", "rolls royce": "Rolls-Royce",
    "mini cooper": "Mini Cooper", "smart car": "Smart",
}  # fmt: skip
#: Model -> make: a model's name is no other maker's.
_MODELS = {
    **dict.fromkeys(
        ["alphard", "vellfire", "hiace", "prius", "camry", "corolla", "noah", "voxy", "sienta",
         "yaris", "crown comfort", "coaster"], "Toyota"),
    **dict.fromkeys(["civic", "jazz", "odyssey", "stepwgn"], "Honda"),
    **dict.fromkeys(["serena", "x-trail", "xtrail", "nv200", "nv350", "elgrand"], "Nissan"),
    **dict.fromkeys(["model 3", "model y", "model s", "model x", "model three"], "Tesla"),
    **dict.fromkeys(["cayenne", "macan", "panamera"], "Porsche"),
    **dict.fromkeys(["swift", "jimny"], "Suzuki"),
    **dict.fromkeys(["outlander", "pajero"], "Mitsubishi"),
    **dict.fromkeys(["forester", "impreza"], "Subaru"),
    "tiguan": "Volkswagen", "huracan": "Lamborghini", "defender": "Land Rover",
    "discovery sport": "Land Rover", "cx-5": "Mazda", "cx5": "Mazda", "hino 300": "Hino",
    "elf": "Isuzu", "埃尔法": "Toyota", "阿尔法": "Toyota", "海狮": "Toyota",
}  # fmt: skip
_MODEL_NAMES = {"埃尔法": "Alphard", "阿尔法": "Alphard", "海狮": "Hiace", "model three": "Model 3"}
#: Names of models that are names of people and plain words too.
AMBIGUOUS = frozenset(
    ["noah", "jazz", "swift", "elf", "civic", "coaster", "odyssey", "serena", "defender", "yaris"]
)


def full_make(known: str | None, said: str, kind: str) -> str:
    """``Toyota``, or with the model ``Toyota Alphard``; ``kind`` is *make* or *model*."""
    said = said.strip()
    if kind == "model":
        maker = _MODELS.get(said, "")
        return f"{maker} {_MODEL_NAMES.get(said, said.title())}".strip()
    name = _MAKES.get(said, said.title())
    return known if known and known.startswith(name) else name


def colour_of(said: str) -> str:
    """``深藍色`` -> ``dark blue``, ``gray`` -> ``grey``; small letters."""
    if said.isascii():
        return said.replace("gray", "grey").replace("golden", "gold").strip()
    words = [_COLOURS[c] for c in said.rstrip("色") if c in _COLOURS]
    if len(words) == 2 and words[1] == "dark":
        words.reverse()
    return " ".join(dict.fromkeys(words))
