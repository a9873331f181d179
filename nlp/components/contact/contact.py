"""Component ``earwitness_contact``: phone numbers, the caller's name, and the wish to be called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.contact.phones import phones
from nlp.components.contact.refusals import Lines, anothers_refusal, lines, own_call
from nlp.components.people.names import names
from nlp.components.times.atoms import Atom, atoms
from nlp.finding import Finding, Kind
from nlp.notes import Cue, Notes, longest, notes_of
from nlp.spelling import spelled

_MAX = 20
#: Tokens between a wish and the time that limits it.
_CLOSE = 4


class ContactComponent:
    """Adds findings of kinds ``phone``, ``name``, ``callback``, ``anonymous``, ``safe_hours``."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        notes.findings += list(phones(notes, spelled(notes.tokens)))[:_MAX]
        notes.findings += names(notes)[:3]
        hours = _safe_hours(notes)
        _callback(notes, hours)
        for cue in longest(notes.cues_of(Kind.ANONYMOUS.value))[:3]:
            said = notes.original[cue.start : cue.end].strip()
            notes.findings.append(Finding(Kind.ANONYMOUS, said, 0.85, (cue.mention,)))
        values = {_hours(notes, cue): cue for cue in hours[:3]}
        told = [value for value in values if value]
        if told:
            mentions = tuple(values[value].mention for value in told)
            notes.findings.append(Finding(Kind.SAFE_HOURS, "; ".join(told), 0.85, mentions))
        return doc


def _safe_hours(notes: Notes) -> list[Cue]:
    """When to call: a refusal for some hours holds the wish's words and wins over it."""
    cues = longest([*notes.cues_of("safe_hours"), *_after_numbers(notes)])
    refused = [cue for cue in cues if cue.value == "not"]
    kept = [
        cue for cue in cues
        if cue.value == "not" or not any(r.start < cue.end and cue.start < r.end for r in refused)
    ]  # fmt: skip
    return [cue for cue in kept if _of_calls(notes, cue) and not own_call(notes, cue)]


_AFTER_NUMBER = re.compile(
    r"[ ,]*(?:please |only |but |and |preferably )*((?:after|before|between|any ?time|any (?:morning|afternoon|evening|day|weekday|hour|time)|(?:most )?(?:mornings|afternoons|evenings|weekdays|weekends)|whenever|in the (?:morning|evening|afternoon)|on weekdays|"
    r"during office hours|from (?=\d|one|two|six|seven|eight|nine|ten))[a-z0-9 :']{0,30}?)(?=[,.;?!]|$| because| my | i | thank| please| bye)"
)


def _after_numbers(notes: Notes) -> list[Cue]:
    """ "Call me on five zero ..., after six": the hours stand behind the number."""
    found = []
    for finding in notes.of(Kind.PHONE)[:4]:
        match = _AFTER_NUMBER.match(notes.folded, finding.end)
        if match and finding.facts["role"] == "caller":
            first, last = notes.span_tokens(*match.span(1))
            found.append(
                Cue("safe_hours", "", "safe_hours.after_number", first, last, *match.span(1), 0.8)
            )
    return found


def _of_calls(notes: Notes, cue: Cue) -> bool:
    """ "Not in the evening" is about calls only where calls are spoken of; 琴晚打邊爐 is not."""
    said = notes.folded[cue.start : cue.end]
    spoken_of = bool(notes.of(Kind.PHONE) or notes.cues_of("callback"))
    if cue.value != "not" and not said.isascii():
        return _asked_in_chinese(notes, cue, spoken_of)
    if cue.value != "not" and _told_of_else(notes, cue):
        return False
    bare = re.sub(r" (?:on )?\d[\d ]{6,}$", "", said)
    if re.search(r"\bat (?:work|home|the \w+|my \w+)$", bare) and not _HOUR_EN.search(bare):
        return False
    if cue.rule in _ONLY_WITH_CALLS or (cue.rule == "safe_hours.free_en" and _AT_HOME.match(said)):
        return spoken_of
    if re.search(r"call|ring|phone|contact|打|覆|致电|联|回电|听电话|接电话", said):
        return True
    return cue.value != "not" or bool(notes.near("callback", cue.first, cue.last, 25))


