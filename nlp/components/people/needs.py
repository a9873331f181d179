"""Who needs help, whatever the incident is taken for: screams, falls, cannot breathe, is locked in, is gone.

A wrong type of incident must make nobody a suspect of whom only suffering is told. Each question reads the
characters behind (or before) the words that name somebody; a pronoun that agrees carries on ("my wife and I
were in the kitchen ... she won't wake up").
"""

from __future__ import annotations

import re

_REACH = 150
_WHERE = r"(?: (?:upstairs|downstairs|next door|above|below|outside|inside|here|there|somewhere|(?:in|on|at|by|near|from|across|opposite|above|below|behind|under|up) (?:the |my |our |a |an |us|me)?(?:\w+ ){0,2}?\w*)){0,2}?"
_FILL = (
    r"(?:(?:,|'s|'re| um| uh| er| who| that| like| just| also| now| still| really| suddenly| has| have| had| is| was| are| were| been| be| being| keeps?| kept| started| starts|"
    r" began| begun| nearly| almost| badly| clearly| obviously| only| sort of| kind of| looks?| looked| seems?| seemed| sounds?| sounded| to| to be| he| she| they| he's| she's| they're|"
    r" got| gets| gone| going| i think| maybe| all| so| very| quite| completely| so| and))*"
)
#: What nobody does to anybody.
_SUFFERS = (
    r"(?:screams?|screaming|screamed|shrieking)(?! (?:at|abuse|insults|obscenities|swear|threats|in (?:his|her|my|our|their) face|that (?:he|she)'ll))(?! (?:and|or|while) (?:hit|hitting|throw|shout|swear|curs|kick|punch|bang|smash|threat))|"
    r"cry|crying|cries|cried|sobbing|weeping|wailing|whimpering|moaning|groaning|(?:calling|shouting|yelling|crying|screaming|asking|begging|pleading|calls|shouts|yells|cried out|called out)(?: out)? (?:for )?help|"
    r"bleeding|choking(?! (?:me|him|her|his|a|an|the|my|our|their|another|someone|somebody|people))|drowning|collapsed|collapses|collapsing|fell|fallen|falls|falling|fainted|fainting|passed out|unconscious|unresponsive|not (?:breathing|moving|responding|waking|talking|eating)|"
    r"(?:can't|cannot|can not|couldn't|can hardly|can barely|unable to|struggling to|finding it hard to) (?:breathe|move|get up|stand|get out|speak|walk|swallow|feel|see|get down)|(?:won't|doesn't|isn't|wouldn't|will not|does not) (?:wake|waking|respond|responding|move|moving|breathing|get up|answer|open (?:his|her) eyes)|"
    r"lying(?! (?:to|in wait|about))|lies (?:on|in|there)|laying (?:on|in|there)|slumped|curled up|sprawled|face down|stuck|trapped|locked (?:in|inside|himself|herself)|shaking|trembling|terrified|"
    r"having (?:a |an )?(?:seizure|fit|stroke|heart attack|chest pains?|asthma|panic attack|contractions|trouble breathing|difficulty breathing)|in pain|in agony|in trouble|in labour|in distress|distressed|"
    r"needs? (?:help|an ambulance|a doctor|rescuing)|hurt(?! (?:me|him|her|us|my|people|someone))|injured|unwell|dying|dead|overdosed|breathing (?:funny|badly|strangely|heavily)|turning blue|vomiting|being sick|"
    r"(?:took|taken|swallowed|drank) (?:\w+ ){0,5}?(?:pills|tablets|poison|bleach|overdose|weed ?killer|pesticide|paracetamol|panadol|medicine|medication|detergent)|(?:cut|cutting|slit|harming) (?:his|her|him|their)\w* ?(?:wrists?|own|self)"
)
#: Who is lost or in danger, and whom nobody has harmed.
_ASTRAY = (
    r"lost(?! (?:his|her|their|my|it|control|the|some|all|money|a))|confused|disoriented|wandering|missing|(?:doesn't|don't|does not) know where (?:he|she|they)|can't find (?:his|her|their) (?:way|mum|mother|parents|home|dad|family)|"
    r"(?:sitting|sat|sits|standing|walking|walks|crawling|kneeling|asleep|sleeping|stood) (?:down )?(?:alone |there |still )*(?:in|on|into|along|down) (?:the )?(?:middle|road|street|ground|floor|pavement|kerb|ledge|edge|roof|rail\w*|traffic|motorway|highway|track\w*|tunnel|carriageway|fast lane|slip road|expressway|flyover|bench)|"
    r"(?:wants?|wanted|wanting|threatening|threatens|going|about|trying|says (?:he|she)(?:'s| is) going|planning) to (?:jump|die|kill (?:him|her|them)sel|end (?:it|his|her)|hurt (?:him|her)self)|suicidal|(?:all )?(?:alone|by (?:him|her)self)\b(?! with)|barefoot|wearing only|freezing|"
    r"hanging (?:off|from|on)|on the (?:ledge|edge|roof)"
)
_GONE = (
    r"gone off|run away|ran away|run off|ran off|gone missing|went missing|disappeared|vanished|(?:not|never) (?:come|came|been|returned) (?:home|back|seen)|(?:hasn't|has not|haven't|didn't|did not) (?:come|came|been|returned|return|turned up|got|get)(?: home| back)|"
    r"gone since|been gone|been missing|wandered off|walked out|is missing|not (?:home|back)(?: yet| since|$)|been (?:taken|kidnapped|abducted)|unaccounted for|left a note|gone with (?:a|some|this|that)"
)
_NEED = re.compile(rf"^{_WHERE}{_FILL} (?:{_SUFFERS})\b")
_ASTRAY_NEED = re.compile(rf"^{_WHERE}{_FILL} (?:{_ASTRAY})\b")
_BE = r"(?:'s|'ll| just| is| was| has| had| still| now| suddenly| then| also| nearly| been| got| already| probably| apparently| went and| seems?(?: to be)?| looks?| looked| seemed| sounds?| appears?(?: to be)?| very| a bit| so| really)*"
#: Strong needs that a pronoun may tell of some words later.
_LATER = re.compile(rf"\b(?P<who>he|she|they){_BE} (?P<need>{_SUFFERS})\b")
_ASTRAY_LATER = re.compile(rf"\b(?P<who>he|she|they){_BE} (?P<need>{_ASTRAY})\b")
_GONE_LATER = re.compile(rf"(?:^|\b(?P<who>he|she|they)){_BE} (?P<need>{_GONE})\b")
#: "Asked me to hide her", "says a man is following her", "begged me to call the police".
_SEEKS = re.compile(
    r"\b(?:ask\w*|beg\w*|plead\w*|want\w*|need\w*|implor\w*)(?: (?:me|us|someone|the \w+|my \w+|our \w+|if (?:i|we) could))? ?(?:to )?(?:hide|help|save|protect|rescue|shelter|let) (?P<who>her|him|them)\b|"
    r"\b(?:ask\w*|beg\w*|plead\w*|cry\w*|scream\w*|call\w*|shout\w*)(?: (?:me|us|people|everyone|the \w+))?(?: out)? (?:for help|to call (?:the police|999|an ambulance|you)|not to (?:tell|open|let))|"
    r"\b(?:says?|said|saying|tells|told (?:me|us)|thinks)(?: that)? (?:a |some |two |the |her |his )?(?:man|men|guy|guys|someone|somebody|people|husband|boyfriend|ex|boss|employer|madam|landlord|mother|father|brother|uncle|stepfather|neighbour|colleague|driver|agent|pimp|manager|teacher|person|they|he)(?: \w+){0,3}? (?:following|after|chasing|hit|hitting|beat|hurt|threatened|attacked|looking for|trying to \w+|going to \w+|locked|touched|grabbed|robbed) (?P<whom>her|him|them)\b|"
    r"\b(?:hiding|hid|hide|run(?:ning)?|ran|escap\w+|fled)(?: away)?(?: (?:in|into|inside|behind|under) (?:the |my |a |our )?\w+)? from (?:her|his|their|a|some|the)\b"
)
_SEEKS_ZH = re.compile(
    r"^[^，。]{0,14}?(?:(?:话|说|讲|喊住话|哭着说)(?:有人|有个|有班|有两个|个|佢老公|她老公|佢阿爸)[^，。]{0,14}?(?:跟|追|打|摸|非礼|捉|搞|骚扰|斩|恐吓|呃)(?:住|咗|紧|踪|着|了|到)*(?:佢|她|他)|"
    r"(?:求|叫|要|想|请)(?:我|我哋|我们|人)(?:救|帮|收留|藏|匿|收埋|报警))"
)
#: Who attacks is no victim for falling over.
_ATTACKS = re.compile(
    r"\b(?:hit|hits|hitting|punch\w*|beat|beats|beating|kick\w*|slap\w*|grabb\w*|threaten\w*|strangl\w*|chok(?:ed|ing)|push\w*|attack\w*|stabb\w*|robb\w*|snatch\w*|stole|chas\w+|shov\w+|spat at|swung at|bit|smash\w*|throw\w*|threw|follow\w*|touch\w*|grop\w*)"
    r" (?:at |out at )?(?:me|us|my|him|her|them|people|everyone|a|the|things|stuff|staff|passengers|customers|our|another|someone)\b"
)
_HITS_ME = re.compile(
    r"\b(?:(?P<who>he|she|they)|and|then|also)(?: (?:then|also|just|again|has|had|started|keeps|kept|tried|to))* (?:hit|hits|hitting|punch\w*|beats?|beating|kick\w*|slap\w*|grabb\w*|threaten\w*|strangl\w*|chok\w*|push\w*|attack\w*|stabb\w*|bit|shov\w+|throw\w*|threw)"
    r" (?:\w+ at )?(?:me|us)\b"
)
_NOT_DONE = re.compile(r"\b(?:didn't|did not|never|don't|haven't|i|we) (?:even |ever )?$")
_OTHER = re.compile(
    r"\b(?:a|an|the|another|some|two|three|this|that|her|his|my)(?: \w+)? (?:man|woman|guy|girl|lady|boy|men|women|guys|boys|girls|bloke|husband|wife|boyfriend|girlfriend|father|mother|gang|thief|robber|neighbour)\b"
)
_NEED_ZH = re.compile(
    r"^的?(?:(?:喺|在)[^，。,. 打]{1,7}?(?:度|里|上|边|面|入面)?)?[^，。,. 打闹骂追踢推人佢揸拎攞拿偷抢同跟]{0,7}?"
    r"(?:喊(?:紧|到|住|得|咗|唔|个|成|呀|完|救)(?!话|闹)|喊(?=$|[，。 ])|(?:嗌|叫|喊|呼)(?:紧|住|着|咗)?(?:救命|救)|尖叫|惨叫|哭|(?:流|出)(?:紧|咗|住|晒|着|了|好多|很多)?血|晕|昏|跌|仆|摔|(?:瞓|躺|倒|趴|坐|蹲|训)(?:咗|住|紧|着|了|低)?(?:喺|在|倒|低|地)|"
    r"(?:冇|没有?|无)(?:反应|知觉|意识|呼吸)|(?:唔|不)(?:郁|动|醒)|(?:抖|唞|透|喘)(?:唔到|不过|不到)气|呼吸困难|困(?:咗|住|喺|在)|锁(?:咗|住)?(?:喺|在)|求救|求助|"
    r"(?:心口|胸口|肚|头)(?:好|很)?(?:痛|疼)|中风|抽筋|发羊吊|唔舒服|不舒服|受(?:咗|了|重|轻)?伤|(?:好|很)(?:惊|害怕|怕)|吓到|震|发抖|成身(?:伤|瘀|血)|满身(?:伤|瘀|血)|全身(?:伤|瘀|血)|跳咗落|堕)"
)
_ASTRAY_ZH = re.compile(
    r"^的?(?:[^，。,. 打闹骂追踢推揸拎攞拿偷抢]{0,8}?)(?:迷路|荡失路|荡失|走失|(?:自己)?一个人(?!打|抢|偷|闹)|自己一个|独自|单独|(?:唔|不)(?:识|记得|认得|知)(?:点)?(?:返|回|屋企|路)|(?:想|话要|要|话|说要?|想要)(?:死|跳|自杀|轻生)|自杀|轻生|跳楼|割脉|割腕|烧炭|危坐|企(?:喺|咗喺|住喺)(?:天台|窗边|栏杆|马路)|(?:坐|企|站|瞓|躺|行|走)(?:喺|在|咗喺|出)(?:条|马路|路中|公路|街|路边|地|车路))"
)
_GONE_ZH = re.compile(
    r"^[^，。. ]{0,10}?(?:唔见(?:咗|了)|不见(?:了|咗)|失踪|失联|离家出走|走失|走(?:咗)?去(?:见|搵|找)[^，。]{0,4}网友|跟(?:咗|住)?[^，。]{1,8}走(?:咗|了)|未返|冇返|没(?:有)?回|未(?:有)?回|(?:联络|联系|搵|找)(?:唔到|不到|不上)|一?去不返|俾人(?:拐|带走|掳)|被(?:拐|带走|掳|绑架))"
)
_SEXES = {"he": "male", "him": "male", "she": "female", "her": "female"}


