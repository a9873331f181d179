"""English words of habit that are of other matters: rent, timetables, opening days, how long a recording is kept."""

from __future__ import annotations

import re

#: "He must pay three hundred every week", "eighteen hundred a month".
_MONEY = re.compile(
    r"\b(?:pay|pays|paid|paying|give|cost|costs|rent|rents|charge|charges|charged|earn|earns|fee|fees|dollars|hundred|thousand|grand|salary|wages|money|lease|subscription|owe|owes)(?: (?!he\b|she\b|they\b)[a-z']+){0,6} $"
)
#: "The library's closed on Thursdays", "the neighbours only come on public holidays", "the bus comes every fifteen minutes".
_TIMETABLE = re.compile(
    r"(?<!\bhe)(?<!\bshe)(?<!\bthey)(?:'s|'re| is| are| am|'m| be) (?:only |always |normally |usually |also )*(?:closed?|shut|open|off|free|on duty|at work|working|in|here|manned|away|busy|kept|stored|held|recorded|wiped|booked|collected|cleaned|emptied|serviced|on)(?: [a-z']+){0,5} $"
    r"|\b(?:bus|buses|train|trains|ferry|ferries|tram|trams|minibus|minibuses|boat|boats|shuttle|lift|guard|guards|watchman|patrol|caretaker|cleaner|cleaners|postman|nurse|helper|doctor|teacher|shop|bank|clinic|school|office|library|market|restaurant|neighbours|insurers|bell|bells|clock|chimes?|news|class|classes|lessons?|course|physio|employer|boss|service|mass|meeting|church|band|choir|team|club|rubbish|bins|delivery|deliveries|post|mail|physio|dialysis|treatment|medicine|pills|tablets)"
    r"(?:'s|'re| is| are)?(?: (?:only|usually|normally|always|also|just))* (?:comes?|coming|runs?|running|goes|go|leaves?|opens?|closes?|shuts?|works?|does|do|rings?|ringing|strikes?|chimes?|checks?|patrols?|visits?|meets?|has|have|takes?|plays?|practises?|gets?|starts?|arrives?|calls?|was|were|collected|emptied|delivers?|finish(?:es)?|ends?)(?: (?!and\b|but\b|he\b|she\b|they\b)[a-z']+){0,6} $"
    r"|\b(?:bells?|clock|chimes?) (?:[a-z']+ ){0,4}$"
    r"|\bopen(?: [a-z']+){0,3} $|\b(?:new|other|different) (?:people|guests|tenants|families) (?:come|arrive|move in|check in)(?: [a-z']+){0,3} $"
)
#: "Every Saturday we are there from five": the caller's own days, told first.
_OURS = re.compile(
    r",? (?:i|we|my (?:wife|husband|son|daughter|mum|mother|dad|father|kids|gran|grandma|friends?|team|class)|our (?:club|team|class|group|choir))(?: all| both| also| usually| always| normally)?(?:'m|'re| am| are| is| do| does| go| goes| play| plays| meet| meets| train| trains| take| takes| have| has| work| works| walk| walks| run| swim| come| comes| practise| sit| eat| drive| teach| get| finish| start| open| close| visit| buy| pick| use)\b(?! (?:hear|heard|woken|kept|being|afraid|scared|disturbed|bothered|followed|shouted|harassed|get|have to))"
)
#: "For three days" counts only beside what went on so long.
_FOR = re.compile(
    r"for (?:the |a |about )*[a-z]+ (?:days|weeks|nights|months|years)$|for (?:days|weeks|months|years|ages)$"
)
_KEPT = re.compile(
    r"\b(?:kept?|keeps?|stored?|stay(?:s|ing|ed)?|valid|off work|sick leave|leave|closed?|shut|open|rest(?:ing)?|holiday|booked?|rented|hired|lent|borrowed|holds?|saved?|stitches|bandage|plaster|medicine|antibiotics|prescribed|married|lived?|known|here|owned|had (?:it|her|him)|worn|used|every day|worked|driver|teacher|been (?:a|an|away|off|here|in))(?: [a-z']+){0,4} $"
)


