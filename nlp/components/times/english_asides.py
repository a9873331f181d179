"""English words beside a time that is told of something else: plans, hours, arrangements, lateness, what came after.

Two strengths. *Planned* times ("my flight's at nine", "they answer nine to five") are never the incident's.
*Lesser* times (why the caller rings so late, where the caller was before or is since, what was arranged, who came
afterwards) are set aside only where another time is told, because a frame or a story may need them.
"""

from __future__ import annotations

import re

#: Words between a verb and its time; none of them begins a new clause.
_W = r"(?:(?!and\b|but\b|then\b|when\b|because\b|so\b|while\b|he\b|she\b|they\b|i\b|we\b|somebody\b|someone\b|that\b|who\b)[a-z0-9']+ )"
_NEAR = r"(?:(?:at|around|about|by|before|after|from|between|on|for|till|until|only|just|again|back|the|like|today|this|or|in|there|here|usually|normally|to)\s)*$"
_WHO = r"(?:i|we|he|she|they|my [a-z]+|our [a-z]+|the [a-z]+)"
#: Somebody who tells the past in the present ("he say", "they run") plans nothing with it.
_NARRATED = re.compile(
    r"\b(?:he|she|it|man|boy|girl|lady|woman|guy|driver|somebody|someone|friend|boss|dog|uncle|auntie|passenger|thief)"
    r" (?:say|take|run|come|go|hit|push|pull|try|grab|walk|tell|follow|break|steal|throw|refuse|punch|kick|shout|open|close|touch|call|ask|want|jump|drive|ride|spit|use|climb|leave|stand|drag|bite|cut|put|wait|drop|fall|stop)\b"
)
_WHEN = re.compile(
    r"^(?!.*\b(?:call|ring|phone|text|come|visit|pop|free|available|usually|normally|always|every)\b).*\b(?:when|while|as) (?:i|we|my [a-z]+|he|she|they)(?: [a-z']+){1,7} $"
)
_GOING = (
    r"leaving|flying|meeting|going|moving|starting|working|having|taking|seeing|picking|catching|driving|returning|heading|travelling"
    r"|traveling|finishing|getting|bringing|opening|closing|collecting|visiting|expecting|seeing|fetching|dropping|checking|hosting|teaching|sitting my|playing|sailing"
)
_EVENTS = (
    r"appointments?|meetings?|class|classes|exams?|lessons?|flight|interview|delivery|deadline|hearing|surgery|operation|viewing|booking"
    r"|reservation|table|check ?(?:up|in|out)|scan|rehearsal|shift|tour|session|talk|race|speeches|banquet|prayers|procession|parade|tide|kick-off|tuition|tutorial|mass|film|movie|show|concert|match|game|football|practice|training"
    r"|lunch|dinner|break|service|train|ferry|plane|bus|coach|boat|minibus|patient|customer|kick ?off|alarm|curfew|rent|stop|treatment|course"
    r"|therapy|physio|dialysis|wedding|funeral|ceremony|timings?|hours|opening times?|tutor|school|nursery|kindergarten|office|shop|bank|clinic|library|reception"
)
_SHUT = (
    r"re-?opens|opens|closes|shuts|starts|begins|ends|finishes|answers|departs|sails|locks up|clocks (?:on|off)|checks (?:in|out)|kicks off"
    r"|takes over|goes (?:back|off|on|home|to)|turns in|needs it|wants (?:it|a report|them)|drives|flies|picks (?:me|him|her|us|them) up|does weekdays|charges|delivers|sees|takes its|has its"
)
#: Told of what is still to come or always so.
_PLANNED = re.compile(
    rf"\b{_WHO}(?:'?m|'re|'s| am| is| are)(?: all| both| only| just| also| then)? (?:{_GOING}) {_W}{{0,6}}{_NEAR}"
    rf"|(?:\b(?:i|we|you|they)(?: only| also| do)? have(?: got)?|'ve(?: got)?|\b(?:he|she|it|who)(?: only)? has(?: got)?|'s got|\bha(?:s|ve) got) (?:a|an|another|our|my|his|her|no|some)(?! (?:call|message|text|visit|video|photo|witness|clip|record|receipt))\b ?{_W}{{0,6}}{_NEAR}"
    rf"|(?:\bhave|\bhas|\bgot|\bneeds?|'ve got|'s got|'ve) to (?:be|hand|leave|pick|drive|catch|go|get|fly|start|finish|open|close|teach|take|attend|collect|return|wake|bring|see|meet) {_W}{{0,6}}{_NEAR}|\bgotta {_W}{{0,6}}{_NEAR}"
    rf"|(?:'s|'re|'m|\bis|\bare|\bam|\bbe)(?: only| also| already| all)? (?:booked|due|scheduled|planned|set|fixed|arranged|not till|not until|closed?|shut|locked|manned|staffed|free) {_W}{{0,6}}{_NEAR}"
    rf"|(?:[a-z]+'s|\b[a-z]+ (?:is|are)) coming (?:round |back |over |home |in |out )?(?:here |for [a-z]+ |to (?:[a-z]+ ){{1,4}})?(?:at|around|about|by|on|before|after) $"
    rf"|\b(?:is|are) (?:collected|picked up|dropped off|delivered|served|emptied|fed|walked|changed|cleaned) {_W}{{0,3}}{_NEAR}"
    rf"|\b(?:{_EVENTS})(?:'s| is| are|'ll be) (?:only |not |always )*{_W}{{0,2}}{_NEAR}"
    rf"|\b[a-z']+ (?:only |always |also |usually |then )?(?:{_SHUT}) {_W}{{0,5}}{_NEAR}"
    rf"|\b(?:say|says|said|told|tell|tells|asks?|asked|to|please|can|will|must|should) {_W}{{0,3}}(?:come|call|ring|go|be) back {_W}{{0,3}}{_NEAR}|\b(?:day|days) off {_W}{{0,3}}{_NEAR}|\b(?:contract|visa|lease|passport|permit|licence|deadline|term) (?:finish|finishes|ends?|expires?|runs out|is up) {_W}{{0,3}}{_NEAR}"
    rf"|\b(?:you|we|i|officers?|someone|somebody|he|she|they)(?: can| could please| may|'d be able to| might) (?:do|come|be|call|visit|ring|make|reach|drop|pop|find|speak|talk|meet|see (?:me|us|you)) {_W}{{0,5}}{_NEAR}"
    rf"|\bto (?:ring|call|phone|come back|report|visit) {_W}{{0,2}}{_NEAR}"
    rf"|(?:\bi'?m|\bi am|\bwe're|\bwe are|\b(?:he|she|they)(?:'s|'re| is| are)|\bmy [a-z]+(?:'s| is)|\bdr [a-z]+ is|[a-z]+'s) (?:only |back |usually )?(?:there|here|back|in|off|away|home|free|around|available|on (?:duty|days|nights|earlies|lates|shift)|at work|working) {_W}{{0,4}}{_NEAR}"
    rf"|\b(?:so|please|can you|could you|just|also|kindly|you) (?:come|drop by|pop in|visit|ring|call|send (?:someone|somebody)) {_W}{{0,4}}{_NEAR}"
    rf"|(?<!was )(?<!were )(?<!left )(?<!found )(?<!wide )\bopen {_W}{{0,6}}(?:or )?(?:only )?(?:from|at|between|until|till|on|by) $"
    rf"|\b(?:buses|trains|ferries|boats|kids|children|guests|customers|workers|staff|lifeguards|neighbours|people|shops|banks|schools|gates|doors|cleaners|guards|bars|pubs|lessons|classes|visitors|deliveries|lorries|patients|parents|teachers|insurers|everybody|everyone) (?:only |usually |all )?(?:arrives?|leaves?|comes?|starts?|opens?|closes?|shuts?|finish(?:es)?|ends?|goes|go|begins?|gets?|runs?|changes?|knocks? off|answers?|works?) {_W}{{0,5}}{_NEAR}"
    r"|\b(?:weekdays|mondays?|monday to (?:friday|saturday|sunday)|daily)(?: only)?(?: from)? $"
)
#: "I open at twelve": hours, where nobody tells the past in the present.
_OWN_HOURS = re.compile(
    rf"\b(?:i|we|they|you)(?: can| could| do| only| all| always| will|'ll)? (?:turn in|sleep|work|teach|study|open|close|finish|start|reopen|fly|leave|drive|get up|sail|check out|check in|clock (?:on|off)|lock up|answer|go back|go off|stay|eat|take leave|take my|go|knock off) {_W}{{0,5}}{_NEAR}"
)
#: "The ten o'clock bus".
_OF_ROUTE = re.compile(
    r"(?: p\.?m\.?| a\.?m\.?)?[- ](?:bus|train|ferry|boat|flight|minibus|coach|tram|prayers?|mass|shift|appointment|sailing|curfew|alarm|news|class|lesson|meeting)\b"
)
#: Why it is told so late; the times of such a sentence are the caller's own.
_LATE = re.compile(
    r"that'?s why (?:i'?m|i am|we're|i|we)(?: have)?(?: only| just)? (?:call|ring|report|phon|tell|let|only|com)"
    r"|\b(?:so|which is why|hence|reason)(?: that)? (?:i'?m|i am|we're|we are|i) (?:only |just |now )?(?:calling|ringing|reporting|phoning|telling|call|ring|here) (?:you |it |this |in )?(?:only |just )?(?:now|late|today|this (?:morning|afternoon|evening)|so late)"
    r"|\b(?:bit of a|sorry (?:for|about) the|apologies for the|there was a|excuse the) delay\b|\bsorry (?:it'?s|i'm|this is|for ringing|for calling)(?: a bit| so| a little)* late\b"
    r"|\b(?:would have|would've|wouldn't have|could have|could've|should have|should've|meant to|wanted to|tried to|couldn'?t|could not|did not|didn't|not) (?:called?|rung|ring|phoned?|reported?|come (?:in|sooner|earlier)|told you)\b"
    r"|\btoo (?:tired|shaken|upset|drunk|late|scared|busy|embarrassed) to (?:call|ring|report|phone)\b"
    r"|\bonly (?:reporting|calling|ringing|phoning|telling you)\b"
)
#: "No idea what time", "could have been any hour": no more than the day is known.
_VAGUE = re.compile(
    r"(?<!come )(?<!call )(?<!me )(?<!visit )\bany ?time (?:really|at all|in between|that day|yesterday|today)|\b(?:clue|idea) (?:about|of) (?:the )?(?:hour|time)|\b(?:for the life of me|possibly|honestly|really) (?:say|tell you|remember|know) when|\b(?:your guess is as good|god knows when|heaven knows when|couldn't tell you the|round the clock|could(?: have|'ve)? be(?:en)? any ?(?:time|hour)?|any(?: time| hour)? (?:of|in|during) (?:the|that) day|any hour|all (?:day|that day)|(?:whole|full|entire) day|in and out (?:all|the)|morning (?:to|till|until) (?:night|evening)"
    r"|(?:no|not) (?:idea|clue|telling|sure|certain)(?: exactly| precisely| of)?(?: at)? (?:when|what time|the time|which (?:part|hour))|(?:don'?t|doesn'?t|didn'?t|do not|does not|can'?t|cannot|couldn'?t|couldn't really|can't really|can not|not) (?:really |actually |quite |exactly )*(?:know|say|tell|remember|recall|be sure|give|look)(?: you| me)?(?: exactly| precisely| if| whether| at the| a| the| for)*(?: it was)?(?: in the| at| before| what| when| clock| time| exact)"
    r"|who knows (?:exactly )?when|nobody (?:knows|can say|saw) (?:exactly )?(?:when|what time)|(?:some|any) ?time (?:that day|yesterday|today|during the day)|it was (?:on )?(?:that day|today|yesterday) (?:is|that'?s) all)\b"
)
#: "Left before it was light and got in at midnight".
_WHEREABOUTS = re.compile(
    rf"\b(?:left|got (?:in|home|back|up)|came (?:home|in|back)|went (?:out|to bed|to work)|home|back|asleep|out|work|worked|slept) {_W}{{0,3}}{_NEAR}"
)
_CALLERS_PLACE = (
    r"at (?:the |my |our |a )?(?:[a-z']+ ){0,2}(?:vet|vets|vet's|hospital|clinic|doctor|doctor's|consulate|station|work|office|home|school|dentist|airport|a and e|casualty|church|desk|hotel|house|mum's|sister's|friend's)"
    r"|(?:back )?home|in (?:meetings?|a meeting|bed|hospital|class|court|surgery|lessons|the office|casualty|a and e|the queue|town|theatre)"
    r"|waiting|queu?e?ing|sitting|cooling off|resting|back|up|awake|on (?:the phone|shift|duty|hold|my feet|call)|away|working|asleep|travelling|driving|flying|lying down|busy|here|there|out|with (?:the|my)|trying to"
)
#: Where the caller is since, or was meanwhile.
_CALLER_SINCE = re.compile(
    rf"\b(?:i|we)(?:'ve been|'m|'re| have been| am| are|'d been| had been| was| were)(?: all| both| just| only)? (?:{_CALLERS_PLACE})(?: [a-z']+){{0,4}} (?:since|from|till|until|between)(?: about| around| nearly| just after)? $"
)
#: What the caller had done before.
_BEFORE_IT = re.compile(
    rf"\b(?:i|we)(?:'d| had)(?: only| just| all| already)? (?!been (?:robbed|hit|mugged|attacked)\b)[a-z]+ {_W}{{0,6}}{_NEAR}"
    rf"|\b(?:i|we) (?:was |were |had to |went to )?(?:pick(?:ed|ing)? up|collect(?:ed|ing)?|fetch(?:ed|ing)?|drop(?:ped|ping)? off) {_W}{{0,6}}{_NEAR}"
    rf"|\b(?:i|we) (?:got on|got off|boarded|got up|woke up|had breakfast|had lunch|had dinner|got here|arrived (?:here|in hong kong)|flew in|moved (?:in|here)|landed|came to hong kong|came here) {_W}{{0,5}}{_NEAR}"
)
#: What was arranged then.
_ARRANGED = re.compile(
    rf"\b(?:{_EVENTS})(?: times?)? (?:was|were|was booked|had been booked|had been|began|started|ended|finished) (?:only |not |due |booked |set |planned |supposed to be )?{_NEAR}"
    rf"|\b(?:was|were|had been) (?:booked|due|scheduled|planned|arranged|supposed|meant|expected) {_W}{{0,5}}{_NEAR}"
    rf"|\b(?:table|flight|seats?|taxi|room|court|pitch|tickets?) (?:booked |reserved )?for {_NEAR}"
)
#: Who came afterwards, and what the caller did about it.
_AFTERWARDS = re.compile(
    rf"\b(?:ambulance|police|policeman|paramedics?|officers?|fire (?:engine|brigade|service|people|men)|firemen|rescue|locksmith|plumber|manager|insurance|bank)(?:'s| has| had| only| then| finally| all| was| were)? (?:came|arrived|turned up|got here|got there|showed up|took (?:him|her|them)|left|blocked|opened|froze|cancelled|called|rang|told|said|phoned|towed) {_W}{{0,5}}{_NEAR}"
    rf"|\b(?:let|sent|took|carried) (?:him|her|them|it|us|me) (?:go|off|home|away|out|to (?:the )?(?:hospital|clinic|station|casualty|vet)) {_W}{{0,3}}{_NEAR}"
    rf"|\b(?:i|we)(?:'ve|'d| have| had)? (?:already )?(?:phoned|called|rang|rung|told|texted|messaged|cancelled|went to|saw) (?:the |my |our )?(?:fire|bank|insurance|doctor|clinic|hospital|management|landlord|school|wife|husband|mum|dad|caretaker|security|council|hotel|police|card|owner|manager|boss)\b {_W}{{0,4}}{_NEAR}"
    rf"|\b(?:was|were|got|been)(?: only| then| finally)? (?:discharged|released|admitted|treated|x-?rayed|stitched|seen|sent home|let out|towed) {_W}{{0,4}}{_NEAR}"
    rf"|\b(?:it|that|this)(?:'s| is| was) (?:put out|cleared|towed) {_NEAR}"
)
_SENTENCE = re.compile(r"[.?!;]")


