"""The caller's name in English: said after a lead, before a sign, or beside the number to call.

People name themselves in few ways: behind words for it ("my name is", "this is", "you can ask for"),
before them ("Derek Poon here", "Winnie Au is my name"), bare at the beginning ("hi Victor Ng from
the owners committee"), behind what they are ("I am a passenger Faisal Mahmood"), beside their
number, and at the end. The less the words around prove, the more the name itself must: a title, or a
given name with a surname. A name that somebody else gave ("he said his name was ...") is not the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.components.people.name_words import Name, name_at, name_before
from nlp.finding import Kind
from nlp.normalise import words_of
from nlp.notes import Notes

_HESITATION = r"(?:(?:um|uh|er|erm|ah,|well|actually|just|yeah|yes|hi|hello)[, ]+)?"
#: Said before a name; what follows needs no further proof.
_SURE = re.compile(
    r"\b(?:(?:my|our|the) (?:full |last |first |own |english |chinese |given |family |christian |real )?name(?:'s|s| is called| is| was|:|\?)?(?:,? it's| it is)?|"
    r"(?:my |the )?(?:surname|family name|last name|first name|given name)(?:'s|s| is|:)?|(?:the )?caller(?:'s)? name(?: is)?|"
    r"(?:i am|i'm) (?:called|known as|named)|i go by|(?:they|people|everyone|everybody|friends) (?:all )?calls? me|"
    r"you(?:'re| are) (?:speaking|talking) (?:to|with)|you(?:'ve| have) got|(?:the )?(?:person|one|lady|man) (?:calling|speaking|ringing) is|message from|"
    r"(?:please )?(?:you can |they can |just )?ask for|name(?:'s| is|,|:)?|contact person(?: is)?|reported by|signed) "
    + _HESITATION
)
#: Said before a name and before much else.
_UNSURE = re.compile(
    r"\b(?P<lead>this is|this's|i am|i'm|im|it's (?:only |just )?me|it's|its|it is|here is|here's|speaking is|me,|"
    r"(?:you can |please |just |but )*call me)[, ]+" + _HESITATION
)
#: Of somebody else's name: his name, the shop's name; and what somebody else said.
_ANOTHERS = re.compile(
    r"(?:\b(?:his|her|their|its|your|whose|user|file|brand|account|company|shop|building|street|estate|place|place's|road|"
    r"hotel|school|restaurant|bar|bank|group|app|website|under the|in the|on the|by the|with|bears|bearing|marked|a|no|his full|her full|fake)|\w's)\s*$"
)
_QUOTED = re.compile(
    r"\b(?:said|says|saying|claimed|claims|claiming|pretended|pretending|told (?:me|us|him|her|them)|goes|introduced|announced|answered|"
    r"wrote|asked|asking|if|whether)(?: (?:that|me|us|like|oh|hi|hello|to me|yes|he|she|they|it|was))*[,: ]*$"
)
_SAYS_SO = re.compile(r"\b(?:is|was|called|known|named|go by)\b|'s|[,:]")
#: "It's an Australian passport, the name is ...".
_DOCUMENT = re.compile(
    r"\b(?:passport|card|wallet|purse|bill|licen[cs]e|certificate|label|tag|envelope|account|letter|bag|ticket|receipt|"
    r"book|shop|bar|restaurant|dog|cat|building|place|page|app|site|profile|on it)\b[^.]*[.,]?\s*$"
)
#: Somebody that the caller speaks of: "my friend Peter Chan here".
_RELATION = re.compile(
    r"\b(?:friend|husband|wife|son|daughter|brother|sister|mother|father|mum|mom|dad|colleague|boss|neighbour|neighbor|uncle|"
    r"aunt|auntie|cousin|boyfriend|girlfriend|partner|flatmate|roommate|landlord|helper|maid|grandmother|grandfather|grandma|"
    r"grandpa|called|named|of|by|with|about|against|for|to|saw|see|know|than|and|or|is|was|at|in|on|near|from|officer|constable|"
    r"sergeant|inspector|detective|dear|thank you|thanks to|a|an|the|his|her|their|your|our|my|help|find|found|scammer|man|woman)\s*,?\s*$"
)
_GREETING = re.compile(
    r"(?:\b(?:hi|hello|hey|hiya|halo|wai|yes|yeah|yep|yo|good|morning|afternoon|evening|night|um|uh|er|erm|ah|oh|okay|ok|right|"
    r"so|sorry|well|there|excuse me|please|police|the police|officer|officers|sir|madam|or|to you|again|everyone|everybody|"
    r"is (?:this|that) the police(?: station)?|can you hear me|greetings|this is a message|testing|beep|and|just)\b[\s,.!?;:-]*)*"
)
#: What follows a name with which a message begins.
_SELF = re.compile(r"[, ]*(?:here|speaking|calling|phoning|ringing|again|on the line|reporting)\b")
_OPEN = re.compile(
    r"[, ]*(?:from|of|at flat|at block|flat|block|room|in flat|on behalf)\b|[,.]? ?(?:i|i'm|i am|i'd|i've|i'll|we|we're|we've|my|our|"
    r"it's about|just|want|wanted|there's|there is|there are|can|could|is this|\d)\b|[,.] "
)
_AFTER = re.compile(
    r"(?:,? (?:and )?(?:i'm|i am))?,? ?(?:speaking|calling|phoning|ringing|again|on the line|here|from|at flat|at block|over at|the \w+|"
    r"your \w+|in (?:flat|block|room)|of (?:flat|block|room|\d)|(?:please )?(?:call|ring|phone|text|reach)(?: me| us| the| my)?)\b"
)
#: What follows a name that stands by itself: what its bearer is, where, and the number to call.
_BY_ITSELF = re.compile(
    r",? ?(?:\d{4} ?\d{4}|(?:and )?(?:i'm|i am|i'll|i finish|i work|call|ring|phone|text|you can|my|the number|"
    r"number|tel|telephone|mobile|that's me|it's me|that's my|speaking|calling)\b)"
)
_LIVES = re.compile(r", (?:flat|block|unit|room)\b")
#: "The name in it is ..." of one's own passport, that is lost.
_NAME_INSIDE = re.compile(r"\bname (?:in|on|inside) (?:it|them|the \w+)(?:'s| is| says| reads|:) ")
_SPELT = re.compile(
    r"(?<![ ,.])[ ,.]+(?:that's|thats|spelt|spelled|it's)(?: spelt| spelled)? (?:[a-z][ ,.-]+){2,}[a-z]\b"
)
_IS_MY_NAME = re.compile(
    r"(?:'s| is| was),? (?:my|the) (?:full |own )?name\b(?! of)|,? (?:is|'s) what (?:they|people) call me\b"
)
_TO_A_PHONE = re.compile(
    r"[\s,.:;-]*(?:(?:and |on |at |is on |is at |my |the |number|mobile|phone|telephone|tel|cell|contact|is|it's|no|plus|that's|reachable|here)[\s,.:;'s]*)*"
)
_FROM_A_PHONE = re.compile(
    r"[\s,.:;-]*(?:(?:and |please |it'?s |i'?m |for |ask for |call |that'?s |thanks |thank you |speak to |name |under )[\s,]*)*"
)
_END = re.compile(
    r"[\s,.!]*(?:(?:thank you|thanks|thank|bye|bye-bye|cheers|please|very much|a lot|that's all|here|over|goodbye|ok|okay)[\s,.!]*)*$"
)
#: "That's Andrew, her son in law": whose relative the caller is.
_RELATIVE = re.compile(
    r",? (?:i'?m )?(?:her|his|their) (?:elder |eldest |younger |youngest |older )?(?:son|daughter|husband|wife|brother|sister|mother|father|mum|dad|"
    r"neighbour|friend|niece|nephew|grandson|granddaughter|cousin|helper|carer|boss|colleague|teacher|flatmate|landlord|manager)\b"
)
_PARTING = re.compile(
    r"\b(?:thanks|thank you|thanks a lot|many thanks|cheers|bye|goodbye|regards|sincerely|faithfully|please|very much)[.!,]?\s*$"
)
_TELL_THEM = re.compile(
    r"\b(?:tell|inform|let)(?: (?:him|her|them|the|officer|sergeant|inspector|constable|police|boss|duty|desk|your|colleague|colleagues|know))* (?:that )?"
)
_LOSSES = frozenset({"lost_property", "theft", "pickpocketing", "robbery"})
_ROLE = re.compile(
    r"\b(?:i am|i'm|im|this is|it's) (?P<det>(?:an?|the|your|one of the|their|his|her|just a|only a) )?"
)
_ROLE_WORDS = words_of(
    """security guard caretaker nurse doctor teacher driver passenger manager resident student tenant
    owner shopkeeper cashier waiter cleaner helper supervisor lifeguard volunteer principal
    secretary receptionist reporter management neighbour officer staff watchman concierge building"""
)
_NO_ROLE = re.compile(
    r"\b(?:of|who|whose|that|which|and|but|to|for|with|because|so|was|is|has|had|about|by|than|at|in|on|from|i|we|he|she|they|"
    r"victim|not|fan|near|called|named|against|where|when|if|my|after|before|me|\w+ing)\b"
)


def english_names(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """Spans of names that may be the caller's, each with how sure the words around make it."""
    for match in _SURE.finditer(notes.folded):
        before = notes.folded[max(0, match.start() - 40) : match.start()]
        if not (_ANOTHERS.search(before) or _QUOTED.search(before)):
            yield from _led(notes, match, before)
    for match in _UNSURE.finditer(notes.folded):
        before = notes.folded[max(0, match.start() - 40) : match.start()]
        if not _QUOTED.search(before):
            yield from _unsure(notes, match)
    yield from _opening(notes)
    yield from _before_signs(notes)
    yield from _said_to_have_called(notes)
    yield from _roles(notes)
    yield from _beside_phones(notes)
    yield from _parting(notes)
    yield from _by_itself(notes)
    yield from _inside(notes)


