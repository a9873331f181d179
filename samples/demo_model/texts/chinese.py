"""Cantonese and Mandarin voice messages, and sentences of characters in random order."""

import random
import re
from collections.abc import Mapping
from functools import cache

from ..speech import Unit
from . import chinese_numbers
from .grammar import Grammar, Slot, chinese_units, load

_SALAD_RULES = (
    "street",
    "station",
    "district",
    "estate",
    "name",
    "clock",
    "plate",
    "phone",
    "money",
    "colour",
    "car",
    "beside",
    "when",
)


@cache
def grammar(resource: str) -> Grammar:
    """The grammar of "cantonese.txt" or "mandarin.txt", with the names they share."""
    slots: Mapping[str, Slot] = (
        chinese_numbers.CANTONESE_SLOTS
        if resource == "cantonese.txt"
        else chinese_numbers.MANDARIN_SLOTS
    )
    return Grammar({**load("places_zh.txt"), **load(resource)}, slots)


@cache
def _phrases(resource: str) -> tuple[str, ...]:
    """Every stretch of characters that stands between the grammar's marks."""
    lines = [line for rule in grammar(resource).rules.values() for line in rule]
    text = re.sub(r"\{\w+\}", " ", " ".join(lines))
    return tuple(sorted(set(re.findall(r"[\u4e00-\u9fff]+", text))))


def _message(resource: str, rng: random.Random) -> list[list[Unit]]:
    rules = grammar(resource).references("message", rng)
    return [chinese_units(grammar(resource).expand(rule, rng)) for rule in rules]


def _salad(resource: str, rng: random.Random) -> list[list[Unit]]:
    return [_salad_sentence(resource, rng) for _ in range(rng.randint(2, 4))]


def _salad_sentence(resource: str, rng: random.Random) -> list[Unit]:
    """Phrases and single characters in no order: only listening helps."""
    parts: list[str] = []
    for _ in range(rng.randint(3, 6)):
        draw = rng.random()
        if draw < 0.25:
            parts.append(grammar(resource).expand(rng.choice(_SALAD_RULES), rng))
        elif draw < 0.65:
            parts.append(rng.choice(_phrases(resource)))
        else:
            parts.append("".join(rng.choice(rng.choice(_phrases(resource))) for _ in range(3)))
        parts.append("，" if rng.random() < 0.15 else "")
    return chinese_units("".join(parts).rstrip("，") + "。")


def cantonese(rng: random.Random) -> list[list[Unit]]:
    """The sentences of one caller's message."""
    return _message("cantonese.txt", rng)


def mandarin(rng: random.Random) -> list[list[Unit]]:
    """The sentences of one caller's message, in traditional characters."""
    return _message("mandarin.txt", rng)


def cantonese_salad(rng: random.Random) -> list[list[Unit]]:
    return _salad("cantonese.txt", rng)


def mandarin_salad(rng: random.Random) -> list[list[Unit]]:
    return _salad("mandarin.txt", rng)