def planned(lead: str, folded: str) -> bool:
    """True for a time that is never the incident's: ``lead`` are the words before it."""
    lead = _SENTENCE.split(lead)[-1]
    if in_a_story(lead):
        return False
    if _OWN_HOURS.search(lead):
        return not (_NARRATED.search(folded) and _told_of_a_day(lead))
    return _PLANNED.search(lead) is not None


def in_a_story(lead: str) -> bool:
    """ "When i pick up the kids at four": no hours, whatever the tense."""
    return _WHEN.search(_SENTENCE.split(lead)[-1]) is not None


def _told_of_a_day(lead: str) -> bool:
    """ "Yesterday i go market at nine", told in the present by somebody who always does."""
    return (
        re.search(r"\b(?:yesterday|today|last night|this (?:morning|afternoon))\b", lead)
        is not None
    )


def is_late(folded: str, start: int, end: int) -> bool:
    """True for a time of a sentence that says why the caller rings so late."""
    first, last = _sentence(folded, start, end)
    return _LATE.search(folded, first, last) is not None


_CORRECTED = re.compile(
    r"\d|\b(?:o'?clock|past|to|at|around|about|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|quarter|half|noon|midnight|morning|afternoon|evening|night|yesterday|today|[a-z]+day)\b"
    r"[ ,.]*(?:oh |uh |er |um )?(?:no|sorry|no sorry|i mean|actually|wait|rather|or rather|i tell a lie)[ ,]*(?:no |sorry |it was |at |more like |about )*$"
)