def suffers_alone(after: str, sex: str | None) -> bool:
    """Whether the words behind somebody tell that he suffers, and not that he attacks."""
    after = after[:_REACH]
    if _attacks(after):
        return False
    return bool(_NEED.match(after) or _NEED_ZH.match(after)) or _later(_LATER, after, sex)


def seeks_help(after: str, sex: str | None) -> bool:
    """Whether somebody asks to be hidden, or says who is after her."""
    if _SEEKS_ZH.match(after):
        return True
    for match in _SEEKS.finditer(after[:_REACH]):
        who = next((w for w in (match["who"], match["whom"]) if w), "")
        agrees = not who or sex is None or _SEXES.get(who, sex) == sex
        if agrees and not _OTHER.search(after[: match.start()]):
            return True
    return False


def is_astray(after: str, sex: str | None) -> bool:
    """Whether somebody is lost, sits in the road, or means to end his life."""
    after = after[:_REACH]
    if _attacks(after):
        return False
    return bool(_ASTRAY_NEED.match(after) or _ASTRAY_ZH.match(after)) or _later(
        _ASTRAY_LATER, after, sex
    )


def is_gone(after: str, sex: str | None) -> bool:
    """Whether somebody went away and did not come back."""
    return bool(_GONE_ZH.match(after)) or _later(_GONE_LATER, after[:_REACH], sex)


