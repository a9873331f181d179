"""Words of the present that say nothing of the incident: what time it is, how it ended, who waits."""

from __future__ import annotations

import re

from nlp.components.times.chinese_now import is_of_another_thing
from nlp.notes import Cue, Notes

_NOW_IS = re.compile(
    "(?:都)?(?:系|是|已经|就嚟|差唔多|差不多|快)*(?:凌晨|早上|朝早|下午|下昼|夜晚|晚上|半夜)?[0-9一二三四五六七八九十两]{1,3}点"
)
_IT_IS = re.compile(
    r"\bit(?:'s| is|s) (?:already |about |nearly |almost |gone |past |just )*(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|\d[\d:.]*|noon|midnight)(?: [a-z']+){0,4} $"
)
_NOW_DONE = re.compile(
    "(?:佢|他|她|佢哋|他们|老公|老婆|条友|人)?(?:已经|都|就)?(?:瞓咗|瞓著|睡著|睡了|走咗|走了|冇事|没事|安全|静咗|静返|安静|返咗|回去了|离开|冷静|酒醒|平静)"
)
#: "Now he's out", "now they have gone": how it ended, but not "now he's out there with a knife".
_NOW_GONE = re.compile(
    r"(?: (?:he|she|they|it|my [a-z]+)(?:'s|'ve|'re| is| has| are| have)?)?(?: all| just| already)? (?:gone(?! (?:mad|crazy|blue|quiet|into|for|to get|limp|in|up|after|berserk))|left\b|went (?:out|to work|away|home|off)|away(?! from)|asleep|sleeping|sober|at work|calm(?:ed)?\b|discharged"
    r"|out(?= to\b| at work| for (?:work|dinner|lunch|a walk|a smoke)| of (?:the house|the flat|hospital|jail|prison|custody|town)| so\b| but\b| and (?:i|we)\b| i\b| can\b| please|[.,!?]|$))"
)
#: 到而家都冇打畀我: who waits is the caller.
_UNANSWERED = re.compile("(?:有|人)?(?:打(?!开)|覆|回(?!来|家|嚟)|理|收到|消息|答|赔|退|出现在警)")


def of_the_call(notes: Notes, cue: Cue, *, lasting: bool) -> bool:
    """而家九點, "it's nine now", 而家佢瞓咗, 到而家都冇打畀我: what time it is, how it ended, who waits."""
    lead, tail = notes.folded[max(0, cue.start - 40) : cue.start], notes.folded[cue.end :][:12]
    if cue.value == "now":
        if _NOW_GONE.match(notes.folded, cue.end):
            return True
        return bool(_NOW_IS.match(tail) or _IT_IS.search(lead) or _NOW_DONE.match(tail))
    return cue.value == "till" and not lasting and bool(_UNANSWERED.match(tail))
    if is_of_another_thing(notes, cue):
        return True
