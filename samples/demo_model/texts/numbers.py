"""Numbers as callers say them and as a transcript writes them, marked `<written/spoken>`.

Whisper writes quantities from ten on in digits, and its decoder never emits ":" in speech, so times
are written "9.30 pm".
"""

import random

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_IRREGULAR_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_PLATE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_PHONETIC = [
    "Alpha",
    "Bravo",
    "Charlie",
    "Delta",
    "Echo",
    "Foxtrot",
    "Golf",
    "Hotel",
    "India",
    "Juliet",
    "Kilo",
    "Lima",
    "Mike",
    "November",
    "Oscar",
    "Papa",
    "Quebec",
    "Romeo",
    "Sierra",
    "Tango",
    "Uniform",
    "Victor",
    "Whisky",
    "Xray",
    "Yankee",
    "Zulu",
]
_SUMS = (20, 50, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 2000, 2500,
         3000, 3500, 4000, 5000, 6000, 8000, 10000, 12000, 15000, 20000, 30000, 50000, 80000)  # fmt: skip

Rng = random.Random


def cardinal(number: int) -> str:
    """
    >>> cardinal(2512)
    'two thousand five hundred and twelve'
    """
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {cardinal(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    joint = " and " if 0 < number % 1000 < 100 else " "
    rest = joint + cardinal(number % 1000) if number % 1000 else ""
    return f"{cardinal(number // 1000)} thousand{rest}"


def ordinal(number: int) -> str:
    """
    >>> ordinal(22)
    'twenty second'
    """
    *front, last = cardinal(number).split()
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return " ".join([*front, last])


def ordinal_suffix(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def digits(text: str) -> str:
    return " ".join(_ONES[int(digit)] for digit in text)


def letters(text: str) -> str:
    """Letters by name; "A" is spelt so that no synthesiser takes it for the article."""
    return " ".join("ay" if letter == "A" else letter for letter in text)


def _random_digits(rng: Rng, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _quantity(number: int) -> str:
    return f"<{number}/{cardinal(number)}>" if number >= 10 else cardinal(number)


def number(rng: Rng) -> str:
    return _quantity(rng.choice([rng.randint(1, 60), rng.randint(1, 300), 5 * rng.randint(1, 12)]))


def small_number(rng: Rng) -> str:
    return _quantity(rng.randint(1, 20))


def age(rng: Rng) -> str:
    return _quantity(rng.randint(5, 90))


def height(rng: Rng) -> str:
    tens = rng.randint(50, 95)
    return f"one metre <{tens}/{cardinal(tens)}>"


def money(rng: Rng) -> str:
    amount = rng.choice([rng.choice(_SUMS), rng.randint(10, 999)])
    return (
        f"<{amount}/{cardinal(amount)}> {rng.choice(['dollars', 'dollars', 'Hong Kong dollars'])}"
    )


def phone(rng: Rng) -> str:
    first = rng.choice("5669923") + _random_digits(rng, 3)
    second = _random_digits(rng, 4)
    return f"<{first}/{digits(first)},> <{second}/{digits(second)}>"


def plate(rng: Rng) -> str:
    front = "".join(rng.choice(_PLATE_LETTERS) for _ in range(2))
    back = str(rng.randint(1, 9)) + _random_digits(rng, rng.choice([1, 2, 3, 3, 3]))
    if rng.random() < 0.12:
        names = [name for letter in front for name in _PHONETIC if name[0] == letter]
        return f"{' '.join(names)} <{back}/{digits(back)}>"
    return f"<{front}/{letters(front)}> <{back}/{digits(back)}>"


def plate_letters(rng: Rng) -> str:
    front = "".join(rng.choice(_PLATE_LETTERS) for _ in range(2))
    return f"<{front}/{letters(front)}>"


def spelling(rng: Rng) -> str:
    name = rng.choice(
        [
            "Chan",
            "Wong",
            "Lee",
            "Lau",
            "Ho",
            "Lam",
            "Mak",
            "Tang",
            "Kwok",
            "Yip",
            "Hui",
            "Poon",
            "Siu",
            "Tse",
            "Fung",
        ]
    )
    return " ".join(f"<{letter}/{letters(letter)}>" for letter in name.upper())


def reference(rng: Rng) -> str:
    code = _random_digits(rng, rng.choice([4, 5, 6]))
    if rng.random() < 0.5:
        return f"<{code}/{digits(code)}>"
    letter = rng.choice(_PLATE_LETTERS)
    return f"<{letter}/{letters(letter)}> <{code}/{digits(code)}>"


def clock(rng: Rng) -> str:
    hour = rng.randint(1, 12)
    half = rng.choice(["am", "pm"])
    said_half = {"am": "ay M", "pm": "P M"}[half]
    said_hour = _ONES[hour]
    minute = rng.choice([10, 15, 20, 25, 30, 40, 45, 50, rng.randint(11, 59)])
    return rng.choice(
        [
            f"<{hour}.{minute}/{said_hour} {cardinal(minute)}> <{half}/{said_half}>",
            f"<{hour}/{said_hour}> <{half}/{said_half}>",
            f"{said_hour} o'clock",
            f"half past {said_hour}",
            f"quarter {rng.choice(['to', 'past'])} {said_hour}",
            f"{said_hour} in the {rng.choice(['morning', 'afternoon', 'evening'])}",
            f"{rng.choice(['ten', 'twenty', 'five'])} {rng.choice(['to', 'past'])} {said_hour}",
        ]
    )


def date(rng: Rng) -> str:
    day = rng.randint(1, 31)
    said = f"<{day}{ordinal_suffix(day)}/{ordinal(day)}>"
    month = rng.choice(_MONTHS)
    return rng.choice(
        [f"the {said} of {month}", f"{month} the {said}", f"{rng.choice(_DAYS)} the {said}"]
    )


def floor(rng: Rng) -> str:
    storey = rng.randint(1, 45)
    return f"<{storey}{ordinal_suffix(storey)}/{ordinal(storey)}> floor"


def flat(rng: Rng) -> str:
    letter, storey = rng.choice("ABCDEFGH"), rng.randint(1, 40)
    block = rng.randint(1, 12)
    return rng.choice(
        [
            f"flat <{letter}/{letters(letter)}>, {floor(rng)}",
            f"flat <{storey}{letter}/{cardinal(storey)} {letters(letter)}>, block {_quantity(block)}",
            f"block {_quantity(block)}, flat <{letter}/{letters(letter)}>",
            f"tower {_quantity(block)}, {floor(rng)}",
            f"room <{storey}0{block % 10}/{cardinal(storey)} oh {_ONES[block % 10]}>",
        ]
    )


def bus(rng: Rng) -> str:
    line = rng.choice([1, 2, 5, 6, 11, 14, 18, 25, 40, 48, 58, 63, 68, 70, 71, 81, 86, 89, 91, 98])
    letter = rng.choice(["", "", "", "X", "A", "M", "P", "K"])
    said = f"{cardinal(line)} {letters(letter)}".strip()
    return f"<{line}{letter}/{said}>"


def station_exit(rng: Rng) -> str:
    letter, count = rng.choice("ABCDEF"), rng.choice(["", "", "1", "2", "3"])
    said = letters(letter) + (f" {_ONES[int(count)]}" if count else "")
    return f"<{letter}{count}/{said}>"


SLOTS = {
    "age": age, "bus": bus, "clock": clock, "date": date, "exit": station_exit, "flat": flat,
    "floor": floor, "letters": plate_letters, "money": money, "number": number,
    "number_height": height, "phone": phone, "plate": plate, "reference": reference,
    "small_number": small_number, "spelling": spelling,
}  # fmt: skip