def is_corrected(folded: str, start: int) -> bool:
    """ "Around five, no, ten past": who corrects a time tells the one that counts."""
    return _CORRECTED.search(folded, max(0, start - 48), start) is not None


def is_vague(folded: str) -> bool:
    """ "No idea what time": no more than the day is known."""
    return _VAGUE.search(folded) is not None


def _is_whereabouts(lead: str) -> bool:
    return _WHEREABOUTS.search(lead) is not None


def told_vaguely(folded: str, start: int, end: int) -> bool:
    """True where only the day is known and the clock time or part at ``start`` is told apart from that."""
    vague = [m.start() for m in _VAGUE.finditer(folded)]
    first, last = _sentence(folded, start, end)
    if not vague or _is_whereabouts(folded[first:start]):
        return bool(vague)
    return not any(first <= place <= last for place in vague)


def lesser(folded: str, start: int, end: int) -> bool:
    """True for a time that counts only where no other is told."""
    first, _ = _sentence(folded, start, end)
    lead, tail = folded[first:start], folded[end : end + 24]
    if in_a_story(lead):
        return False
    forms = (_CALLER_SINCE, _BEFORE_IT, _ARRANGED, _AFTERWARDS)
    return _OF_ROUTE.match(tail) is not None or any(form.search(lead) for form in forms)


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends; not far away where nothing ends one."""
    ends = [m.end() for m in _SENTENCE.finditer(folded, max(0, start - 120), start)]
    stop = _SENTENCE.search(folded, end)
    return (ends[-1] if ends else max(0, start - 90)), min(
        stop.start() if stop else len(folded), end + 80
    )
