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
    r"(?: (?:he|she|they|it|my [a-z]+)(?:'s|'ve|'re| is| has| are| have)?)?(?: all| just| already)? (?:go(?:es)? (?:away|off|home|back)\b|gone(?! (?:mad|crazy|blue|quiet|into|for|to get|limp|in|up|after|berserk))|left\b|went (?:out|to work|away|home|off)|away(?! from)|asleep|sleeping|sober|at work|calm(?:ed)?\b|discharged"
    r"|out(?= to\b| at work| for (?:work|dinner|lunch|a walk|a smoke)| of (?:the house|the flat|hospital|jail|prison|custody|town)| so\b| but\b| and (?:i|we)\b| i\b| can\b| please|[.,!?]|$))"
)
#: 到而家都冇打畀我: who waits is the caller.
_UNANSWERED = re.compile("(?:有|人)?(?:打(?!开)|覆|回(?!来|家|嚟)|理|收到|消息|答|赔|退|出现在警)")


#: "It's silent now", "we're at home now", "so I'm calling now": how it ended, where the caller is.
_CALM_NOW = re.compile(
    r"\b(?:it|that|all|everything|everyone|everybody|they|he|she|things|place|street|flat|road)(?:'?s|'re| is| are|'s all| has)?(?: all| so| very| gone| pretty| dead| just| okay| been)* (?:silent|quiet|calm(?:ed down)?|over|finished|peaceful|settled|fine|safe|ok|okay|alright|all right|better|empty|clear(?:ed)?|asleep|sleeping|home|gone|dark|done|stopped|closed|shut|put out|towed|at home|in bed|at work|at school|fixed|packed (?:it )?(?:up|in)|moved on|cleared (?:off|out)|driven off|calmed down|sober|out of it) (?:right |by )?$"
    r"|\b(?:i'?m|i am|we're|we are|we|i|she'?s|he'?s|she is|he is|my [a-z]+(?:'s| is))(?: all| both| back| safely| already| sitting| waiting| resting| only| just| standing| lying)* (?:at|in|on|back at|back in|back|home|off|with) ?(?:(?:the |my |our |a |his |her )?(?:[a-z]+ ){0,2}(?:home|hospital|clinic|work|bed|school|office|hotel|taxi|bus|mtr|station|desk|counter|vet|doctor|mum's|friend's|room|casualty|safe) )?(?:right )?$"
    r"|\b(?:i|we)(?:'ve| have|'m| am)? (?:only|just|finally)(?: [a-z']+){1,6} $"
    r"|\b(?:i|we)(?:'ve| have| need| want|'d like|'ve got| got)? to (?:[a-z]+ ){1,4}$"
    r"|\b(?:i'?m|i am|we're|we are)(?: only| just)* (?:calling|ringing|reporting|phoning|telling|letting|writing|making|speaking|asking)(?: [a-z']+){0,3} $"
)
#: "Has this minute thrown", "he's now gone": done.
_HAS = re.compile(r"(?:\bhas|\bhave|'s|'ve)(?: only| just| literally)? $")
_DONE_EN = re.compile(
    r" (?:[a-z]+ly )?(?:[a-z]{2,}ed|thrown|gone|run|left|taken|hit|broken|stolen|cut|driven|fallen|made|come|done|put|shot|bitten|found|lost|had|seen|spat|bought|sent|told|given|ridden|fled|knocked)\b"
)


def of_the_call(notes: Notes, cue: Cue, *, lasting: bool) -> bool:
    """而家九點, "it's nine now", 而家佢瞓咗, 到而家都冇打畀我: what time it is, how it ended, who waits."""
    lead, tail = notes.folded[max(0, cue.start - 40) : cue.start], notes.folded[cue.end :][:12]
    if is_of_another_thing(notes, cue):
        return True
    if cue.value == "now":
        if _NOW_GONE.match(notes.folded, cue.end) or _CALM_NOW.search(lead):
            return True
        if _HAS.search(lead) and _DONE_EN.match(notes.folded, cue.end):
            return True
        return bool(_NOW_IS.match(tail) or _IT_IS.search(lead) or _NOW_DONE.match(tail))
    return cue.value == "till" and not lasting and bool(_UNANSWERED.match(tail))
