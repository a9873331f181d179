"""What people look like, in the caller's words: height, build, hair, clothes, marks, accent, the way they went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.finding import Kind, Mention
from nlp.notes import Notes

_COLOUR = (
    "black|white|red|blue|green|grey|gray|yellow|brown|orange|purple|pink|beige|navy|dark|light|bright|khaki|gold|silver|cream|maroon|"
    "striped|stripy|checked|floral|denim|leather|plain|camouflage"
)
_GARMENT = (
    "jackets?|shirts?|t ?-?shirts?|tees?|hoodies?|hoody|hoods?|coats?|jeans|trousers|pants|shorts|dress(?:es)?|skirts?|suits?|ties?|caps?|hats?|"
    "beanies?|masks?|glasses|sunglasses|spectacles|helmets?|gloves?|scarf|scarves|trainers|sneakers|shoes|slippers|flip ?flops|sandals|boots|"
    "backpacks?|uniforms?|vests?|sweaters?|jumpers?|tracksuits?|tops?|blouse|singlet|raincoat|sportswear|pyjamas|pajamas|clothes|clothing|"
    "earrings?|necklace|turban|headscarf|hijab|apron|bandana|balaclava|cardigan|polo|leggings|socks|watch|bag|cloth(?:es|ing)?"
)
#: Words that end a description.
_END = (
    r"he|she|they|i|we|you|who|and (?:he|she|they|i|the|then|ran|is|was|has|took|there|said|one|a (?:man|woman|guy))|ran|run|running|please|"
    r"that|there|then|but|when|because|at|near|on|is|was|were|are|took|stole|hit|came|went|left|punched|grabbed|robbed|standing|walking|"
    r"following|holding|shouting|one|the other|my|outside|inside|from|around|about|into|to|just|so|it|got|can|someone|called|in (?:the|his|her|my|mong|sha|tsim)"
)
_WORN = rf"(?:(?!(?:{_END})\b)[a-z0-9'-]+,? ?){{1,12}}"
_ENGLISH = re.compile(
    rf"\b(?P<worn>(?:(?:was |is |were |are |he's |she's )?(?:wearing|wears|wore|dressed in|dressed all in|had on|has on) )(?:an? |the |his |her |some )?{_WORN})"
    rf"|\b(?P<inside>in (?:an? |full |all )?(?:(?!wearing|his|her|the|my)(?:{_COLOUR}|[a-z-]+) ){{0,3}}(?:{_GARMENT})\b(?: and (?:an? )?(?:(?:{_COLOUR}) ){{0,2}}(?:{_GARMENT})\b)*|in all black|in (?:black|white|red|blue|green|grey|dark clothes)(?= (?:and|with|ran|he|she|who|is|was|are|were|has|came|took)\b|$|,))"
    rf"|\b(?P<with>(?:with|has|had|have) (?:an? |the |his |her |some |very |quite )?(?:(?!knife|gun|chopper)[a-z-]+ ){{0,3}}(?:hair|haircut|beard|moustache|mustache|goatee|ponytail|tattoos?|scars?|birthmark|glasses|sunglasses|mask|cap|hat|helmet|hood|earrings?|piercings?|accent|limp|backpack|face mask|stubble|fringe|braids|dreadlocks|wrinkles|freckles|crutches|walking stick)\b(?: and (?:an? )?(?:(?!knife|gun|chopper|he|she|they|i)[a-z-]+ ){{0,2}}(?:{_GARMENT}|hair|beard|moustache|tattoos?|scars?)\b)?(?: (?:on|all over|down|across|over) (?:his|her|the|their|both|one) (?:(?:left|right|upper|lower|whole) )?(?:arms?|neck|face|hands?|legs?|back|chest|cheek|forehead|head|shoulders?|eye|chin|calf|body|wrist))?)"
    r"|\b(?P<mark>(?:(?:big|small|large|long|dragon|snake|visible) )?(?:tattoos?|scars?|birthmark) (?:on|all over|down|across|over) (?:his|her|the|their|both|one) (?:(?:left|right|upper|lower|whole) )?(?:arms?|neck|face|hands?|legs?|back|chest|cheek|forehead|head|shoulders?|eye|chin|body))"
    r"|\b(?P<hair>(?:(?:long|short|black|blond|blonde|dyed|curly|white|grey|gray|brown|red|golden|straight|spiky|messy|shoulder|length|wavy|very|bleached|dark|receding) )+(?:hair(?:ed|line|cut)?)|ponytail|shaved head|crew ?cut|bald head|bald(?:ing)?|bearded|clean[- ]shaven|dreadlocks|hair (?:is|was) (?:long|short|dyed|black|white|grey|curly)[a-z ]{0,10})\b"
    r"|\b(?P<build>(?:(?:very|quite|really|pretty|rather|fairly|so|kind of|a bit|extremely) )?(?:tall(?:er)?|short(?:er)?|slim|thin|skinny|fat|chubby|stocky|muscular|well[- ]built|heavy[- ]?set|heavily built|overweight|strongly built|plump|big[- ]built|lanky|petite|medium (?:build|height)|average (?:build|height)|strong build|slim build|big build|small build)(?: (?:build|and (?:very |quite )?(?:tall|short|slim|thin|skinny|fat|chubby|stocky|muscular|strong|bald|dark)))?)\b"
    r"|\b(?P<height>(?:about |around |roughly |maybe )?(?:1[4-9]\d ?(?:cm|centimet(?:er|re)s)?(?: tall| in height)|1[4-9]\d ?(?:cm|centimet(?:er|re)s)|(?:five|six|5|6) (?:foot|feet|ft)(?: (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven))?(?: inches)?(?: tall)?|one (?:met(?:er|re) )?(?:point )?(?:six|seven|eight|fifty|sixty|seventy|eighty)(?: (?:five|met(?:er|re)s?))? tall|1\.[5-9]\d? ?m(?:et(?:er|re)s?)?(?: tall)?))\b"
    r"|\b(?P<accent>(?:(?:speaks?|spoke|speaking|talks?|talked) (?:in )?(?:mandarin|putonghua|cantonese|english|hindi|urdu|nepali|tagalog|vietnamese|thai|french|russian|korean|japanese|arabic)(?: with an? [a-z]+ accent)?)|(?:with )?an? (?:mainland|foreign|chinese|british|american|indian|filipino|european|african|mandarin|beijing|russian|heavy|strong|local) accent)\b"
    r"|\b(?P<origin>(?:(?<=is )|(?<=was )|(?<=are )|(?<=were )|(?<=looks )|(?<=looked )|(?<=he's )|(?<=she's )|(?<=they're )|(?<=probably )|(?<=male )|(?<=female )|(?<=be )|(?<=like ))(?:a )?(?:local|foreign|foreigner|mainland|mainlander|chinese|indian|pakistani|nepalese|nepali|filipino|filipina|indonesian|vietnamese|thai|african|western|westerner|european|caucasian|south asian|southeast asian|korean|japanese|british|american|russian)(?: (?:looking|man|woman|male|female))?)\b"
    r"|\b(?P<way>(?:ran|run|running|fled|fleeing|walked|walking|went|drove|cycled|rode|escaped|headed|heading|going|jumped|got)(?: (?:off|away|out|back|straight|down|up))* (?:towards?|to|into|along|in the direction of|through|down|up|onto) (?!me\b|my\b|him\b|her\b|them\b|us\b|the police\b|work\b|bed\b|sleep\b|be\b|the toilet\b|buy\b|get\b|see\b|do\b|have\b|a doctor\b|court\b|school\b|hospital\b)(?:the )?(?:(?!(?:he|she|they|i|we|and|please|but|with|about|at|around|who|is|was|my|when|because|then|it|in a|wearing|after|on|so|can|just|ten|half)\b)[a-z0-9']+ ?){1,5})"
)
_GARMENT_LAST = re.compile(rf"^.*\b(?:{_GARMENT}|{_COLOUR}|nothing|naked|veil|robe)\b")
_DROP = re.compile(
    r"^(?:was |is |were |are |he's |she's )?(?:wearing|wears|wore|dressed in|dressed all in|had on|has on|in|with|has|had|have) (?:an? |the |his |her |some )?"
)
_ZH_GARMENT = (
    "连帽衫|帽衫|衬衫|衫裤|衫|马甲|围裙|衬衣|工衣|靴|牛仔裤|短裤|长裤|裤|连衣裙|短裙|长裙|裙|外套|上衣|大衣|风衣|卫衣|毛衣|衣服|衣|t恤|恤|风褛|皮褛|褛|西装|校服|制服|运动服|工作服|波鞋|运动鞋|球鞋|拖鞋|皮鞋|凉鞋|鞋|袜|背心|羽绒服|羽绒|"
    "球衣|睡衣|夹克|帽|口罩|眼镜|手套|头盔|颈链|背囊|背包|书包|雨衣|旗袍|西裤|polo|tee"
)
_ZH_COLOUR = "[黑白红蓝绿灰银黄啡棕橙紫金粉深浅青米花]"
_CHINESE = re.compile(
    rf"(?P<worn>(?:(?:冇|没有?|无|未|唔)(?:有)?)?(?:身)?[著穿](?:住|咗|著|了)?(?:(?:(?!一个)[^，。,. ！？!?喺在向往走跑我佢他她电打是系有被]){{0,14}}(?:{_ZH_GARMENT}|{_ZH_COLOUR}色(?![嘅的]?[一-龥]{{0,4}}?(?:{_ZH_GARMENT}))))(?:[、，, 同和配戴]*(?:{_ZH_COLOUR}{{1,2}}色?)[一-龥]{{0,3}}(?:{_ZH_GARMENT}))*)"
    r"|(?P<with>(?:(?:冇|没有?|无|未|唔)(?:有)?)?戴(?:住|著|了|咗)?(?:一?[副顶个对只])?[^，。,. 佢他她我喺]{0,6}?(?:太阳眼镜|眼镜|墨镜|口罩|鸭舌帽|cap帽|渔夫帽|冷帽|帽子|帽|头盔|面罩|手套|耳环|颈链|金链|玉镯|玉鈪|手镯|手表|戒指|假发|头巾|耳机|黑超)(?:同(?:太阳眼镜|眼镜|口罩|帽|手套|头盔))?)"
    rf"|(?P<hair>(?:(?:染|电)(?:咗|了|左)?)?(?:{_ZH_COLOUR}色?|长|短|及肩|花白|曲|卷|白)(?:嘅|的)?(?:头发|头毛|发|毛)(?![生觉现展达表明出邨村街路道围里洲工])|光头|秃头|秃顶|地中海头?|平头|陆军装|马尾|扎辫|留(?:住|有|了)?(?:胡须|胡子|须|长发|短发)|有?(?:大)?胡须|八字胡|络腮胡|头发[^，。, 穿著戴]{{1,5}}|白头(?!发|到|偕)|铲青|剷青)"
    r"|(?P<build>微胖|偏胖|瘦小|矮小|瘦高|[大小]个子|高高瘦瘦|肥肥矮矮|矮矮肥肥|矮矮瘦瘦|肥肥白白|高高大大|高大|瘦削|瘦瘦弱弱|(?:好|几|好鬼|比较|较|偏|有啲|有点|很|挺|非常|十分|都几)(?:高|瘦|肥|矮|胖|壮|大只|黑)(?:瘦|大|胖|壮|的)?(?!兴|声|速|价|级)|身材[^，。, 佢他她]{1,5}|中等身材|身形[^，。, 佢他她]{1,5}|大只|大块头|[高矮]个子|(?:胖胖|瘦瘦|高高|肥肥|矮矮)(?:的|哋)?|(?:[高矮肥瘦])(?=[，,。 ]|一个|$))"
    r"|(?P<height>(?:身高)?(?:大约|大概|约|成)?(?:[一1]米[0-9一二三四五六七八九]{1,2}|1[4-9]\d(?:cm|公分|厘米)|米[五六七八九几](?:高)?|[五六]尺[一二三四五六七八九十]*寸?)(?:左右|高)*)"
    r"|(?P<mark>(?:[左右]?(?:手臂|手腕|颈|脚|背脊|背|面|脸|手|小腿|胸口|额头|心口)(?:上|后面|度)?)?有(?:个|条|好多|一个|一条|大)?(?:[一-龥]{1,3})?(?:纹身|刺青|疤痕|疤|刀疤|胎记|痣)|(?:满身|全身|成身)纹身|一拐一拐|[一二有点些少]{1,3}跛|跛脚|拿?(?:住|着|著)?(?:支|枝)?拐杖|跛嘅|坐轮椅)"
    r"|(?P<accent>(?:讲|说|操|带)(?:住|着|著|紧)?(?:[一-龥]{0,3})?(?:普通话|广东话|英文|英语|国语|粤语|客家话|福建话|潮州话|印度话|上海话|四川话|湖南话|东北话|外语|口音)|[一-龥]{2,3}口音)"
    r"|(?P<way>(?:向|往|朝|沿)(?:住|着|著)?[一-龥a-z0-9 ]{2,14}?(?:方向)?(?:走|跑|逃|离开|离去|行|冲|开走|驾车)(?:咗|了|去|走|跑|开)*|(?:走|跑|逃|冲|行)(?:咗|了)?(?:去|入|到|上|落|进|出)(?!来|嚟|街)(?:咗|了)?[一-龥a-z0-9]{2,8}(?=[，。,. ]|$))"
)
_DENIED = re.compile(
    r"\b(?:not|never|wasn't|isn't|weren't|aren't|without|no longer|didn't|doesn't|hasn't|hadn't|don't)(?: even| actually| really)? $"
)
_PLAIN = re.compile("^(?:was |is |were |are |he's |she's )+")
_OWN = re.compile(r"\b(?:i|i'm|i was|i am|we)\s$|我(?:今日|当时|個)?$")
#: No English form has none of these.
_LATIN = re.compile("[a-z]")
_MAX = 40


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that is said of somebody's looks."""

    kind: str
    text: str
    mention: Mention