#: "Bingo's Mondays and Thursdays", "the buses are every ten minutes".
_SUBJECT_IS = re.compile(
    r"\b(?!it\b|he\b|she\b|that\b|this\b|there\b|they\b|it's)[a-z]+(?:'s| is| are) (?:only |just |on |off |half day |closed |shut )*$"
)
_MINUTES = re.compile(r"\b(?:minutes?|hour|half hour)$")
_RUNS = re.compile(
    r"\b(?:run|runs|running|come|comes|go|goes|leave|leaves|are|is|one|there's|buses|trains)(?: (?:only|just|about|one))* $"
)
#: "The clinic kept me until nine".
_KEPT_BY = re.compile(
    r" (?:me|you|us|him|her|them) (?:on hold|until|till|in|for|waiting|overnight|there|back)\b"
)
#: "Whether the office keeps umbrellas".
_KEEPS_THINGS = re.compile(r" (?!us\b)[a-z]{3,}s\b(?! [a-z]+ing\b)")
#: "She has physio every Friday", "the class is every Thursday".
_THEIR_CLASS = re.compile(
    r"\b(?:he|she|they|i|we|my [a-z]+|our [a-z]+)(?:'s|'ve)? (?:has|have|got|attends?|teach(?:es)?|do|does|plays?|takes?|goes to|go to) (?:a |an |his |her |my |our |the )?(?:physio|class|classes|lessons?|course|dialysis|training|tutor|tuition|practice|appointment|therapy|choir|church|mass|yoga|piano|football|swimming|school|work|shifts?|tai chi|pilates|gym|duty)(?: [a-z']+){0,5} $"
    r"|\b(?:class|classes|lesson|training|practice|service|choir|meeting|physio|market|rehearsal|duty|rent|payment|salary)(?:'s| is| are| falls) (?:due |only |on )?$"
)
#: "I unload there at five every day": any verb of the caller's own work.
_I_DO = re.compile(
    r"\b(?:i|we)(?:'ve)? (?!hear|see|saw|get|got|find|found|have|had|smell|feel|felt|wake|suffer|lose|lost|receive|call|complain|ring|report|ask|tell|told|said|say|heard|know|think|worry|live|want|need|notice|put up)[a-z]{2,}(?<!ed) (?:(?!he\b|she\b|they\b|it's\b|and\b|but\b|somebody\b|someone\b|that\b|when\b)[a-z']+ ){0,6}$"
)


_STOP = re.compile(r"[.?!;]")
_DAYS_OF = re.compile(
    r"(?:every|each|on [a-z]+days|[a-z]+day (?:nights|mornings|evenings|afternoons)|daily|weekly|usually|normally|always|often|at weekends|on weekends)\b"
)
#: It happens again and again, whatever else the sentence tells.
_AGAIN = re.compile(
    r"\b(?:again|same|happens?|happened|happening|keeps?|still|they do|he does it|she does it|do it|does this|do this|they come|he comes|she comes|like this|always|third|second|fourth|times)\b"
)


def is_of_others(folded: str, start: int, end: int) -> bool:
    """True for words of habit at ``start`` that are not the incident's."""
    said = folded[start:end]
    if not said.isascii():
        return False
    lead = folded[max(0, start - 80) : start]
    for stop in ".?!;":
        lead = lead.rsplit(stop, 1)[-1]
    if _FOR.match(said) and _KEPT.search(lead):
        return True
    if said in ("kept", "keep", "keeps") and (
        _KEPT_BY.match(folded, end) or _KEEPS_THINGS.match(folded, end)
    ):
        return True
    if _THEIR_CLASS.search(lead) or _I_DO.search(lead):
        return True
    if _SUBJECT_IS.search(lead) or (_MINUTES.search(said) and _RUNS.search(lead)):
        return True
    if re.match(
        r"(?:keep|kept|again|always|whenever|every time|each time|every single time)", said
    ):
        return False
    return bool(_MONEY.search(lead) or _TIMETABLE.search(lead) or _OURS.match(folded, end))


def is_habit(folded: str, start: int, end: int) -> bool:
    """ "Every day", "on Mondays", "usually", and nothing of its happening again."""
    first, last = sentence(folded, start, end)
    said = folded[start:end]
    return bool(_DAYS_OF.match(said)) and not _AGAIN.search(folded, first, last)


def sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a stretch begins and ends."""
    first = max((m.end() for m in _STOP.finditer(folded, 0, start)), default=0)
    stop = _STOP.search(folded, end)
    return first, stop.start() if stop else len(folded)
