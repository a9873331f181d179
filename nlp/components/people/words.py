"""Words for people: sex, age and what they are likely to have done, by the noun that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nlp.finding import Mention
from nlp.normalise import words_of


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun says of a person by itself."""

    sex: str | None = None
    plural: bool = False
    age: str | None = None
    #: ``suspect`` (thief), ``witness``, ``driver``, ``bystander`` (guard, neighbour, customer).
    hint: str | None = None
    #: Needs a number or a describing word before it: "people" alone is nobody in particular.
    loose: bool = False
    #: A word that is kept in the description: "security guard", 司機.
    telling: bool = False


@dataclass(slots=True)
class Named:
    """A person or a group that the words ``first:last`` name."""

    first: int
    last: int
    start: int
    end: int
    noun: Noun
    count: int | None
    #: Descriptive words of the phrase itself, in the caller's words; "" where there are none.
    looks: str
    age: str | None
    #: "The man", 嗰個男人: somebody already spoken of.
    definite: bool = False
    #: "Another man": somebody else.
    other: bool = False
    #: "An old lady's handbag" was snatched.
    robbed: bool = False

    @property
    def mention(self) -> Mention:
        """Where it is said."""
        return Mention(self.start, self.end, "person.named")


def _words(said: str, **facts: object) -> Iterable[tuple[str, Noun]]:
    return ((word, Noun(**facts)) for word in said.split())  # type: ignore[arg-type]


