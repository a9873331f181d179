"""When a caller may be called: hours, days and what is refused of them, in the caller's words or on the clock."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.components.contact.refusals import own_call
from nlp.components.times.atoms import Atom, atoms
from nlp.finding import Kind
from nlp.notes import Cue, Notes, longest


def safe_hours(notes: Notes) -> list[Cue]:
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


_CLOCK_ZH = (
    r"(?:朝早|早上|上午|中午|下昼|下午|夜晚|晚上|夜|晚)?[0-9一二三四五六七八九十两]{1,3}点(?:半)?"
)
#: 五零一二……下午三點以後方便.
_AFTER_NUMBER_ZH = re.compile(
    rf"[ ，,]*(?:最好|请|麻烦)?({_CLOCK_ZH}(?:(?:到|至){_CLOCK_ZH})?(?:之后|以后|后|之前|以前|前)?)"
    r"(?:我|都|就|会|比较)*(?:方便|得闲|有空|可以|得|都得|先得|才有空|先有空|打(?:俾|给|畀)我)"
)


def _after_numbers(notes: Notes) -> list[Cue]:
    """ "Call me on five zero ..., after six": the hours stand behind the number."""
    found = []
    for finding in notes.of(Kind.PHONE)[:4]:
        match = _AFTER_NUMBER.match(notes.folded, finding.end)
        if match is None:
            match = _AFTER_NUMBER_ZH.match(notes.folded, finding.end)
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
    r"^(?:please |only |can |just |best to |don't |do not |dont |never |no need (?:for you )?to |you don'?t (?:have|need) to )*(?:call|ring|phone|contact|reach|text|calling)"
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


def hours_said(notes: Notes, cue: Cue) -> str:
    """``after six o'clock`` -> ``after 18:00``; else the caller's words without those for calling."""
    whole = notes.folded[cue.start : cue.end]
    cut = _before_number(notes, cue)
    said = whole[:cut].strip(" .")
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
    value = re.sub(r"^(?:(?:on|at) )?(?:my )?\d[\d -]{6,} ?", "", value)
    value = re.sub(r"(?: on| at)?(?: my)?(?: number)? ?[\d][\d -]{6,}$", "", value).strip()
    if cut < len(whole) and not _TIMED.search(value.lower()):
        return ""
    if (
        negated
        and said[first : first + 3] not in ("not", "唔好")
        and not re.match(r"不要|别|唔", said)
    ):
        chinese = not said.isascii()
        value = value if chinese and re.search("唔|不要|别", value) else f"not {value}"
    return value


#: A word for some time, which what stands before a number must hold to be hours.
_TIMED = re.compile(
    r"day|week|morning|noon|evening|night|hour|time|after|before|until|later|o'clock|lunch|dinner|work|tomorrow|today|soon|free|now|[点时后前日朝早晚夜昼午期拜]"
)


def _before_number(notes: Notes, cue: Cue) -> int:
    """Characters of a cue before the number to call that it runs into: "on Sunday | five oh two ..."."""
    starts = [f.start - cue.start for f in notes.of(Kind.PHONE) if cue.start < f.start < cue.end]
    if not starts:
        return cue.end - cue.start
    said = notes.folded[cue.start : cue.start + min(starts)]
    number = max(f.end for f in notes.of(Kind.PHONE) if cue.start < f.start < cue.end)
    if _TIMED.search(notes.folded[number : cue.end]):
        return cue.end - cue.start
    return len(re.sub(r"(?: ?\b(?:on|at|my|number|is|this))+ ?$", "", said))


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