def _asked_in_chinese(notes: Notes, cue: Cue, spoken_of: bool) -> bool:
    """六點之後先打俾我; but 佢先打我 is a blow, and names no hour."""
    said = notes.folded[cue.start : cue.end]
    if not _TIMES_ZH.search(said):
        return False
    blow = said.endswith("打我") and not _PHONE_ZH.match(notes.folded, cue.end)
    if blow and not spoken_of:
        return False
    later = re.search("[先再才至好]你?们?(?:打|覆|致电|联|回)", said)
    again = notes.folded.startswith("过", cue.end)
    return "我" in said or bool(later and not again) or spoken_of


_PHONE_ZH = re.compile("[嘅的]?(?:电话|手机|手提|呢个|这个|[0-9])")
#: "You can reach me at work" is a place and no hour.
_HOUR_EN = re.compile(
    r"\b(?:after|before|between|when|while|any ?time|hours?|day|week|morning|evening|afternoon|night|noon|until)|o'clock|\d|days?\b"
)
#: "I finish at six", "mornings are best": the same.
_ONLY_WITH_CALLS = frozenset(
    {"safe_hours.finish_en", "safe_hours.best_en", "safe_hours.days_en", "safe_hours.days_zh"}
)
#: "I'll be home at seven" asks for a call only where calls are spoken of.
_AT_HOME = re.compile(r"i(?:'m|'ll| am| will) (?:be )?(?:only )?(?:at )?home\b|i (?:finish|get)\b")
_HOME_AT = re.compile(
    r"(?:i(?:'m|'ll| am| will)? ?(?:be |get )?(?:only )?(?:at )?(?:home|back|off|off work|free)(?: from work)?|i (?:finish|get (?:home|off|back))(?: work| from work)?) (?:at|around|about|by) "
)
_NO_HOUR = re.compile(
    r"\bin the (?!(?:late |early |mid )?(?:morn|even|after|night|day|noon|next|week|coming|office)|meantime)"
    r"|\b(?:yesterday|last night|last week|ago)\b"
)
#: Before "phone", "ring", "call": a thing, or what others do.
_NO_WISH = re.compile(r"\b(?:my|the|his|her|their|our|a|an|new|old|mobile|cell|he|she|they) $")


def _told_of_else(notes: Notes, cue: Cue) -> bool:
    """ "I left my phone in the taxi yesterday" tells of a thing and of what is past."""
    said = notes.folded[cue.start : cue.end]
    bare = re.match("call|ring|phone|contact|reach|text", said)
    before = notes.folded[max(0, cue.start - 10) : cue.start]
    return bool(_NO_HOUR.search(said) or (bare and _NO_WISH.search(before)))


_LEAD = re.compile(
    r"^(?:please |only |can |just |best to |don't |do not |dont |never )*(?:call|ring|phone|contact|reach|text|calling)"
    r"(?: me back| me| back| us| my phone| this number)*(?: on \d{4} ?\d{4}| \d{4} ?\d{4}| on this number| on that number)?(?P<only> only)? ?"
    r"|^(?:best time (?:to \w+(?: me)?|for me)? ?(?:is|would be)|i[' a-z]{0,12}?(?:free|available|reachable|home|"
    r"at home|off work|contactable)|you can (?:get|reach) me) ?"
)
#: "I'll be home at seven, you can call me": the wish behind the hours.
_WISH_BEHIND = re.compile(
    r"(?:,| so| and| then)*(?: you can| you could| please| pls| if you want to| just)* (?:call|ring|phone|reach|contact|text)(?: me)?(?: back)?(?: then| after that| after| from then)?(?: please)?$"
)
_LEAD_ZH = re.compile(r"^(?:请|麻烦|最好)+")
_TAIL_ZH = re.compile(
    r"(?:先|再|才|至|好|可以|都得|你|你们|你哋)*(?:打|覆|致电|联络|联系|回电|揾|听电话|接电话)(?:返|番|回|电话)?(?:俾|畀|比|给)?我?$"
)


#: "Sunday only I am free", 星期日先得閒: what is left is the hours.
_FREE_TAIL = re.compile(
    r",? (?:is )?(?:when )?(?:i am|i'm|im|is my) (?:free|off|available|reachable|at home|home|day off|off work|off duty|on leave)$"
    r"|(?:我)?(?:先|才|至|就|都|系)*(?:我)?(?:得闲|有空|放假|休息|方便)$"
)
_TIMES_ZH = re.compile("[点时后前头昼午晚夜早晨班工学间末]|星期|礼拜|今日|听日|明天|白天|平日|随时")