#: Last word of an English noun phrase -> what it says.
ENGLISH: Mapping[str, Noun] = dict(
    [
        *_words("man guy male gentleman bloke chap fellow dude lad", sex="male"),
        *_words("men guys males gentlemen blokes lads", sex="male", plural=True),
        *_words("boy schoolboy", sex="male", age="child"),
        *_words("boys schoolboys", sex="male", age="child", plural=True),
        *_words("woman lady female", sex="female"),
        *_words("women ladies females", sex="female", plural=True),
        *_words("girl schoolgirl", sex="female"),
        *_words("girls schoolgirls", sex="female", plural=True),
        *_words("person individual", loose=True),
        *_words("people persons individuals others", plural=True, loose=True),
        *_words("teenager youth youngster", age="teenage"),
        *_words("teenagers youths teens youngsters", age="teenage", plural=True),
        *_words("kid child toddler", age="child"),
        *_words("kids children toddlers", age="child", plural=True),
        *_words("baby infant", age="baby"),
        *_words("stranger intruder", hint="suspect"),
        *_words("strangers intruders gangsters triads", hint="suspect", plural=True),
        *_words("thief robber burglar suspect attacker mugger shoplifter pickpocket scammer gangster", hint="suspect"),
        *_words("thieves robbers burglars suspects attackers muggers pickpockets scammers", hint="suspect", plural=True),
        *_words("driver rider cyclist motorcyclist biker", hint="driver", telling=True),
        *_words("drivers riders cyclists bikers", hint="driver", plural=True, telling=True),
        *_words("pedestrian passenger", hint="bystander", telling=True),
        *_words("guard cashier shopkeeper staff waiter waitress", hint="bystander", telling=True),
        *_words("neighbour neighbor customer worker student tourist foreigner hawker beggar helper courier teacher", telling=True),
        *_words("customers workers students tourists foreigners hawkers neighbours neighbors drunks passengers pedestrians", plural=True, telling=True),
        *_words("grandmother grandma granny", sex="female", age="elderly", telling=True),
        *_words("grandfather grandpa", sex="male", age="elderly", telling=True),
        *_words("accomplice lookout", hint="suspect", telling=True),
        *_words("accomplices lookouts", hint="suspect", plural=True, telling=True),
        *_words("drunk", loose=True, telling=True),
        *_words("couple", plural=True, telling=True),
        *_words("gang", plural=True, hint="suspect", telling=True),
        *_words("witness", hint="witness"),
        *_words("witnesses", hint="witness", plural=True),
    ]
)  # fmt: skip
#: Chinese noun (simplified) -> what it says; the longest that fits is taken.
CHINESE: Mapping[str, Noun] = dict(
    [
        *_words("男人 男子 男士 男性 大汉 汉子 男 佬 阿叔 大叔 叔叔 男的 男同学 壮汉", sex="male"),
        *_words("男仔 后生仔 小伙子 小伙 年轻仔 后生男仔 靓仔", sex="male", age="young"),
        *_words("男童 细佬 男孩 小男孩 男学生 男生", sex="male", age="child"),
        *_words("阿伯 伯伯 老伯 伯 老头 老头子 老人家 阿公 老翁 老先生 老爷爷 大爷", sex="male", age="elderly", telling=True),
        *_words("女人 女子 女士 女性 妇人 师奶 大妈 阿姐 女 女的 女同学", sex="female"),
        *_words("女仔 姑娘 靓女 后生女 小姐", sex="female", age="young"),
        *_words("女童 女孩 小女孩 女学生 学生妹 女生", sex="female", age="child"),
        *_words("婆婆 阿婆 老太太 老婆婆 老奶奶 老妇 老妇人", sex="female", age="elderly", telling=True),
        *_words("阿姨 太太 女佣 外佣 工人姐姐", sex="female", telling=True),
        *_words("醉汉 醉酒佬 醉猫 鬼佬 肥佬 流浪汉 中年汉 南亚汉 黑衣人 光头佬 金毛 露宿者", sex="male", telling=True),
        *_words("人", loose=True),
        *_words("青年 少年 后生 年轻人 青少年 青年人 后生仔女", age="young"),
        *_words("小朋友 细路 细路仔 小孩 孩子 小孩子 细蚊仔 小童 儿童", age="child"),
        *_words("bb 婴儿 宝宝", age="baby"),
        *_words("老人 长者", age="elderly"),
        *_words("贼 贼仔 贼人 匪徒 劫匪 小偷 扒手 骗徒 骗子 疑犯 凶徒 古惑仔 黑社会 童党 收数佬 歹徒 流氓 色狼 变态佬", hint="suspect"),
        *_words("司机 骑士 单车友 电单车司机 车手", hint="driver", telling=True),
        *_words("保安 保安员 店员 职员 收银员 看更 售货员 服务员", hint="bystander", telling=True),
        *_words("途人 路人 顾客 客人 乘客 街坊 行人", hint="bystander", telling=True),
        *_words("学生 游客 工人 邻居 外卖员 外卖仔 乞丐 小贩 外国人 内地人 印度人 南亚人 尼泊尔人 巴基斯坦人 菲律宾人 白人 黑人 老外 陌生人 自由行", telling=True),
        *_words("的士佬 的士司机 小巴司机 巴士司机 货车司机 小巴佬", hint="driver", telling=True),
        *_words("同学 同事 快递员 速递员 外卖哥 外卖小哥 快递小哥 装修佬 技工 保姆 菲佣 印佣 中介 经纪 地产经纪 推销员 房东 租客", telling=True),
        *_words("证人 目击者", hint="witness"),
    ]
)  # fmt: skip
#: Words between the number and the noun that describe; others are let stand too, up to two.
ADJECTIVES = words_of("""old elderly young younger older middle-aged middle aged tall short big small little large fat thin skinny slim chubby
    stocky muscular bald bearded tattooed masked hooded drunk drunken naked half-naked homeless chinese indian pakistani
    nepalese nepali filipino filipina indonesian vietnamese thai african european western caucasian asian south southeast
    white black brown mainland local foreign british american russian korean japanese strange suspicious weird unknown
    unidentified crazy angry aggressive dirty scruffy well-dressed long-haired blond blonde heavily heavyset well-built
    teenage teenaged school security delivery taxi bus minibus lorry truck van car male female year month 's domestic
    disabled pregnant blind very quite really rather about around same other same different innocent poor three-year-old""")
#: Describing words that say nothing of the looks.
DULL = words_of(
    "strange suspicious weird unknown unidentified crazy same other different innocent poor very quite really rather a an the "
    "this that some another one two three four five six seven eight nine ten my about around year old years 's month several few "
    "of group gang bunch couple lot lots many those these or to both dozen all at least roughly maybe like probably eleven twelve "
    "fifteen twenty thirty forty fifty hundred"
)
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "another": 1, "the": None, "this": None, "that": None, "two": 2,
    "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
#: Words that stand before the number: "a group of about ten".
VAGUE = words_of(
    "some several few many lots lot group gang bunch crowd couple dozen those these various"
)
