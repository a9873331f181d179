"""What callers say: writers of messages by language, with how often each is used."""

import random
from collections.abc import Callable

from ..speech import Unit
from . import chinese, english

Writer = Callable[[random.Random], list[list[Unit]]]

#: language -> (writers, weights)
WRITERS: dict[str, tuple[list[Writer], list[float]]] = {
    "en": ([english.message, english.word_salad], [0.55, 0.45]),
    "yue": ([chinese.cantonese, chinese.cantonese_salad], [0.65, 0.35]),
    "zh": ([chinese.mandarin, chinese.mandarin_salad], [0.65, 0.35]),
}
