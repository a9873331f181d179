"""Search in words that were heard, read or typed: a plain substring now, kept apart to be replaced.

A database's own indexes need help with Chinese (two characters are too few for trigrams); this one
asks each text directly, in traditional and in simplified characters.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from api.models import Correction
from nlp.models import ReportDraft
from voice_intake.models import Message, Transcript


def matches(words: str) -> ColumnElement[bool]:
    """Whether a row of message joined with transcript and draft holds ``words``."""
    texts: tuple[Any, ...] = (
        Transcript.text,
        ReportDraft.report["summary"].as_string(),
        ReportDraft.report["summary_zh"].as_string(),
        Message.reference,
    )
    typed = Correction.officer_value["value"].as_string()
    conditions: list[ColumnElement[bool]] = []
    for variant in variants(words):
        conditions += [text.icontains(variant, autoescape=True) for text in texts]
        conditions.append(
            exists().where(
                Correction.message_id == Message.id, typed.icontains(variant, autoescape=True)
            )
        )
    return or_(*conditions)


def variants(words: str) -> tuple[str, ...]:
    """The words as typed, in simplified and in traditional characters, without repetition.

    >>> variants("旺角车站")
    ('旺角车站', '旺角車站')
    """
    words = words.strip()
    return tuple(
        dict.fromkeys([words, _converter("t2s").convert(words), _converter("s2t").convert(words)])
    )


@cache
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)
