"""Whether the caller wants a call and a name kept out, in the many ways in which people say it."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

UNNAMED = [
    "I'd sooner not say who I am",
    "no way am I leaving my name",
    "can this stay between us",
    "I'm not leaving a name sorry",
    "nobody must know it was me who rang",
    "I do not give you my name ok",
    "let's leave my name out",
    "I need this to be anonymous",
    "please protect my identity",
    "my identity must be kept secret",
    "I wish to withhold my name",
    "I'm refusing to give my name",
    "the landlord can't find out I called",
    "don't mention I called",
    "who I am isn't important",
    "you don't need my name",
    "please hide my name from the report",
    "唔好寫低我係邊個",
    "我名就費事講",
    "千祈唔好話我報案",
    "唔好俾我老公知我打過嚟",
    "我唔留名字㗎喇",
    "請對我身份保密",
    "個名可唔可以唔講",
    "我唔會講名",
    "唔使知我係邊個",
    "麻煩唔好公開我身份",
    "名字我不方便说",
    "请不要透露我的信息",
    "我就不留名了",
    "能不能不留名字",
    "不要让房东知道是我打的电话",
    "我匿名反映一下",
    "身份请帮我保密",
    "你们别说出我",
    "我不想让别人知道我报警",
    "名字保密",
    "don't put my name down", "please don't put my name down on anything", "I don't really want to say my name",
    "I would prefer not to be named", "we'd rather not leave a name", "don't want to give my name", "no names please",
    "keep my name out of it", "please keep me out of this", "I'd like to stay anonymous", "this is an anonymous tip",
    "I want to report this anonymously", "they can't know I told you", "he must never find out it was me", "don't tell my boss I called",
    "you didn't hear it from me", "this is strictly between us", "my name doesn't matter", "I'm not going to say who I am",
    "I'm not comfortable giving my details", "please don't ask for my name", "I can't tell you who I am", "leave my name off the report",
    "I don't want my name mentioned", "in confidence there is a gambling den upstairs", "without giving my name", "off the record please",
    "I do not wish to be identified", "please treat this as confidential", "no name thanks", "I'd rather you didn't write my name",
    "I'm afraid to leave my name", "let's just say a concerned neighbour", "I won't be leaving any personal details",
    "唔好提我個名", "唔好寫我個名", "唔好問我係邊個", "我唔想留名", "我唔方便透露身份", "請保密我嘅身份", "個名我唔留喇", "名就唔講喇", "唔好俾佢知係我報",
    "唔好話俾人聽係我講", "唔好篤我出嚟", "當我冇打過嚟", "我係邊個唔重要", "我想匿名", "唔想俾老細知道係我", "我唔講我係邊個喇", "唔好爆我出嚟",
    "唔使記我個名", "費事留名喇", "唔好將我嘅資料公開", "身份請保密", "唔好登記我個名", "唔想出名", "我叫咩名唔緊要", "無名氏",
    "请不要写我的名字", "我不想说名字", "不方便透露姓名", "别说是我说的", "请替我保密", "不要告诉他是我报的警", "我不想暴露身份", "名字就不说了",
    "姓名我就不留了", "别把我的名字说出去", "希望匿名处理", "别问我是谁", "我是谁不重要", "不要让邻居知道是我举报的", "不要公开我的个人信息", "我不愿意留名",
    "不想实名", "请为我保密", "匿名举报", "别记我名字", "不要登记我的姓名", "千万不要泄露我的身份", "别牵连我", "就当我没打过",
]  # fmt: skip

NAMED = [
    "just put down a neighbour",
    "he sends anonymous messages to me",
    "the shop has no name on the sign",
    "my name is on the card",
    "I want to know his name",
    "她不想说名字",
    "佢唔俾我個名佢",
    "he didn't say his name", "an anonymous caller threatened me", "I got an anonymous letter", "somebody posted it from an anonymous account",
    "my name is Peter Chan", "I don't know his name", "they don't know my name", "he knows my name", "nobody told me the name of the shop",
    "there was no name on the parcel", "he would not give me his name and number", "I forgot to leave my name tag at home",
    "收到匿名信", "有人用匿名帳號鬧我", "佢唔肯講佢個名", "我唔知佢叫咩名", "騙徒叫我保密", "他说帮我保密", "他不肯说名字", "我不知道他是谁",
    "我個名叫陳大文", "匿名电话骚扰我",
]  # fmt: skip

NO_CALL = [
    "please don't ring my home number",
    "no need for anyone to ring back",
    "I don't need to hear back",
    "you don't have to ring me",
    "don't call back",
    "calling me back is not necessary",
    "I would rather not get a call",
    "please do not ring",
    "I can't be called",
    "no follow up needed",
    "you needn't bother ringing",
    "I'm leaving the country so no point phoning",
    "don't call me I'll call you",
    "just don't phone me",
    "not asking for a call back",
    "唔使回電話",
    "唔使再聯絡我",
    "你哋唔使覆",
    "唔好打屋企電話",
    "唔洗打嚟啦",
    "不用再打来了",
    "不用回我电话",
    "你们不要打过来",
    "不需要联系我",
    "no need to ring me", "there's no need to ring me back", "don't bother calling me back", "there is no point in calling me back",
    "I don't wish to be contacted", "please don't phone this number", "don't ring me ever", "you don't have to call back", "no need to get back to me",
    "no callback needed", "no reply necessary", "I'd rather you didn't call", "please do not contact me again", "I don't want any calls",
    "I don't need a call back", "I'm not expecting a call", "you needn't phone me", "don't worry about calling me back", "I can't take calls at work so don't ring",
    "I don't want anyone to call me", "please avoid calling me", "I won't answer the phone", "never call this number", "no phone calls please",
    "it's not necessary to call me", "I'd prefer not to be called", "don't try to reach me", "please no calls", "I don't require a response", "don't text me or call me",
    "唔使覆我", "唔使打返俾我", "唔好打返嚟", "唔使特登打俾我", "唔使搵我喇", "亦都唔使回覆我", "唔好再打嚟", "唔使聯絡我", "費事打返俾我喇", "唔想你哋打嚟",
    "唔需要回電", "千祈唔好打我手機", "唔好打呢個號碼", "打嚟我都唔會聽", "唔使打電話嚟", "唔使急住覆我", "冇必要打返俾我",
    "不用回电", "不用特别打给我", "不必回复我", "不用联络我了", "请不要给我打电话", "别打给我", "别再打来了", "不需要你们回电话", "没必要给我回电话", "不用通知我",
    "请勿致电", "不想接到电话，不要联系我", "不用找我了", "不用给我回电话", "打来我也不会接",
]  # fmt: skip

CALL = [
    "ring me whenever",
    "can someone ring me",
    "call me tomorrow",
    "I'd be grateful for a call",
    "I'm available on 5012 3456",
    "do give me a call",
    "my mobile is 5012 3456 please do ring",
    "phone 5012 3456 after five",
    "you can get me any evening on 5012 3456",
    "get the officer to call me",
    "reply to me on 5012 3456",
    "contact number 5012 3456 please contact",
    "send me a message at 5012 3456",
    "awaiting your call",
    "快啲覆我啦",
    "打五零一二三四五六搵我",
    "有需要打俾我",
    "得閒覆一覆我",
    "call返我",
    "whatsapp我得㗎喇",
    "麻煩你覆返個電話",
    "請致電五零一二三四五六",
    "回个电话吧",
    "请你们联系一下我",
    "给我打五零一二三四五六",
    "等你们回复",
    "有结果请通知我一声",
    "可以联系我女儿五零一二三四五六",
    "you can reach me on 5012 3456", "get me on 5012 3456", "please ring 5012 3456", "give me a bell on 5012 3456", "call me any time",
    "I'm on five oh one two three four five six", "my bag is gone five oh one two three four five six please ring", "drop me a text on 5012 3456",
    "somebody should call me", "I'd appreciate a call back", "could an officer ring me", "contact me on 5012 3456", "I'm waiting for your call",
    "you'll find me on 5012 3456", "please get back to me", "please let me know on 5012 3456", "the best number to reach me is 5012 3456",
    "ring me after six please 5012 3456", "call 5012 3456 and ask for Mr Lam", "please get in touch", "hope to hear from you", "text me on 5012 3456",
    "feel free to call me", "I can be reached on 5012 3456", "keep me posted", "give us a ring back", "I'd like a call", "just ring me",
    "打俾我", "打返俾我五零一二三四五六", "請打返 二零三六 五零一八", "你得閒打五零二七 四零一六都得", "盡快覆我", "麻煩回電", "有消息通知我", "聯絡返我",
    "搵返我五零一二三四五六", "可以打我手機五零一二三四五六", "等你電話", "覆個電話俾我", "有咩打俾我啦", "隨時打嚟五零一二三四五六", "有進展話我知", "俾個電話我", "希望你哋覆電",
    "麻烦尽快回电", "请打给我五零二六八九一零", "给我回个电话", "请回复我", "有消息告诉我", "联系我五零一二三四五六", "请拨打五零一二三四五六", "可以打这个电话",
    "希望有人联系我", "等你们电话", "随时打给我", "请回电话", "麻烦给我打个电话", "有需要可以找我五零一二三四五六", "方便的话回个电话",
]  # fmt: skip

OTHERS_CALLS = [
    "there's no number to call me on",
    "打嚟冇人聽㗎",
    "唔使跟進返我",
    "他不回我电话",
    "佢唔覆我",
    "my wife won't answer my calls",
    "she never called me back",
    "he rings me all night",
    "they keep phoning me",
    "he calls me every night", "they told me to call 5061 2345", "a man called me and asked for money", "don't call me names", "nobody called the police",
    "call me Ken", "she didn't want to call an ambulance", "I don't need an ambulance", "I called my wife back", "please call an ambulance", "I got a call from the bank",
    "佢打電話俾我話要錢", "有人打俾我話我中獎", "唔好打我", "佢成日打嚟", "騙徒叫我打五零六一二三四五", "不要打我", "他一直给我打电话", "有人打电话给我说我中奖了",
    "琴晚打邊爐", "你们别上门", "叫佢唔好打交", "你所打嘅電話暫時未能接通，請稍後再打過",
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "anonymous"), [*((t, True) for t in UNNAMED), *((t, False) for t in NAMED)]
)
def test_who_wants_to_stay_unnamed(read: Read, said: str, anonymous: bool) -> None:
    """The wish is the caller's and about the caller's own name."""
    assert read(said)["contact"]["anonymous"] is anonymous


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        *((t, "no") for t in NO_CALL),
        *((t, "yes") for t in CALL),
        *((t, "unknown") for t in OTHERS_CALLS),
    ],
)
def test_who_wants_a_call(read: Read, said: str, wish: str) -> None:
    """Refused, wished for, or not spoken of where others called."""
    assert read(said)["contact"]["callback"] == wish
