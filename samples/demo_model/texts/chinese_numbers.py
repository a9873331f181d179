"""Numbers in Cantonese and Mandarin: quantities in characters, telephone numbers and plates in digits."""

import random
from collections.abc import Callable

from .numbers import letters

_DIGITS = "零一二三四五六七八九"
_UNITS = ((10_000, "萬"), (1000, "千"), (100, "百"), (10, "十"))
_SUMS = (20, 50, 80, 100, 150, 200, 300, 500, 600, 800, 1000, 1200, 1500, 2000, 3000, 5000, 8000,
         10000, 20000, 50000)  # fmt: skip
_PLATE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

Rng = random.Random


def cardinal(number: int) -> str:
    """
    >>> cardinal(12), cardinal(305), cardinal(2000)
    ('十二', '三百零五', '二千')
    """
    if number < 10:
        return _DIGITS[number]
    size, name = next(pair for pair in _UNITS if number >= pair[0])
    rest = number % size
    head = "" if 10 <= number < 20 else cardinal(number // size)
    gap = "零" if 0 < rest < size // 10 else ""
    return head + name + gap + (cardinal(rest) if rest else "")


def digits(text: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in text)


def _random_digits(rng: Rng, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def phone(rng: Rng) -> str:
    first, second = rng.choice("5669923") + _random_digits(rng, 3), _random_digits(rng, 4)
    return f"<{first}/{digits(first)}，><{second}/{digits(second)}>"


def plate(rng: Rng) -> str:
    front = "".join(rng.choice(_PLATE_LETTERS) for _ in range(2))
    back = str(rng.randint(1, 9)) + _random_digits(rng, rng.choice([2, 3, 3]))
    return f"<{front}/ {letters(front)} ><{back}/{digits(back)}>"


def reference(rng: Rng) -> str:
    code = _random_digits(rng, rng.choice([4, 5, 6]))
    return f"<{code}/{digits(code)}>"


def number(rng: Rng) -> str:
    return cardinal(rng.choice([rng.randint(3, 30), 5 * rng.randint(1, 18)]))


def small(rng: Rng) -> str:
    return rng.choice("兩三四五六七八九")


def age(rng: Rng) -> str:
    return cardinal(rng.randint(5, 90))


def floor(rng: Rng) -> str:
    return cardinal(rng.randint(1, 45)) + "樓"


def station_exit(rng: Rng) -> str:
    letter = rng.choice("ABCDEF")
    return f"<{letter}/ {letters(letter)} >出口"


def _money(coin: str) -> Callable[[Rng], str]:
    return lambda rng: cardinal(rng.choice([rng.choice(_SUMS), rng.randint(10, 999)])) + coin


def _clock(times: tuple[str, ...], half: str, minutes: str) -> Callable[[Rng], str]:
    def clock(rng: Rng) -> str:
        hour = rng.choice(
            ["一", "兩", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
        )
        past = rng.choice(["", "", half, cardinal(rng.randint(11, 59)) + minutes])
        return rng.choice(times) + hour + "點" + past

    return clock


_COMMON = {
    "phone": phone, "plate": plate, "reference": reference, "number": number, "small": small,
    "age": age, "floor": floor, "exit": station_exit,
}  # fmt: skip
CANTONESE_SLOTS = {
    **_COMMON,
    "money": _money("蚊"),
    "clock": _clock(("朝早", "下晝", "夜晚", "晏晝", "凌晨", ""), "半", "分"),
}
MANDARIN_SLOTS = {
    **_COMMON,
    "money": _money("元"),
    "clock": _clock(("早上", "下午", "晚上", "中午", "凌晨", ""), "半", "分"),
}