def _hours(notes: Notes, cue: Cue) -> str:
    """``after six o'clock`` -> ``after 18:00``; else the caller's words without those for calling."""
    said = notes.folded[cue.start : cue.end].strip(" .")
    if _AT_HOME.match(said):
        said = _WISH_BEHIND.sub("", said)
    negated = cue.value == "not"
    found = [atom for atom in atoms(said) if atom.kind == "clock"]
    clock = _clocked(said, found)
    if clock:
        return f"not {clock}" if negated else clock
    start = (
        cue.start
        + len(notes.folded[cue.start : cue.end])
        - len(notes.folded[cue.start : cue.end].lstrip(" ."))
    )
    lead = _LEAD.match(said) or _LEAD_ZH.match(said)
    tail = _TAIL_ZH.search(said) or _FREE_TAIL.search(said)
    first = lead.end() if lead else 0
    last = tail.start() if tail and tail.start() > first else len(said)
    value = notes.original[start + first : start + last].strip(" ,.，")
    value = re.sub(r"(?: on| at)?(?: my)?(?: number)? ?[\d][\d -]{6,}$", "", value).strip()
    if (
        negated
        and said[first : first + 3] not in ("not", "唔好")
        and not re.match(r"不要|别|唔", said)
    ):
        chinese = not said.isascii()
        value = value if chinese and re.search("唔|不要|别", value) else f"not {value}"
    return value


def _clocked(said: str, found: Sequence[Atom]) -> str | None:
    if not found or re.search(
        r"tomorrow|tonight|明|听日|星期|礼拜|monday|tuesday|weekday|weekend", said
    ):
        return None
    late = bool(re.search(r"night|evening|晚|夜|下", said)) or (
        ("not" in said[:4] or said.startswith(("don't", "do not", "唔好", "不要")))
        and "after" in said
    )
    first = _time(found[0], late=late)
    if len(found) > 1 and re.search(r"between|from|to|到|至", said):
        later = _time(found[1], late=late)
        return f"{first}–{later}" if first < later else None
    side = re.search(r"after|before|until|from|后|前", said)
    if not side and _HOME_AT.match(said):
        return f"after {first}"
    if not side:
        return None
    word = "before" if side.group() in ("before", "until", "前") else "after"
    return f"{word} {first}"


def _time(atom: Atom, *, late: bool) -> str:
    hour, half = atom.values["hour"], atom.values.get("half")
    if late and half is None and hour < 12:
        half = "pm"
    # Nobody asks to be called before eight in the morning.
    if (half == "pm" and hour < 12) or (half is None and hour < 8):
        hour += 12
    return f"{hour:02d}:{atom.values['minute']:02d}"


def _callback(notes: Notes, hours: Sequence[Cue]) -> None:
    cues = longest(notes.cues_of("callback", "callback_pseudo"))
    cues = [
        cue for cue in cues
        if cue.kind == "callback" and not _names(notes, cue) and not own_call(notes, cue)
    ]  # fmt: skip
    # "Please don't call me back" holds "call me back": the refusal is longer and wins; but
    # "please don't call after ten" refuses some hours only.
    limited = [c for c in hours if c.value == "not"]
    refusals = [
        cue for cue in cues
        if cue.value == "no" and not any(h.start < cue.end and cue.start < h.end for h in limited)
        and not anothers_refusal(notes, cue)
    ]  # fmt: skip
    wishes = [cue for cue in cues if cue.value == "yes"]
    left = lines(notes, refusals, wishes)
    if left.refused and (left.open or hours):
        _only_there(notes, left, hours)
        return
    wishes = wishes or _numbers_to_call(notes)
    refusals = refusals or list(left.refused)
    last = _last_word(refusals, wishes)
    for cue in last[:3]:
        notes.findings.append(Finding(Kind.CALLBACK, cue.value, 0.9, (cue.mention,)))
    if not last and hours:
        notes.findings.append(Finding(Kind.CALLBACK, "yes", 0.7, (hours[0].mention,)))
    _own_number(notes, refused=bool(last and last[0].value == "no"))