def looks(notes: Notes) -> list[Look]:
    """All of them in the order of the text; the caller's own clothes are left out."""
    places = [m for f in notes.of(Kind.LOCATION) for m in f.mentions]
    found = [
        look
        for look in (*_english(notes), *_chinese(notes))
        if look.kind == "way" or not any(_overlap(look.mention, place) for place in places)
    ]
    return sorted(found, key=lambda look: look.mention.start)[:_MAX]


def _overlap(one: Mention, other: Mention) -> bool:
    """Whether two spans share a character: 長髮 is no look in 長發邨."""
    return one.start < other.end and other.start < one.end


def _english(notes: Notes) -> Iterator[Look]:
    if not _LATIN.search(notes.folded):
        return
    last = -9
    for match in _ENGLISH.finditer(notes.folded):
        kind = match.lastgroup or ""
        start, end = match.span()
        if kind in ("worn", "with", "way") and _OWN.search(
            notes.folded[max(0, start - 12) : start]
        ):
            continue
        if kind == "worn":
            trimmed = _GARMENT_LAST.match(notes.folded[start:end])
            if trimmed is None:
                continue
            end = start + trimmed.end()
        if kind == "build" and start - last > 2 and not _is_said_of_somebody(notes, start):
            continue
        last = end
        said = notes.original[start:end].strip(" ,.")
        lead = _DROP.match(notes.folded[start:end]) if kind in ("worn", "inside", "with") else None
        text = notes.original[start + lead.end() : end].strip(" ,.") if lead else said
        denied = _DENIED.search(notes.folded[max(0, start - 16) : start])
        if denied and kind in ("worn", "with", "inside"):
            # "Not wearing a shirt": without its denial it says the contrary.
            start -= len(denied.group())
            text = f"not {_PLAIN.sub('', said)}" if kind == "worn" else f"no {text}"
        yield Look(
            kind,
            text,
            Mention(
                start, start + len(notes.original[start:end].rstrip(" ,.")), f"person.{kind}_en"
            ),
        )


def _is_said_of_somebody(notes: Notes, start: int) -> bool:
    """ "He was very tall", "one tall one short": not "a short while", "a big dog"."""
    before = notes.folded[max(0, start - 24) : start]
    return bool(
        re.search(
            r"(?:\b(?:is|was|are|were|he's|she's|they're|looks?|looked|and|one|other|him|her|them|both|build|hair|old|man|woman|guy|someone|he|she|also|being|about \w+|or so)|,) $",
            before,
        )
    ) and not re.search(
        r"\b(?:it|it's|that|this|building|wall|time|while)(?: (?:is|was))? $", before
    )


def _chinese(notes: Notes) -> Iterator[Look]:
    # Of all forms only "170cm" has no Chinese character.
    if notes.folded.isascii() and "cm" not in notes.folded:
        return
    for match in _CHINESE.finditer(notes.folded):
        start, end = match.span()
        kind = match.lastgroup or ""
        if kind == "worn" and _OWN.search(notes.folded[max(0, start - 4) : start]):
            continue
        text = notes.original[start:end].strip(" ，,。")
        yield Look(kind, text, Mention(start, start + len(text), f"person.{kind}_zh"))
