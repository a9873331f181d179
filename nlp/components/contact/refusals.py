"""Refusals of one line only: "don't ring this number", 唔好打屋企電話, "this phone is not safe".

Who may be hurt when the wrong telephone rings still wants help: such a refusal forbids one line and no
call. Where another way is told (a number, a text, the office, hours) there is a wish to be called that
way; where none is told, nobody is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.finding import Finding, Kind
from nlp.notes import Cue, Notes

_THING = (
    r"(?:phone|telephone|number|line|landline|mobile|cell|handphone|handset|house phone|home phone)"
)
#: In a refusal, what names a line or the place where it rings.
_LINE_EN = (
    rf"(?:(?:this|that|the|my|our|his|her|their) (?:[a-z]+ )?{_THING}|(?:my|the|our) (?:house|home|office|work|shop|flat)|"
    r"at (?:home|work|the (?:house|office|shop|flat))|on this one|(?:this|that) one|home)"
)
_LINE_ZH = (
    "(?:(?:呢|这|依|那|嗰|我|佢)(?:个|支|部|条|只)?(?:屋企|公司|家里|家|办公室|宿舍|店)?[嘅的]?(?:电话|号码|手机|手提|线|冧巴|座机)|"
    "屋企|公司|家里|办公室|座机|宿舍|呢度|这里|这边|呢边)"
)
_IN_IT = re.compile(rf"\b{_LINE_EN}\b|{_LINE_ZH}")
#: Straight behind it; "don't call me, my phone is broken" refuses calls.
_BEHIND_IT = re.compile(
    rf" ?(?:back )?(?:on |at |to |via |through )?{_LINE_EN}\b(?! (?:is|was|number is)\b|'s\b)|[去到往嚟来]?{_LINE_ZH}(?![系是])"
)
#: A way that is no call, asked for though calls are refused.
_WRITTEN = re.compile(
    r"\b(?:text|whatsapp|message|email|e-mail|write|sms|wechat)\b|whatsapp|短信|短讯|讯息|信息|电邮|微信"
)
_OFFERED = re.compile(
    r"\b(?:you (?:can|could|may)|please|pls|just|only|but|then|so|best to|better to|feel free to|can you|could you) "
    r"(?:(?:just|only|please|instead|send|me|a|an|to) )*(?:text|whatsapp|message|email|e-mail|sms|wechat)\b"
    r"|\b(?:text|whatsapp|message|email|sms|wechat)(?:ing)? (?:me|is (?:fine|ok|okay|better|best|safe|safer)|only|instead)\b"
    r"|(?:可以|得|请|麻烦|净系|只|就|改为?|最好|不如|用)(?:你|你哋|你们|可以|发|send|传|俾|用)*(?:whatsapp|短信|短讯|讯息|信息|电邮|微信|sms)"
    r"|(?:whatsapp|sms|email|微信|发短信|发信息|发微信|传短讯|传讯息|发讯息|send短讯)(?:我|俾我|给我|就得|得|啦|吧|可以|联络|联系)"
    r"|(?:发|send|传)(?:个|条)?(?:短信|短讯|讯息|信息|微信|whatsapp|邮件|电邮|email)(?:吧|啦|俾我|给我|来|过来|嚟)"
)
#: Characters behind a refusal in which a number is still the one that is refused.
_CLOSE = 6
#: Refusals that are looked at; nobody says more.
_MAX = 12


@dataclass(frozen=True, slots=True)
class Lines:
    """What is refused of the lines, and the way that is left."""

    #: The refusals of a line.
    refused: tuple[Cue, ...]
    #: The number to call instead, where one was told.
    number: Finding | None
    #: The words that offer another way.
    ways: tuple[Cue, ...]

    @property
    def open(self) -> bool:
        """Whether a way is left."""
        return self.number is not None or bool(self.ways)


def lines(notes: Notes, refusals: Sequence[Cue], wishes: Sequence[Cue]) -> Lines:
    """The refusals that forbid a line only, and what is told beside them."""
    refusals = sorted([*refusals, *_numbers_refused(notes)], key=lambda cue: cue.first)
    refusals = refusals[-_MAX:]
    narrow = [cue for cue in refusals if _is_narrow(notes, cue)]
    broad = [cue for cue in refusals if cue not in narrow]
    written = _written(notes, refusals)
    if not narrow:
        # "Don't call, text me": writing is left, and the number is for that.
        return Lines(tuple(refusals if written else ()), None, tuple(written))
    _set_aside(notes, narrow)
    if broad and broad[-1].first > narrow[-1].last and not written:
        return Lines(tuple(refusals), None, ())
    number = _told_instead(notes, narrow)
    last = max(cue.last for cue in narrow)
    first = min(cue.first for cue in narrow)
    ways = [cue for cue in wishes if cue.first >= last or cue.last <= first]
    return Lines(tuple(refusals), number, (*ways, *written))


_NOT_THIS_NUMBER = re.compile(
    r"(?:\b(?:don't|do not|dont|never|not)(?: please| ever)? (?:call|ring|phone|use|text|dial|try)?(?: me)?(?: back)? ?(?:on |at )?"
    r"|(?:唔好|唔使|别|不要|请勿|千祈唔好)(?:再)?(?:打|call|用|覆)(?:去|到|返|俾我|给我)?)$"
)


def _numbers_refused(notes: Notes) -> list[Cue]:
    """ "Don't ring 5012 3456", 唔好打五零一二三四五六."""
    found = []
    for finding in notes.of(Kind.PHONE)[:6]:
        low = max(0, finding.start - 30)
        match = _NOT_THIS_NUMBER.search(notes.folded[low : finding.start])
        if match and match.group().strip() != "not":
            span = notes.span_tokens(low + match.start(), finding.end)
            at = (low + match.start(), finding.end)
            found.append(Cue("callback", "no", "callback.no_line_number", *span, *at, 0.85))
    return found


def _is_narrow(notes: Notes, cue: Cue) -> bool:
    if cue.rule.startswith("callback.no_line"):
        return True
    said = notes.folded[cue.start : cue.end]
    return bool(_IN_IT.search(said) or _BEHIND_IT.match(notes.folded, cue.end))


def _written(notes: Notes, refusals: Sequence[Cue]) -> list[Cue]:
    """ "You can text me", whatsapp我; not where that itself is refused."""
    found = []
    if not refusals or any(
        _WRITTEN.search(notes.folded, cue.start, cue.end)
        for cue in refusals
        if cue.rule != "callback.no_other_en"
    ):
        return []
    for match in _OFFERED.finditer(notes.folded):
        if any(cue.start < match.end() and match.start() < cue.end for cue in refusals):
            continue
        span = notes.span_tokens(*match.span())
        found.append(Cue("callback", "yes", "callback.written", *span, *match.span(), 0.8))
    return found[:2]


def _set_aside(notes: Notes, narrow: Sequence[Cue]) -> None:
    """A number that stands in or right behind a refusal is no number to call."""
    for index, finding in enumerate(notes.findings):
        if finding.kind is Kind.PHONE and any(_refuses(notes, cue, finding) for cue in narrow):
            notes.findings[index] = replace(finding, facts={**finding.facts, "role": "other"})


def _refuses(notes: Notes, cue: Cue, finding: Finding) -> bool:
    between = notes.folded[cue.end : finding.start]
    inside = cue.start <= finding.start < cue.end
    return inside or (
        cue.end <= finding.start <= cue.end + _CLOSE
        and not re.search("[,.;，。；]|instead", between)
        and not _BEHIND_IT.match(between)
        and not re.search(r"\b(?:call|ring|use|text)\b|[打俾给找揾]", between)
    )


def _told_instead(notes: Notes, narrow: Sequence[Cue]) -> Finding | None:
    """The number that is told beside the refusal of a line is there to be called."""
    told = [
        f
        for f in notes.of(Kind.PHONE)
        if f.facts["role"] != "suspect" and not any(_refuses(notes, cue, f) for cue in narrow)
    ]
    behind = [f for f in told if f.start >= narrow[-1].end]
    return next(iter(behind or told), None)


_THEY_SAID = re.compile(
    r"(?<!\bi )(?<!\bi have )(?:told|tells|said|says|saying|warned|warns|ordered)(?: (?:me|us|him|her|them))?(?: to| that| please)*[ ,]*$"
    r"|(?:[佢他她]|对方|骗徒|有人)(?:哋|们)?(?:话|说|讲|叫我|要我|警告我|吩咐)(?:我)?[ ,，]*$"
)
_KIN_ZH = re.compile(
    "(?:老公|老婆|先生|太太|屋企人|家人|阿?[爸妈仔女]|爸爸|妈妈|父母|男朋友|女朋友|老细|老板)"
)


def anothers_refusal(notes: Notes, cue: Cue) -> bool:
    """What somebody else forbade; 唔好打俾我老公 forbids to call him."""
    before = notes.folded[max(0, cue.start - 30) : cue.start]
    to_kin = cue.rule == "callback.no_zh" and _KIN_ZH.match(notes.folded, cue.end)
    return bool(_THEY_SAID.search(before) or (to_kin and notes.folded[cue.end - 1] == "我"))


#: Before and behind a call that the caller means to make.
_I_CALL = re.compile(
    r"\b(?:i|we)(?:'ll| will| can| could| should| may| might| must| am| have)?(?: (?:to|want|need|like|try|just|going|not))* $"
)
_YOU_CALLED = re.compile(
    "[嚟来去返俾给畀到过往电话]{0,4}(?:你|您|警|差馆|报案|边个|边度|边间|哪|999|九九九|热线|投诉课|政府|消防)"
)


def own_call(notes: Notes, cue: Cue) -> bool:
    """ "Can I call back", 可唔可以打嚟你哋度: who asks to call wishes for no call."""
    said = notes.folded[cue.start : cue.end]
    if cue.value in ("no", "not") or re.search(r"\b(?:me|us|my)\b|我", said):
        return False
    before = notes.folded[max(0, cue.start - 24) : cue.start]
    led = _I_CALL.search(before) and re.match(
        r"call|ring|phone|contact|reach|get|text|in touch", said
    )
    return bool(led or _YOU_CALLED.match(notes.folded, cue.end))