def _only_there(notes: Notes, left: Lines, hours: Sequence[Cue]) -> None:
    """A call is wished, but not on every line: the refusal is kept beside the wish."""
    backing = [cue.mention for cue in (*left.ways[:1], *hours[:1])]
    backing += list(left.number.mentions) if left.number else []
    notes.findings.append(Finding(Kind.CALLBACK, "yes", 0.85, tuple(backing)))
    notes.shelf["not_on"] = left.refused[:3]
    notes.shelf["call_on"] = left.number
    if left.number is None and any(
        not any(r.first <= own.first < r.last + 3 for r in left.refused)
        for own in notes.cues_of("this_number")
    ):
        _own_number(notes, refused=False)


def _names(notes: Notes, cue: Cue) -> bool:
    """ "Call me Ken" asks for no call."""
    said = notes.folded[cue.start : cue.end]
    return said.endswith(("call me", "叫我")) and any(
        0 <= f.start - cue.end <= 2 for f in notes.of(Kind.NAME)
    )


_CALL_IT = re.compile(
    r"(?:\b(?:call|ring|phone|dial|text|whatsapp|reach|contact|reachable|available|i am|i'm|on)(?: me| us| back| at| on| only| my number| this number| the number| (?:on )?(?:my|the) (?:mobile|cell|handphone|phone|office|landline|home|direct line|work phone|work number)(?: number)?|,? not the \w+|,? never the \w+)*"
    r"|(?:打|致电|拨打|覆|回电|联络|联系|call|whatsapp)(?:返|番|回|俾|畀|给|我|电话|呢个|这个|号码)*)[ ,:，]*$"
)
_TOLD_TO = re.compile(
    r"(?:told|tells|asked|asks|said|says|saying|wants?|made) (?:me |us |him |her |to |please )*$|叫我|要我|话要|让我"
)


def _numbers_to_call(notes: Notes) -> list[Cue]:
    """ "Please ring five oh ...", "I'm on five oh ...": a wish without "me"."""
    found = []
    for finding in notes.of(Kind.PHONE)[:6]:
        before = notes.folded[max(0, finding.start - 40) : finding.start]
        match = _CALL_IT.search(before)
        if (
            finding.facts["role"] != "caller"
            or not match
            or _TOLD_TO.search(before[: match.start()])
        ):
            continue
        start = finding.start - len(before) + match.start()
        first, last = notes.span_tokens(start, finding.end)
        found.append(
            Cue("callback", "yes", "callback.number", first, last, start, finding.end, 0.8)
        )
    return found or _asked_at_end(notes)


_ASKED_AT_END = re.compile(
    r"(?:\b(?:please|pls|kindly|do|and|then|so|just)|,|\d|nine|eight|seven|six|five|four|three|two|one|zero|oh) (?:ring|phone|call|contact|text|message|reply)(?: please| whenever| at any time| any hour| asap| soon| any ?time| thanks| thank you)*[ .!]*$"
)


#: "Please have somebody ring".
_HAVE_SOMEBODY = re.compile(
    r"\b(?:have|get|ask|let) (?:somebody|someone|an officer|one of your officers|one of your people|your officer|your people|the officer|"
    r"whoever is on duty|the station) (?:to )?(?:ring|call|phone|contact)\b"
)


def _asked_at_end(notes: Notes) -> list[Cue]:
    """ "... two oh nine two, please ring." """
    told = notes.of(Kind.PHONE)
    match = (
        (_ASKED_AT_END.search(notes.folded) or _HAVE_SOMEBODY.search(notes.folded))
        if told
        else None
    )
    if match is None:
        return []
    first, last = notes.span_tokens(*match.span())
    return [Cue("callback", "yes", "callback.asked", first, last, *match.span(), 0.8)]


def _last_word(refusals: list[Cue], wishes: list[Cue]) -> list[Cue]:
    """A refusal stands, unless the wish is said after it ("don't call my home, call me on ...")."""
    if refusals and wishes and wishes[-1].first > refusals[-1].last + _CLOSE:
        return wishes if wishes[-1].first - refusals[-1].last <= 12 else refusals
    return refusals or wishes


def _own_number(notes: Notes, *, refused: bool) -> None:
    own = longest(notes.cues_of("this_number"))
    if not own or not notes.caller_number or refused:
        return
    digits = re.sub(r"\D", "", notes.caller_number)
    number = digits[3:] if len(digits) == 11 and digits.startswith("852") else digits
    notes.findings.append(
        Finding(Kind.PHONE, number, 0.8, (own[0].mention,), facts={"role": "caller"})
    )


@Language.factory("earwitness_contact")
def make(nlp: Language, name: str) -> ContactComponent:
    """Factory for the pipeline."""
    return ContactComponent()
