"""The caller's name in the many ways in which people give it, and in which they speak of others."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

ENGLISH = [
    ("it's Mrs Wong here from flat 12A", "Mrs Wong"),
    ("hi it's mrs wong here the lift is stuck", "mrs wong"),
    ("this is Kenny from the security office", "Kenny"),
    ("this is kenny from the security office", "kenny"),
    ("my name's Siobhan that's S I O B H A N", "Siobhan"),
    ("my name is Cheung spelled C H E U N G", "Cheung"),
    ("Derek Poon here I want to report a minibus", "Derek Poon"),
    ("derek poon here i want to report a minibus", "derek poon"),
    ("hello Beatrice Fung from the primary school we have a problem", "Beatrice Fung"),
    ("good morning Harjit Singh speaking there's a dog on the road", "Harjit Singh"),
    ("somebody took my bike Oliver Kwan is my name", "Oliver Kwan"),
    ("somebody took my bike the name's Okafor", "Okafor"),
    ("I am a bus passenger Faisal Mahmood there was a crash", "Faisal Mahmood"),
    ("this is the caretaker Mr Lam of block 3", "Mr Lam"),
    ("this is security guard Lam Kwok Wai calling", "Lam Kwok Wai"),
    ("they won't leave Mrs Petrov five oh nine two double one double six please ring", "Mrs Petrov"),
    ("please ring me on five oh nine two double one double six Gloria Tam thank you", "Gloria Tam"),
    ("my van was broken into thanks, Peter Chan", "Peter Chan"),
    ("my van was broken into last night thank you very much winnie au bye", "winnie au"),
    ("you can call me Ken", "Ken"),
    ("everybody calls me Uncle Bob", "Uncle Bob"),
    ("I am Ah Keung I work in the kitchen", "Ah Keung"),
    ("my name is Peter Chan no sorry Peter Cheng", "Peter Cheng"),
    ("you're speaking to Dr Anita Rao", "Dr Anita Rao"),
    ("please call back and ask for Ms Delgado", "Ms Delgado"),
    ("it's me Nadia Rahman again", "Nadia Rahman"),
    ("um yes hello this is uh Chan Tai Man", "Chan Tai Man"),
    ("I'm Oluwaseun Adeyemi I live in Sham Shui Po", "Oluwaseun Adeyemi"),
    ("my name is maria santos i am a helper in mei foo", "maria santos"),
    ("i'm rebecca lo you can get me on five oh double two nine oh four seven", "rebecca lo"),
    ("it's the neighbour again Mrs O'Brien", "Mrs O'Brien"),
    ("morning officer my name's Ka-ming Tsang", "Ka-ming Tsang"),
    ("hi my name is actually Grace", "Grace"),
    ("Mr. Wong speaking", "Mr. Wong"),
    ("my surname is Leung", "Leung"),
    ("name Muhammad Iqbal phone 5012 3456", "Muhammad Iqbal"),
    ("hello I'm mr ferguson from the yacht club", "mr ferguson"),
    ("here's Mrs Lam I called yesterday", "Mrs Lam"),
    ("so he drove off and hit me this is Tom I'm phoning from Leeds", "Tom"),
    ("my full name is Jean-Paul Dubois", "Jean-Paul Dubois"),
    ("I'm Suman Gurung and I'm calling about my shop", "Suman Gurung"),
]  # fmt: skip

CANTONESE = [
    ("我姓陳，想報案", "陳"), ("我姓陳嘅想報失", "陳"), ("我何太嚟㗎", "何太"), ("我陳太呀，有人嘈", "陳太"),
    ("我係陳太呀，有人嘈", "陳太"), ("叫我阿明得啦", "阿明"), ("你可以叫我陳生", "陳生"), ("叫我Peter就得", "Peter"),
    ("我係馬環保安程伯呀", "程伯"), ("我係嘉湖山莊管理處嘅李先生", "李先生"), ("呢度係黃姑娘", "黃姑娘"),
    ("我個名叫周小玲", "周小玲"), ("我叫鄧志強，啱啱撞車", "鄧志強"), ("我叫做陳大文 耳東陳", "陳大文"),
    ("小姓林，架車俾人撞", "林"), ("敝姓歐陽，想投訴", "歐陽"), ("我姓張，叫張美玲", "張美玲"), ("我姓張叫美玲", "張美玲"),
    ("我係住B座嘅王師奶", "王師奶"), ("我係司機李師傅，架貨車冇咗", "李師傅"), ("打返俾我五零一二三四五六 搵林生", "林生"),
    ("唔該，何小姐，電話五零一二三四五六", "何小姐"), ("我係 Amy，喺旺角", "Amy"), ("我叫Peter陳", "Peter陳"),
    ("喂我蘇小姐呀", "蘇小姐"), ("我係阿強呀，架單車俾人偷咗", "阿強"), ("本人梁國雄，舉報非法賭檔", "梁國雄"),
    ("我係陳大文想報案", "陳大文"), ("我叫李有財，銀包唔見咗", "李有財"), ("街坊都叫我福伯", "福伯"), ("我姓李嘅，木子李", "李"),
    ("我係護士陳姑娘", "陳姑娘"), ("我係呢度嘅保安，姓麥嘅", "麥"), ("大家叫我阿Ben", "阿Ben"),
]  # fmt: skip

MANDARIN = [
    ("我是梁芳，前天来报过案", "梁芳"), ("我叫徐静，相机被偷了", "徐静"), ("我姓王，想报案", "王"), ("免贵姓赵", "赵"),
    ("我是王阿姨，老伴走丢了", "王阿姨"), ("我是物业的小李，停车场有人打架", "小李"), ("叫我老张就行", "老张"),
    ("您可以叫我刘女士", "刘女士"), ("我是三楼的孙大爷，楼上太吵", "孙大爷"), ("我的名字叫欧阳娜", "欧阳娜"),
    ("我叫郭建国，被骗了四万二", "郭建国"), ("这里是海天酒店前台的陈经理", "陈经理"), ("我是David，住在尖沙咀", "David"),
    ("联系人周小姐，电话五零一二三四五六", "周小姐"), ("我是胡小姐", "胡小姐"), ("我是谢敏我要报案", "谢敏"),
    ("本人姓何，车被刮了", "何"), ("姓名李晓明，电话五零一二三四五六", "李晓明"), ("我叫Anna Li", "Anna Li"),
    ("我是游客，我叫宋佳", "宋佳"), ("你好我是赵老师", "赵老师"), ("我姓司徒，司徒拔道的司徒", "司徒"),
    ("我是送外卖的小陈，电动车被偷了", "小陈"), ("我叫林雨桐的，手机丢了", "林雨桐"), ("大家都叫我阿芳", "阿芳"),
    ("谢谢，请打五零一二三四五六找高先生", "高先生"), ("我是保安老李", "老李"), ("我全名是司马文杰", "司马文杰"),
    ("我是张伟，在旺角被人打了", "张伟"), ("我是李太太，我先生失踪了", "李太太"),
]  # fmt: skip

NOBODY = [
    "his name is Peter Chan", "the man said his name was Kevin Lee from the bank", "a caller said I am Mr Chan from immigration",
    "he told me this is officer Wong of the immigration department", "my son's name is Tommy Ho", "my friend Peter Chan here was hit",
    "I'm scared of Peter Chan", "it's Peter's car", "this is Mark's flat", "I'm British", "I am Filipino", "it's Monday", "it's June",
    "hello Mr Wong I told you not to call", "the shop's name is Lucky Star", "the dog's name is Max", "I found a passport the name is John Smith",
    "I'm a student of Mr Lee", "I'm the wife of Peter Chan", "I saw Mrs Wong here yesterday", "my wife Mary's number is 5012 3456",
    "call my wife Mary on 5012 3456", "she asked if I am Lily", "this is Sha Tin station", "I'm in Tai Po", "this is terrible please come",
    "my name tag was stolen", "my name and address are on the card", "I'm really tired of this", "it's hope street", "call me tomorrow",
    "佢話佢叫陳大文", "個騙徒自稱姓陳", "佢話我係陳sir", "我老師姓陳", "我係陳太嘅女", "我係嚟報案嘅", "我係高中生", "我係住左邊嗰座",
    "我係照顧梁婆婆嘅姑娘", "我是司机", "我是路人，看到有人打架", "我是安徽人", "我是和王小姐一起来的", "我是王小姐的邻居", "他叫我小心",
    "对不起打错了，我找张老师", "我是成年人", "有人用我個名向財務公司借錢", "我係藥房經理",
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), [*ENGLISH, *CANTONESE, *MANDARIN])
def test_the_caller_is_named_however_the_name_is_given(read: Read, text: str, name: str) -> None:
    """Before, behind and between other words, by title, nickname and role, in either case."""
    assert read(text)["contact"]["name"] == name


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_named_where_others_are_spoken_of(read: Read, text: str) -> None:
    """A fraudster's, a child's, a shop's name; nationalities, places, greetings."""
    assert read(text)["contact"]["name"] is None
