"""On whose side somebody stands: who suffers what is told, who is with the caller, who is the caller.

In a passive the subject is the victim ("a bus driver was slapped by a passenger"); so is who hides or is
locked in, and to whom somebody exposes himself. "With the kids" does nothing, and what callers say they
are ("I'm a taxi driver") names nobody else.
"""

from __future__ import annotations

import re

from nlp.components.people_grammar import Named
from nlp.notes import Cue, Notes

#: Characters after a name in which its verb is sought.
_REACH = 90
_BE = (
    r"(?: who)?(?: just| has| have| had| also| was| were| is| are| got| gets| been| being| getting)*"
    r"(?: just| badly| nearly| almost| repeatedly| allegedly)?"
)
#: What is done to somebody; a bare "was arrested" or "was seen" harms nobody.
_DONE = (
    r"slapped|pushed|shoved|knocked|hit|punched|kicked|beaten|beat|attacked|assaulted|stabbed|slashed|chopped|"
    r"robbed|mugged|groped|molested|touched|raped|threatened|scammed|cheated|conned|spat|bitten|scratched|"
    r"choked|strangled|headbutted|elbowed|grabbed|dragged|tripped|struck|bullied|harassed|followed|stalked|"
    r"chased|abused|insulted|pickpocketed|kidnapped|injured|hurt|wounded|shot|burned|burnt|bashed|"
    r"upskirted|flashed|cornered|locked|trapped|burgled|blackmailed|sworn|shouted|yelled|screamed"
)
#: Whom the guards chase has done something.
_BY_GUARDS = (
    r"(?: \w+)? by (?:the |a |an |our |some |two )?(?:police|security|guards?|staff|officers?)\b"
)
_PASSIVE = re.compile(rf"^{_BE} (?:{_DONE})\b(?!{_BY_GUARDS})")
_AUXILIARY = re.compile(r"\b(?:was|were|is|are|got|gets|been|being|getting)\b")
_HIDES = re.compile(
    r"^(?: and (?:her|his|their|the|my|two|three) (?:\w+ )?\w+)?(?: (?:is|are|has|have|was|were|been|'s|'re|both|all|still|now))*"
    r" (?:(?:hiding|hid|sheltering)(?! (?:outside|behind|near|by))|locked in|locked inside|trapped|terrified|scared|frightened)\b"
)
#: 有個女人俾個男人打: the subject is named before 俾, who does it behind.
_PASSIVE_ZH = re.compile(
    r"^[啱刚琴昨晚日头先今朝喺在又]{0,4}(?:俾|畀|被|遭)[^，。,. 保警差]{0,10}?(?:打|撞|抢|捅|斩|踢|非礼|摸|推|咬|骗|砍|刺|欺负|掌掴|掴|恐吓)"
)
#: "Exposed himself to school girls", "flashed two women".
_TO_THEM = re.compile(
    r"\b(?:expos(?:ed|es|ing) (?:him|her|them)sel(?:f|ves) (?:to|at|in front of)|flash(?:ed|es|ing)(?: at)?|"
    r"(?:masturbat|jerk)\w+(?: off)? (?:at|in front of|at the sight of)|show(?:ed|s|ing)(?: off)? (?:his|himself)(?: \w+)? to|"
    r"(?:threatened|swore|swearing|spat|spitting|shouted|screamed|yelled|yelling|shouting|screaming) (?:at|on))(?: (?:a|an|the|some|two|three|several|group|of))*$"
)
_COMPANY = re.compile(r"\b(?:i|i'm|we|we're|me|us|my \w+|she|she's|her)\b[^.,!?]{0,60}\bwith$")
#: "I'm a taxi driver", "I work as a security guard", 我係的士司機.
_SELF = re.compile(
    r"(?:(?<!where )(?<!here )\b(?:i'm|i am|im|i was|i work as|i'm working as|i am working as|speaking as)"
    r"(?: only| just| actually| also| myself)?|(?<![打抢偷摸跟骂推踢撞追])(?:我|本人)(?:系|是|做)(?:一个|一名|个|名|位)?)$"
)


def suffers(notes: Notes, first: int, last: int) -> bool:
    """Whether what is told is done to the one whom the words ``first:last`` name."""
    after = notes.folded[notes.ends[last - 1] : notes.ends[last - 1] + _REACH]
    passive = _PASSIVE.match(after)
    if (passive and _AUXILIARY.search(passive.group())) or _PASSIVE_ZH.match(after):
        return True
    before = notes.folded[: notes.starts[first]].rstrip()[-_REACH:]
    return bool(_TO_THEM.search(before))


def hides(notes: Notes, cue: Cue) -> bool:
    """ "My sister and her kids are hiding": no former partner, and no one who lies in wait outside."""
    said = notes.folded[cue.start : cue.end]
    after = notes.folded[cue.end : cue.end + _REACH]
    return not re.search(r"\bex\b", said) and bool(_HIDES.match(after))


def in_company(notes: Notes, person: Named) -> bool:
    """ "I'm locked in the bathroom with the kids": children who are with the caller do nothing."""
    before = notes.folded[: notes.starts[person.first]].rstrip()[-_REACH:]
    return person.noun.age in ("child", "baby") and bool(_COMPANY.search(before))


def is_caller(notes: Notes, person: Named) -> bool:
    """Whether the words for this person say what the caller is."""
    before = notes.folded[: notes.starts[person.first]].rstrip()[-40:]
    return person.count == 1 and bool(_SELF.search(before))