def hits_caller(after: str, sex: str | None) -> bool:
    """ "My husband fell over and then hit me"."""
    return any(
        match["who"] is None or sex is None or _SEXES.get(match["who"], sex) == sex
        for match in _HITS_ME.finditer(after)
    )


def _later(pattern: re.Pattern[str], after: str, sex: str | None) -> bool:
    match = pattern.search(after)
    if match is None or _OTHER.search(after[: match.start()]):
        return False
    who = match["who"]
    return who is None or sex is None or _SEXES.get(who, sex) == sex


def _attacks(after: str) -> bool:
    return any(not _NOT_DONE.search(after[: m.start()]) for m in _ATTACKS.finditer(after))


#: Children that somebody watches or speaks to do nothing.
_WATCHED = re.compile(
    r"\b(?:watch(?:ing|es|ed)?|look(?:ing|s|ed)? at|star(?:ing|es|ed) at|film(?:ing|s|ed)?|photograph(?:ing|s|ed)?|(?:pictures|photos|videos|photographs) of|approach(?:ing|es|ed)?|lur(?:ing|es|ed)|"
    r"(?:talking|speaking|talks|talked|sweets|candy|money|himself|things|lifts?|toys) to|follow(?:ing|s|ed)?|near|beside|among|hanging around|around|grooming|spying on|leering at|waiting for|offering|bothering|calling)"
    r"(?: (?:all|to|at|the|a|an|some|little|small|young|two|three|school|those|these|other|primary|our|several|group|of))* ?$"
)
_WATCHED_ZH = re.compile(
    r"(?:望|睇|看|盯|影|拍|跟|等|接近|搭讪|引|呃|氹|逗|围)(?:住|着|紧|实|住晒|咗)?(?:啲|班|那些|一些|群|一班|一群)?$"
)


