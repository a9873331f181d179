"""What only looks like a thing stolen, lost or damaged: what is swallowed, thrown, or taken by its owner.

The verbs of theft are those of daily life: tablets are taken, somebody takes their own bag, a flower pot
that is thrown does the damage, and who loses money over a camera has lost no camera.
"""

from __future__ import annotations

import re

from nlp.notes import Cue, Notes

#: Incidents in which medicine that is taken is stolen.
_THEFTS = frozenset(
    {"theft", "robbery", "burglary", "shop_theft", "pickpocketing", "theft_from_vehicle"}
)
#: Incidents in which money is lost, whatever it was for.
_OVER_MONEY = frozenset({"fraud", "cybercrime", "blackmail"})
_MEDICINE = re.compile(
    r"\b(?:medicines?|medication|tablets?|pills?|drugs?|painkillers?|paracetamol|panadol|capsules?|poison)$|药|药丸|药片|丸仔"
)
_TAKEN = re.compile(r"^(?:took|taken|take|takes|taking|has taken)\b|^(?:攞|拎|拿)")
_BY_OTHERS = re.compile(r"\b(?:from|away|off|stole|stolen|thief|burglar)\b")
#: Who took their own thing: "I took my bag", not "he took"; 我拎咗, not 俾我.
_BY_ONESELF = re.compile(
    r"(?:\b(?:i|we)(?:'ve| have| had|'d)?(?: just| also| then| already| only)*|(?:^|[^俾畀被比将把偷抢呃骗])我(?:哋|们)?(?:就|先|再|已经|即刻|自己)*) ?$"
)
_MONEY = re.compile(r"money|cash|savings|钱|现金|银纸|储蓄")
#: Before what is thrown, which does the damage: 掟花盆, "throwing bottles".
_THROWN = re.compile(
    r"(?:[掟扔抛掷飞丢]|倒|高空)(?:紧|咗|了|落|下|低|出)*(?:[一两几好多啲些]|个|樽|盒|只|支|件|碟)*$|\b(?:threw|throw|throws|throwing|tossed|tossing|dropping|chucked|chucking|hurled|flicked|flicking)"
    r"(?: (?:a|an|the|some|his|her|their|two|several|big|full|empty|lit|burning|heavy|down))*(?: [a-z]+)? $"
)


def befalls(notes: Notes, item: Cue, status: Cue, primary: str) -> bool:
    """False where the status word says something else of the thing than that this befell it."""
    said = notes.folded[status.start : status.end]
    thing = notes.folded[item.start : item.end]
    if _TAKEN.match(said):
        if _MEDICINE.search(thing) and primary not in _THEFTS:
            behind = notes.folded[item.end : item.end + 14]
            return bool(_BY_OTHERS.search(said) or _BY_OTHERS.search(behind))
        if _BY_ONESELF.search(notes.folded[max(0, status.start - 20) : status.start]):
            return False
    if status.value == "damaged" and _THROWN.search(
        notes.folded[max(0, item.start - 24) : item.start]
    ):
        return False
    of_worth = notes.folded[max(0, item.start - 4) : item.start].endswith((" in ", " of "))
    over_money = primary in _OVER_MONEY and status.value == "lost" and not _MONEY.search(thing)
    return not over_money or of_worth
