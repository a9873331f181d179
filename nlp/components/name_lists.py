"""Words that tell a name from other words: surnames, given names, and the commonest words.

The surnames are the frequent ones of Hong Kong as its government romanises them, with the
frequent ones of its South Asian, Filipino and western residents; the Chinese ones are of the Hundred
Family Surnames (百家姓), in simplified characters as folded text has them.
"""

from __future__ import annotations

from nlp.normalise import words_of

SURNAMES = words_of(
    """chan wong lee cheung lau leung ng ho lam tang yeung chow chiu tsang tse tsui cheng kwok yip
    yuen yu fung fong poon pang hui so to wan lo law lui ma mak mok mui ngai ngan kwan kwong ko
    koo ku kan kam kong ip hung ha heung hon fan fok fu chu chung chui choi choy chin ching chau
    cho lai li ling liu luk lung lok pak ping pun shum shek shing sit siu sin suen sung sze tam
    tai tan tin ting tong tsao tseng tung tsoi wai woo wu wat yam yan yau yick yim ying yiu yung
    au auyeung szeto man mo ning ou pui sham shiu tsim tsin kung kei keung hau mau min nip or
    shuen wen wang zhang zhao zhou zhu chen lin huang yang xu sun hu gao guo liang xie deng feng
    ye jiang cai jia ding wei xue yan pan du dai xia zhong fang shi yao tan liao zou xiong jin
    lu hao kong bai cui kang mao qiu qin jiang gu hou shao meng long wan duan lei qian tang yin
    li singh kaur khan sharma kumar patel gurung rai limbu tamang thapa shrestha ali ahmed
    hussain iqbal malik mohammed muhammad sheikh gupta mehta shah das santos reyes cruz garcia
    dela bautista ramos mendoza flores gonzales lopez torres rivera castillo sari dewi wijaya
    nguyen tran pham smith jones brown taylor williams wilson johnson davies evans thomas
    roberts walker wright robinson thompson white hughes edwards green hall wood harris martin
    jackson clarke clark lewis scott morris cooper king baker harrison turner anderson campbell
    stewart murphy kelly miller davis moore allen mitchell"""
)
GIVEN = words_of(
    """peter david michael john james robert william richard daniel kevin jason eric steven stephen
    andy andrew anthony tony simon paul mark alan allan albert alex alexander alvin amy ada
    agnes alice amanda angela angie ann anna anne annie april barbara becky ben benjamin benny
    betty bill billy bob bobby bonnie brian bruce calvin candy carmen carol caroline catherine
    cathy charles charlotte cherry chris christina christine christopher cindy clara claire
    connie crystal cynthia dan danny dave debbie dennis derek diana dick donald dora doris
    dorothy eddie edith edmond edward edwin eileen elaine elizabeth ellen emily emma erica
    esther eva eve fanny felix fiona florence frances francis frank fred frederick gary gabriel
    george gigi gilbert gloria grace harry hazel helen henry herman howard ian irene iris isaac
    isabel ivan ivy jack jackie jackson jacky jane janet janice jasmine jay jean jeff jeffrey
    jennifer jenny jeremy jerry jessica jessie jill jimmy joan joanne joe joey johnny jonathan
    joseph josephine joshua joyce judy julia julian julie june justin karen kate katherine kathy
    katie keith kelvin ken kenneth kenny kitty kimberly larry laura lawrence leo leon leonard
    leslie lily linda lisa liz louis louise lucas lucy luke maggie mandy marco margaret maria
    marie marcus martin mary matthew maurice max may melissa michelle mimi miranda monica nancy
    natalie nathan nelson nicholas nick nicole nina noel nora olivia oscar pamela patricia
    patrick paula pauline philip phoebe phyllis polly queenie rachel ray raymond rebecca rex
    rita roger ronald ronnie rose rosa roy ruby ryan sally sam samantha samuel sandra sandy
    sarah sean sharon shirley sidney sophia sophie stanley stella steve sunny susan suki sylvia
    tammy ted teresa terence terry theresa thomas tiffany tim timothy toby tom tommy tracy tina
    una vanessa vera vicky victor victoria vincent vivian vivien walter wallace wayne wendy
    wilson winnie winston yvonne zoe muhammad mohammed ahmed ali gurpreet harpreet rajesh raj
    priya sunita sita ram krishna deepak sanjay anil ravi fatima aisha hassan usman imran bilal
    jose juan rosario jocelyn marites grace liezel rowena siti nur sri dewi wati yuki hiroshi
    kenji ananda pierre jean-paul hans"""
)
#: Common words that begin another sentence, or show that no name is being said.
NOT_NAMES = words_of(
    """a about above across actually after afraid again ago ah alarm all almost alone already also
    always am an and angry another any anybody anyone anything apartment are area around as ask
    at attack aware away back bad be because been before behind being below beside best between
    bit bleeding block both building bus but by bye call called caller calling can can't cannot
    car cause certain close closed coming complain complaint concerned confused contact could
    couldn't currently daughter day dead definitely did didn't different do does doesn't doing
    don't done down driver driving during each early either emergency english enough even ever
    every everybody everyone everything exactly extremely father feel few finding fine first
    flat floor following for fraud friend from front frightened full further getting girl give
    given go goes going gone good got had half happened happening happy has hasn't have haven't
    having he he's hello help her here hi him his home hong kong house how however hurt husband
    i i'd i'll i'm i've if important in injured inside interested into is isn't it it's its just
    keep kind know last late later left let like little live lives living locked long look
    looking lost lot mad made make man many maybe me mean might mine minute moment more morning
    most mother much must my name near nearby need needs neighbour never new next nice night no
    nobody noise none normal not nothing now number of off office ok okay old on once one only
    open opposite or other our out outside over owner parents parked people person phone please
    police possible pretty probably problem quite rather ready real really reference regarding
    report reporting resident ridiculous right robbed robbery roof room running safe said same
    saw say saying scared scary school security see seems seen send sent serious seriously she
    she's shop should sick since sitting sleeping so some somebody someone something son soon
    sorry speaking staff standing staying still stolen street stuck student such suffering
    suppose sure surname taking talking teacher tel telephone telling terrible terrified than
    thank thanks that that's the their them then there there's these they they're thing things
    think this those though three through time to today together told tomorrow tonight too top
    tourist trapped trying two ugly um under unable unacceptable unbelievable unit until up
    upset urgent urgently us very victim visiting waiting walking want wanted wants was wasn't
    watching we we're weird well went were what when where which while who whole why wife will
    with without witness won't wondering working worried would wouldn't wrong yeah year years
    yes yesterday you you're young your yours zero four five six seven eight nine ten it'll
    gonna wanna uh er erm hmm mobile email address spelled spelt spell first second third mainly
    mostly lying hiding bound sat stood hundred percent aged pregnant disabled alright
    unfortunately obviously basically honestly currently downstairs upstairs crazy insane
    absolutely completely kidnapped followed threatened hit attacked assaulted scammed cheated
    outraged disgusted nervous shocked minding heading returning travelling traveling manager
    guard cleaner nurse doctor lawyer retired secret private"""
)
SURNAMES_ZH = frozenset(
    "陈黄李张刘梁吴何林邓杨周赵曾谢徐郑郭叶袁余冯方潘彭许苏杜温罗劳吕马麦莫梅魏颜关邝高顾古简甘江江孔洪夏向韩范霍"
    "符朱钟崔蔡钱程邹曹黎凌廖陆龙骆白平岑石成薛萧冼孙宋施谭谈戴田丁唐汤董童韦胡邬屈任甄丘邱易严应姚翁区欧尹文武宁"
    "王裴沈詹邵尧侯侨祁聂柯倪卢路连雷黎赖蓝鲍毕卞车池褚楚储狄窦段樊房费傅龚巩管桂郝贺华季纪贾姜蒋焦靳景康匡况郎"
    "乐柳鲁栾满毛茅孟苗闵缪牟穆倪牛潘庞浦蒲戚齐秦裘阮芮桑沙商尚申沈盛舒司史水苏隋覃谈滕田佟涂屠万汪韦卫巫伍"
    "奚席项辛邢熊胥宣荀闫晏阳伊殷於于俞虞喻郁岳云臧翟湛章招祝庄卓宗左辜麥冼揭禤茹植练蒙利幸封丛雍纽"
)
COMPOUND_SURNAMES = words_of(
    """欧阳 司徒 上官 诸葛 司马 皇甫 尉迟 公孙 慕容 令狐 夏侯 端木 东方 独孤"""
)