_FILMED = re.compile(
    r"(?P<who>\b(?:i|i've|i'm|we|i was|we've)(?: \w+)? )?\b(?:(?:took|taking|takes|take)(?: \w+)? (?:photos|pictures|videos|pics|photographs) of|film(?:ing|ed|s)|photograph(?:ing|ed|s)|upskirt\w*|staring at|leering at|peeping at|spying on)(?: (?:the|a|an|some|two|three|school|young|little|those|these|other|up))* ?$"
)
#: 搵唔到阿媽: the child is lost, not the mother.
_LOST_CHILD_ZH = re.compile(
    r"(?:细路|小朋友|小孩|孩子|男仔|女仔|细路仔|男孩|女孩)[^，。]{0,12}(?:搵唔到|揾唔到|找不到|不见了|唔见咗|唔见)(?:佢|他|她)?$"
)


def is_filmed(before: str) -> bool:
    """Whether the words right before say that somebody, not the caller, films or stares at them."""
    match = _FILMED.search(before[-60:])
    return match is not None and match["who"] is None


def is_sought_by_child(before: str) -> bool:
    """Whether a child looks for this relative: it is the child that is lost."""
    return bool(_LOST_CHILD_ZH.search(before[-30:]))


def is_watched(before: str) -> bool:
    """Whether the words right before somebody say that he is looked at or spoken to."""
    return bool(_WATCHED.search(before[-60:]) or _WATCHED_ZH.search(before[-10:]))
