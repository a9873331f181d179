"""Plates and telephone numbers as people say them: strategies that spell one in any of the ways."""

from __future__ import annotations

from hypothesis import strategies as st

#: I, O and Q stand on no Hong Kong plate.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
HAN = "零一二三四五六七八九"
_ICAO = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "alpha",
            "bravo",
            "charlie",
            "delta",
            "echo",
            "foxtrot",
            "golf",
            "hotel",
            "india",
            "juliet",
            "kilo",
            "lima",
            "mike",
            "november",
            "oscar",
            "papa",
            "quebec",
            "romeo",
            "sierra",
            "tango",
            "uniform",
            "victor",
            "whiskey",
            "x-ray",
            "yankee",
            "zulu",
        ],
        strict=True,
    )
)
_COMMON = dict(
    zip(
        LETTERS,
        [
            "apple",
            "boy",
            "cat",
            "dog",
            "egg",
            "fish",
            "girl",
            "house",
            "john",
            "king",
            "love",
            "mary",
            "nancy",
            "peter",
            "rose",
            "sugar",
            "tom",
            "uncle",
            "vic",
            "win",
            "xray",
            "yellow",
            "zebra",
        ],
        strict=True,
    )
)
_SOUNDS = dict(
    zip(
        LETTERS,
        [
            "ay",
            "bee",
            "see",
            "dee",
            "ee",
            "eff",
            "gee",
            "aitch",
            "jay",
            "kay",
            "el",
            "em",
            "en",
            "pee",
            "are",
            "ess",
            "tee",
            "you",
            "vee",
            "double_you",
            "ex",
            "why",
            "zed",
        ],
        strict=True,
    )
)


def doubled(digits: str) -> str:
    """``5512`` -> ``double five one two``, three in a row ``triple``."""
    said, at = [], 0
    while at < len(digits):
        run = 1
        while run < 3 and at + run < len(digits) and digits[at + run] == digits[at]:
            run += 1
        lead = {1: "", 2: "double ", 3: "triple "}[run]
        said.append(lead + WORDS[int(digits[at])])
        at += run
    return " ".join(said)


def doubled_han(digits: str) -> str:
    """``5512`` -> ``孖五一二``, three in a row ``三條``."""
    said, at = [], 0
    while at < len(digits):
        run = 1
        while run < 3 and at + run < len(digits) and digits[at + run] == digits[at]:
            run += 1
        said.append({1: "", 2: "孖", 3: "三條"}[run] + HAN[int(digits[at])])
        at += run
    return "".join(said)


def words(digits: str) -> str:
    """``102`` -> ``one zero two``."""
    return " ".join(WORDS[int(d)] for d in digits)


def han(digits: str) -> str:
    """``102`` -> ``一零二``."""
    return "".join(HAN[int(d)] for d in digits)


@st.composite
def letters(draw: st.DrawFn) -> tuple[str, str]:
    """Two letters of a plate, and one way to say them."""
    a, b = draw(st.sampled_from(LETTERS)), draw(st.sampled_from(LETTERS))
    ways = [
        f"{a}{b}", f"{a} {b}", f"{a}{b}".lower(), f"{a} {b}".lower(), f"{a}.{b}.",
        f"{_ICAO[a]} {_ICAO[b]}", f"{a} for {_COMMON[a]} {b} for {_COMMON[b]}",
        f"{a.lower()} as in {_COMMON[a]} {b.lower()} as in {_COMMON[b]}",
        f"{_SOUNDS[a]} {_SOUNDS[b]}".replace("_", " "),
    ]  # fmt: skip
    return a + b, draw(st.sampled_from(ways))


@st.composite
def english_plates(draw: st.DrawFn) -> tuple[str, str]:
    """A plate and an English sentence that tells it."""
    mark, said = draw(letters())
    digits = str(draw(st.integers(1, 9999)))
    spoken = draw(
        st.sampled_from(
            [
                digits,
                words(digits),
                " ".join(digits),
                doubled(digits),
                words(digits).replace("zero", "oh"),
            ]
        )
    )
    frame = draw(
        st.sampled_from(
            ["the number plate is {}", "registration {}", "a red taxi plate number {} and he drove off",
             "it was a black car the licence plate was {}", "plate {} i think"]
        )
    )  # fmt: skip
    return mark + digits, frame.format(f"{said} {spoken}")


@st.composite
def chinese_plates(draw: st.DrawFn) -> tuple[str, str]:
    """A plate and a Chinese sentence that tells it."""
    a, b = draw(st.sampled_from(LETTERS)), draw(st.sampled_from(LETTERS))
    digits = str(draw(st.integers(1, 9999)))
    spoken = draw(
        st.sampled_from([digits, han(digits), " ".join(han(digits)), doubled_han(digits)])
    )
    frame = draw(
        st.sampled_from(
            [
                "車牌係{}",
                "有架的士車牌號碼係{}，佢走咗",
                "车牌号是{}",
                "架車車牌{} 阻住條路",
                "車牌 {}",
            ]
        )
    )
    return a + b + digits, frame.format(draw(st.sampled_from([f"{a}{b}", f"{a} {b} "])) + spoken)


@st.composite
def phones(draw: st.DrawFn) -> tuple[str, str]:
    """An invented Hong Kong number and a sentence that tells it."""
    number = draw(st.sampled_from(["50", "20"])) + f"{draw(st.integers(0, 999_999)):06d}"
    first, last = number[:4], number[4:]
    said = draw(
        st.sampled_from(
            [
                number, f"{first} {last}", f"{first}-{last}", words(number), doubled(number), " ".join(number),
                f"+852 {first} {last}", f"eight five two {words(number)}", f"{words(first)}, {words(last)}",
                " ".join(number[i : i + 2] for i in range(0, 8, 2)), words(number).replace("zero", "oh"),
                f"{words(number[:3])} um {words(number[3:])}", f"{number} I repeat {first} {last}",
                f"{words(number[:5])} no sorry {words(number[4:])}",
            ]
        )
    )  # fmt: skip
    chinese = draw(
        st.sampled_from(
            [
                han(number),
                doubled_han(first) + " " + han(last),
                f"{han(first)}，{han(last)}",
                doubled_han(number),
            ]
        )
    )
    return number, draw(
        st.sampled_from(
            [f"please call me on {said}", f"my number is {said} thank you", f"you can reach me at {said} after six",
             f"我電話係{chinese}", f"打返俾我 {chinese}", f"我电话是{chinese}谢谢"]
        )
    )  # fmt: skip