def _by_itself(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "... matters. Oscar Fung, I'm the lawyer", "... Sunil Thapa that's S U N I L"."""
    for stop in list(re.finditer(r"[.?!] +(?=[a-z])", notes.folded))[:40]:
        name = name_at(notes, stop.end(), sure=False)
        if name is None or name.possessive or _is_place(notes, name) or name.common:
            continue
        led_on = _BY_ITSELF.match(notes.folded, name.end)
        lives = name.given and _LIVES.match(notes.folded, name.end)
        if (name.whole or (name.likely and name.capital)) and (led_on or lives):
            yield name.span, 0.65
    for spelt in list(_SPELT.finditer(notes.folded))[:4]:
        name = name_before(notes, spelt.start())
        if name is not None and (name.titled or name.whole or name.likely):
            yield name.span, 0.6


def _inside(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """Whose passport is lost is the caller; the name in one that was found is another's."""
    incidents = {finding.value for finding in notes.of(Kind.INCIDENT)}
    if "found_property" in incidents or not incidents & _LOSSES:
        return
    for match in _NAME_INSIDE.finditer(notes.folded):
        name = name_at(notes, match.end(), sure=True)
        if name is not None and not name.possessive and (name.known or name.capital):
            yield name.span, 0.6


def _led(
    notes: Notes, match: re.Match[str], before: str
) -> Iterator[tuple[tuple[int, int], float]]:
    """After "my name is": any name; after "name", "the name is", "ask for" one that looks like one."""
    name = name_at(notes, match.end(), sure=True)
    lead = match.group()
    own = lead.startswith(("my", "i ", "i'm", "our")) and bool(_SAYS_SO.search(lead))
    # "Surname Mok", "last name Fernandes".
    own = own or lead.startswith(("surname", "last name", "family name"))
    if name is None or name.possessive or not (own or name.known or name.capital):
        return
    if lead.startswith("the name is") and _DOCUMENT.search(before):
        return
    yield _corrected(notes, name).span, 0.9 if own else 0.85


def _corrected(notes: Notes, name: Name) -> Name:
    """ "Peter Chan, no sorry, Cheng": the later one."""
    match = re.compile(
        r"[, ]+(?:no|sorry|wait|i mean|i meant|correction|not)(?:[, ]+(?:no|sorry|wait|i mean|it's|it is|my name is|that's|is))*[, ]+"
    ).match(notes.folded, name.end)
    later = name_at(notes, match.end(), sure=True) if match else None
    if later is None:
        # "Gurpreet uh Gurpreet Sandhu": begun again.
        again = re.compile(r"[, ]+(?:uh|um|er|erm|ah|sorry)[, ]+").match(notes.folded, name.end)
        later = name_at(notes, again.end(), sure=True) if again else None
        first = notes.folded[name.start : name.end].split()[:1]
        if later is None or notes.folded[later.start : later.end].split()[:1] != first:
            return name
    return later if later.known and not later.possessive else name


def _unsure(notes: Notes, match: re.Match[str]) -> Iterator[tuple[tuple[int, int], float]]:
    name = name_at(notes, match.end(), sure=False)
    if name is None or name.possessive or _is_place(notes, name):
        return
    lead, end = match["lead"], name.end
    after = bool(_AFTER.match(notes.folded, end))
    opening = bool(_GREETING.fullmatch(notes.folded[: match.start()]))
    if lead.startswith(("it", "here", "its")) and "me" not in lead:
        begins = opening or _is_parting(notes, match.start())
        told = name.known and (after or (begins and not name.calendar))
    elif "call me" in lead:
        told = name.known or name.capital
    else:
        told = (
            name.titled
            or name.given
            or (name.known and name.size > 1)
            or (after and not name.common)
            or ((name.capital or name.size > 1) and not name.common and _stands_alone(notes, end))
        )
    if told:
        yield _corrected(notes, name).span, 0.8


def _is_parting(notes: Notes, at: int) -> bool:
    """Whether thanks or the number to call stand before: "... five six it's Teresa"."""
    if _PARTING.search(notes.folded[max(0, at - 24) : at]):
        return True
    return any(0 <= at - finding.end <= 2 for finding in notes.of(Kind.PHONE))


def _is_place(notes: Notes, name: Name) -> bool:
    said = notes.folded[name.start : name.end]
    return said in ("hong kong", "hongkong", "kowloon", "macau") or (
        not name.titled
        and any(
            mention.start < name.end and name.start < mention.end
            for finding in notes.of(Kind.LOCATION)
            for mention in finding.mentions
        )
    )


def _stands_alone(notes: Notes, end: int) -> bool:
    following = notes.folded[end : end + 14].strip()
    return not following or bool(
        re.match(
            r"[.,!?;]|\d|(?:and|i|i'm|i've|i'd|we|we're|my|calling|speaking|from|here|just|want|can|could|please|on|at|there|there's|the)\b",
            following,
        )
    )


def _opening(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "hi Victor Ng from the owners committee", "Derek Poon here I want to report"."""
    greeting = _GREETING.match(notes.folded)
    at = greeting.end() if greeting else 0
    name = name_at(notes, at, sure=False)
    if name is None or name.possessive or _is_place(notes, name):
        return
    if name.common and not name.given:
        return
    if _SELF.match(notes.folded, name.end) and (name.known or (name.capital and name.size > 1)):
        yield name.span, 0.85
    elif (
        re.compile(r"[, ]*(?:from|of flat|of block|in flat)\b").match(notes.folded, name.end)
        and name.known
    ):
        yield name.span, 0.8
    elif name.whole and not name.titled and _OPEN.match(notes.folded, name.end):
        # "Hello Mr Wong I ..." greets Mr Wong.
        yield name.span, 0.7


def _before_signs(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "Winnie Au is my name", "... , Mrs Wong here"."""
    for match in _IS_MY_NAME.finditer(notes.folded):
        name = name_before(notes, match.start())
        if name is not None:
            yield name.span, 0.9
    for match in re.finditer(r",? (?:here|speaking|calling)\b(?! to| from)", notes.folded):
        name = name_before(notes, match.start())
        if name is None or not (name.titled or name.whole) or _is_place(notes, name):
            continue
        before = notes.folded[max(0, name.start - 30) : name.start]
        if not _RELATION.search(before) and not _QUOTED.search(before):
            yield name.span, 0.8


def _said_to_have_called(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "Please tell the officer that Mr Kwok called"."""
    for match in _TELL_THEM.finditer(notes.folded):
        name = name_at(notes, match.end(), sure=False)
        if name is not None and re.match(
            r" (?:has |had |just )?(?:called|rang|phoned)\b(?! me| you| us| him| her)",
            notes.folded[name.end : name.end + 20],
        ):
            yield from _proved(notes, name)


def _roles(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "I am a bus passenger Faisal Mahmood", "this is the caretaker Mr Lam"."""
    for match in _ROLE.finditer(notes.folded):
        before = notes.folded[max(0, match.start() - 40) : match.start()]
        if _QUOTED.search(before):
            continue
        name = _behind_role(notes, match.end(), named=bool(match["det"]))
        if name is not None and not _is_place(notes, name):
            yield name.span, 0.75


def _behind_role(notes: Notes, at: int, *, named: bool) -> Name | None:
    """The name behind up to six words for what somebody is."""
    for word in re.compile(r"(?:([a-z'-]+)[, ]+)").finditer(notes.folded, at, at + 70):
        if word.start() != at or _NO_ROLE.fullmatch(word[1]):
            return None
        named, at = named or word[1] in _ROLE_WORDS, word.end()
        name = name_at(notes, at, sure=False) if named else None
        if name is None or name.possessive:
            continue
        if name.titled or name.whole or (name.known and _AFTER.match(notes.folded, name.end)):
            return name
    return None


def _beside_phones(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "Mrs Petrov five oh nine ...", "five oh nine ... for Peter Chan"."""
    for finding in notes.of(Kind.PHONE)[:6]:
        if finding.facts.get("role") != "caller":
            continue
        ahead = notes.folded[max(0, finding.start - 40) : finding.start]
        for match in re.finditer(r"(?<=[a-z])(?=[\s,.:;])", ahead):
            end = finding.start - len(ahead) + match.start()
            if _TO_A_PHONE.fullmatch(notes.folded[end : finding.start]):
                yield from _proved(notes, name_before(notes, end))
                break
        lead = _FROM_A_PHONE.match(notes.folded, finding.end)
        name = name_at(notes, lead.end(), sure=False) if lead else None
        if name is None or name.possessive:
            continue
        if name.known and _RELATIVE.match(notes.folded, name.end):
            yield name.span, 0.75
        if name.given and not name.common and _END.fullmatch(notes.folded, name.end):
            yield name.span, 0.65
        goes_on = _BY_ITSELF if name.whole else _END
        if _END.match(notes.folded, name.end) or goes_on.match(notes.folded, name.end):
            yield from _proved(notes, name)


def _proved(notes: Notes, name: Name | None) -> Iterator[tuple[tuple[int, int], float]]:
    proved = name is not None and (name.titled or name.whole or (name.likely and name.capital))
    if name is None or name.possessive or not proved or _is_place(notes, name):
        return
    before = notes.folded[max(0, name.start - 30) : name.start]
    called = re.search(r"\b(?:call|contact|ring|phone|for|to|me|thank you)\s*,?\s*$", before)
    if called or not _RELATION.search(before):
        yield name.span, 0.7


def _parting(notes: Notes) -> Iterator[tuple[tuple[int, int], float]]:
    """ "... thank you, Peter Chan"."""
    end = _END.search(notes.folded)
    name = name_before(notes, end.start()) if end else None
    if name is None or not (name.titled or name.whole or name.likely) or _is_place(notes, name):
        return
    before = notes.folded[max(0, name.start - 24) : name.start]
    if _PARTING.search(before) or (name.titled and re.search(r"[.!?,]\s*$", before)):
        yield name.span, 0.65
