"""Words that tell a name from other words: surnames, given names, and the commonest words.

The surnames are the frequent ones of Hong Kong as its government romanises them, with the
frequent ones of its South Asian, Filipino and western residents; the Chinese ones are of the Hundred
Family Surnames (百家姓), in simplified characters as folded text has them.
"""

from __future__ import annotations

from nlp.normalise import words_of

SURNAMES = words_of(
    """chan wong lee cheung lau leung ng ho lam tang yeung chow chiu tsang tse tsui cheng kwok yip yuen
    yu fung fong poon pang hui so to wan lo law lui ma mak mok mui ngai ngan kwan kwong ko koo
    ku kan kam kong ip hung ha heung hon fan fok fu chu chung chui choi choy chin ching chau cho
    lai li ling liu luk lung lok pak ping pun shum shek shing sit siu sin suen sung sze tam tai
    tan tin ting tong tsao tseng tung tsoi wai woo wu wat yam yan yau yick yim ying yiu yung au
    auyeung szeto man mo ning ou pui sham shiu tsim tsin kung kei keung hau mau min nip or shuen
    wen wang zhang zhao zhou zhu chen lin huang yang xu sun hu gao guo liang xie deng feng ye
    jiang cai jia ding wei xue yan pan du dai xia zhong fang shi yao tan liao zou xiong jin lu
    hao kong bai cui kang mao qiu qin jiang gu hou shao meng long wan duan lei qian tang yin li
    singh kaur khan sharma kumar patel gurung rai limbu tamang thapa shrestha ali ahmed hussain
    iqbal malik mohammed muhammad sheikh gupta mehta shah das santos reyes cruz garcia dela
    bautista ramos mendoza flores gonzales lopez torres rivera castillo sari dewi wijaya nguyen
    tran pham smith jones brown taylor williams wilson johnson davies evans thomas roberts
    walker wright robinson thompson white hughes edwards green hall wood harris martin jackson
    clarke clark lewis scott morris cooper king baker harrison turner anderson campbell stewart
    murphy kelly miller davis moore allen mitchell adams allan armstrong arnold atkinson bailey
    barker barnes barnett barrett bates begum bell bennett berry black booth bradley brooks
    bryant burke burns burton butler byrne carpenter carr carroll carter chapman cohen cole
    coleman collins connor cook cox craig crawford cunningham dawson day delgado dixon doyle
    duncan dunn elliott ellis ferguson fisher fitzgerald fletcher forbes foster fox francis
    fraser freeman gallagher gardner gibson gill gordon graham grant gray griffiths hamilton
    harding hart harvey hayes henderson higgins hill holmes hopkins howard howell hudson hunt
    hunter jenkins jennings kennedy kerr knight lambert lawrence lawson lloyd logan macdonald
    mackenzie marshall mason matthews mccarthy mcdonald mckenzie mclean mills montgomery morgan
    morrison murray myers nelson newman nicholson o'brien o'connor o'neill o'sullivan owen
    palmer parker parsons patterson payne pearson perry peterson phillips porter powell price
    quinn reed reid reynolds rice richards richardson riley robertson rogers rose ross russell
    ryan saunders sanders schmidt schneider schwartz shaw shepherd simmons simpson spencer
    stevens stone sullivan sutherland tennant todd tucker wallace walsh warren watson watts
    weaver webb webster wells west wheeler wilkinson willis winter woods young muller meyer
    weber fischer wagner becker hoffmann dubois laurent lefebvre moreau rossi russo ferrari
    bianchi romano petrov ivanov ivanova petrova smirnov popov volkov kowalski nowak novak
    andersson johansson hansen larsen nielsen jensen olsen virtanen papadopoulos silva costa
    pereira oliveira ferreira almeida carvalho gomes ribeiro martins alves rodrigues fernandes
    rodriguez martinez hernandez fernandez sanchez perez alvarez gomez ruiz diaz moreno munoz
    romero navarro ortega castro ortiz rubio molina aquino villanueva mercado manalo salazar
    aguilar domingo pascual soriano valdez tolentino dizon lim sy uy ang ong teo koh goh sim
    quek neo yeo toh tay chua chong foo gan heng khoo kwek loh low ooi seow soh wee kapoor
    khanna malhotra chopra verma agarwal aggarwal jain bansal goel joshi desai modi rao reddy
    nair menon pillai iyer krishnan chatterjee mukherjee banerjee bose ghosh dutta sen roy
    mishra pandey tiwari yadav sood bhatia sidhu dhillon grewal sandhu virk rana chauhan rathore
    thakur chand daswani mohinani harilela mirpuri chellaram sadhwani melwani rahman chowdhury
    akhtar butt qureshi siddiqui ansari mirza baig aziz mahmood mehmood javed farooq rashid
    saeed hashmi bukhari bibi hossain islam uddin karim haque tahir abbas abdullah ibrahim yusuf
    osman magar sherpa lama karki basnet adhikari bhandari poudel acharya subedi ghimire khadka
    susanti wahyuni lestari rahayu puspita handayani suryani setiawan santoso widodo hidayat
    kurniawan nugroho saputra pratama tanaka suzuki sato takahashi watanabe ito yamamoto
    nakamura kobayashi kato yoshida yamada sasaki matsumoto inoue kimura hayashi shimizu kim
    park jung kwon hwang seo shin jeong jang okafor adeyemi okeke mensah diallo traore mwangi
    otieno le vu vo dang bui ngo duong ly phan hoang huynh dao trinh"""
)
GIVEN = words_of(
    """priscilla niamh aoife padraig saoirse ciaran eoin maeve declan ewan morag euan hamish rhys bronwyn sian huw carys
    cerys marisol rizza corazon ligaya joko dipak suman luc francois antoine jurgen chiara francesca joao tiago ana svetlana
    minjun seoyeon niran tuan phuong hermione gertrude humphrey barnaby alasdair kylie cecil yoyo kiki bruno edison anson
    benson melvin irvin ervin godwin darwin franklin dudley courtney carolyn gwyneth
    peter david michael john james robert william richard daniel kevin jason eric steven stephen
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
    kenji ananda pierre jean-paul hans aaron abby abigail adam adrian aidan ailsa aiden alastair
    alec alejandro alfie alfred alison alistair allison alyssa amelia amit anastasia andrea
    andre andreas angus anita anton antonia antonio anya archie ariel arjun arlene arnold arthur
    ash ashley astrid audrey aurora austin ava barry beatrice bella belinda bernadette bernard
    bert beth bethany beverley beverly blake bonita boris brad bradley brandon brenda brendan
    brett bridget brooke bryan caitlin callum camille cameron carl carla carlos carly carrie
    casey cassandra cecilia cedric celia celine chad chantal charlene charlie chelsea cheryl
    chloe chrissy clare clarence clark claudia claude clement clifford clive clyde colin colleen
    conor constance cora corinne craig curtis cyril daisy damian damien daniela daniella
    danielle daphne darren darryl dawn dean deborah deirdre delia denise desmond diego dion
    dmitri dolly dominic don donna dorian doreen dougal douglas drew duncan dustin dylan earl
    eden edgar edmund eduardo edwina effie elaina eleanor elena eli elias elijah elise eliza
    ella elle ellie elliot elliott elsa elsie elton elvis emil emilia emilie emmanuel enid
    enrique ernest estelle ethan eugene eunice evan evelyn fabio faye federico felicia felicity
    fernando fergus finn fletcher flora floyd freda freddie freddy freya gail gareth garth gavin
    gemma genevieve geoff geoffrey georgia georgina gerald gerard gerry gillian gina giles
    giovanni giulia gladys glen glenn glenda gordon graham grant greg gregory greta guido gus
    guy gwen hannah harold harriet harrison harvey hayley heather hector heidi helena hilary
    hilda holly horace hubert hugh hugo ibrahim ignatius igor imogen ines ingrid irma irwin
    isabella isla ivana jacob jacqueline jacques jade jaime jake jamal jamie jan janette janine
    jared jasper javier jemima jenna jennie jens jerome jesse jesus jo joachim joanna jodie joel
    johan johann johannes jolene jon jonas jordan jorge josefina josh josie juanita judith jules
    juliana juliet juliette justine kai karina karl kathleen kathryn katrina katya kay kayla
    kelly kendra kerry kieran kim kirsten kirsty klaus kris kristen kristin kristina kurt kyle
    lance lara lars latoya laurel lauren laurence leah lee leila lena lenny leonardo leonie
    leroy lesley lester levi lewis liam lila lillian lionel logan lola lorna lorraine lorenzo
    lottie lucia luciana lucinda luca luis luisa lydia lynda lynette lynn lynne mabel mackenzie
    mae magdalena magnus malcolm manuel mara marc marcel marcia margot marianne marilyn marina
    mario marion marissa marjorie marlene marlon marta martha martina marvin mateo mathew
    mathilda matilda matt mattias maureen mavis maxine maxwell megan mel melanie melinda melody
    mercy meredith mia micah michaela miguel mike mila mildred miles milly milo minnie miriam
    mitchell moira molly mona morgan moses muriel murray myra myrtle nadia nadine naomi natalia
    natasha neil nell nellie nigel nikita niklas nikolai nils norma norman octavia odette olga
    oliver ollie ophelia orla otis otto owen pablo paige pam paolo pascal pat patsy patty pearl
    pedro peggy penelope penny percy perry pete petra phil philippa pierce piers pippa poppy
    preston quentin rachael ralph ramon randy raphael raul reggie regina reginald rena rene
    renata ricardo rick ricky riley rob robbie roberta roberto robin robyn rochelle rod roderick
    rodney rodrigo roland roman ron rory rosalind rosanna rosemary rosie ross rowan roxanne rudy
    rufus rupert russ russell ruth sabrina sadie sasha saul savannah scarlett scott sebastian
    selena selina serena sergei sergio seth shane shannon shaun sheila shelley sherman sheryl
    shona sid sienna sigrid silvia silas simone sinead siobhan skye sofia sonia spencer stacey
    stacy stan stefan stephanie steph stewart stuart sue susanna susannah susie suzanne sven
    sybil sylvester tabitha talia tamara tanya tara tasha tatiana terri tess tessa thea thelma
    theo theodore theodora thierry tilda tilly tod todd tomas toni tori tracey travis trevor
    trisha trish tristan troy trudy tyler ulrich ursula valentina valerie vernon veronica vince
    viola violet virginia vivienne vladimir wade wanda warren wes wesley whitney wilbur wilfred
    will willa willem wilma winifred wolfgang xavier yasmin yasmine yolanda yvette zach zachary
    zara zena zoey abdul abdullah adeel adnan akbar amina amir anwar arif asad asif asma ayesha
    aziz babar bushra faisal faiz farah farhan farid faraz fawad hamid hamza haroon haris hina
    hira ijaz irfan ismail jamil javed kamran karim kashif khalid khadija mahmood maryam mehmood
    moin mubashir mustafa nadeem naeem nasir naveed nida noor omar osman qasim rabia rahim
    rashid rehman rizwan saad sadia saima sajid salman samina sana sania shahid shabnam shazia
    sohail tahir tariq umar waqas wasim yasir yousaf yusuf zahid zainab zubair abhishek aditya
    ajay akash akshay aman amar amrita ananya anand ankit anjali anju anoop anusha aparna
    archana arun asha ashok ashwin avinash bhavna chandra deepa deepika devika dinesh divya
    ganesh gaurav geeta gita gopal govind hari harish hemant jaya jyoti kabir kamal kavita kiran
    kishore komal kunal lakshmi lalit lata madhu mahesh manish manoj meena meera mohan mohit
    mukesh naresh naveen neel neeraj neha nikhil nisha nitin padma pankaj pooja prakash prasad
    prashant praveen prem preeti priyanka radha rahul raja rajan rajeev rajendra rakesh ramesh
    ranjit rashmi rekha ritu rohan rohit sachin sandeep sangeeta sanjeev santosh sarita satish
    seema shalini shanti sharad shilpa shiv shreya shyam siddharth sneha sonal subhash sudhir
    sumit sunil suresh swati tarun tushar uma usha vandana varun vijay vikas vikram vinay vinod
    vishal vivek yash amanpreet baljit gurdeep hardeep harjit jaspreet jasvinder kuldeep
    manpreet parminder rajinder simran sukhdeep bishnu bimala binod bikash dil kamala keshav
    laxmi mina narayan nirmala prabin puja sabita sarmila sujata tek agus budi dian eka endang
    eni erna fitri hartati indah kartini lia murni ningsih nurul putri ratna rini rina rosmiati
    sulastri sumarni suparti tri tuti wahyu wulan yanti yuni yuliana analyn angelica angelita
    arnel aileen bernardo charito chona cristina danilo dolores editha edna elvira emelita
    erlinda ernesto evangeline fe ferdinand florencia geraldine gregorio imelda jennylyn jhun
    jonalyn joselito josefa joy jovelyn leonora lourdes luz luzviminda maricel maricar marilou
    marivic merlyn milagros myrna nenita nestor ofelia perla precy remedios reynaldo rhea rizal
    rodel rogelio rolando romeo ronaldo rosalie roselyn rosita rubelyn ruel teresita trinidad
    virgilio akira aiko ayumi chiyo daisuke emi haruka haruki haruto hana hideo hiroko ichiro
    jun kaori kaito kazuki keiko kenta kumiko makoto mariko masako mayumi megumi miho miki
    minako naoko natsumi noriko rei ryo sakura satoshi sayaka shinji sora takashi takeshi taro
    tomoko yoko yoshi yuka yuko yumi yuto minho jiwoo minji seojun hyun jihoon soyeon hyejin
    eunji sunghoon chidi ngozi emeka amara kwame kofi abena fatou amadou aminata wanjiru
    oluwaseun tunde ifeoma bunga somchai nok lek malee anong chai nguyet linh thuy huong mai lan
    minh hung thanh"""
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
    guard cleaner nurse doctor lawyer retired secret private chinese british american indian
    filipino filipina indonesian pakistani nepalese nepali japanese korean thai french german
    italian spanish russian australian canadian european african asian vietnamese cantonese
    mainlander hongkonger muslim hindu buddhist monday tuesday wednesday thursday friday
    saturday sunday january february march september october november december christmas
    whatsapp facebook instagram google gmail mtr hsbc wechat telegram youtube paypal payme
    alipay traffic crime whatever somewhere anywhere everywhere yep nope behalf customer
    customers members member volunteer passenger passengers pedestrian motorist cyclist citizen
    colleague colleagues company shopkeeper landlord landlady tenant helper pensioner officer
    officers sergeant constable inspector sir madam mum mom dad grandma grandpa granny granddad"""
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
