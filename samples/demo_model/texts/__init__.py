"""What callers say: writers of messages by language, with how often each is used."""

import random
from collections.abc import Callable

from ..speech import Unit
from . import chinese, english, everyday

Writer = Callable[[random.Random], list[list[Unit]]]

#: language -> (writers, weights)
WRITERS: dict[str, tuple[list[Writer], list[float]]] = {
    "en": (
        [english.message, english.word_salad, everyday.english_message],
        [0.2, 0.25, 0.55],
    ),
    "yue": (
        [chinese.cantonese, chinese.cantonese_salad, everyday.cantonese_message],
        [0.2, 0.25, 0.55],
    ),
    "zh": (
        [chinese.mandarin, chinese.mandarin_salad, everyday.mandarin_message],
        [0.2, 0.25, 0.55],
    ),
}
