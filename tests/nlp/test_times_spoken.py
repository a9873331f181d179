"""When, as people say it: three languages, ranges, corrections, and numbers that are no times."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.components.clock import HONG_KONG, resolve
from nlp.components.expressions import expressions
from nlp.components.time_atoms import atoms
from nlp.normalise import fold
from tests.nlp.conftest import RECEIVED_AT, Read

#: Said on Friday 20 November 2026, 10:30: month, day and time of both ends.
SPOKEN = [
    ("it happened between eight and nine last night", "11-19 20:00", "11-19 21:00"),
    ("about half an hour ago someone took my bag", "11-20 09:55", "11-20 10:05"),
    ("at about twenty past ten this morning", "11-20 10:20", "11-20 10:20"),
    ("a couple of hours back I saw him by the shop", "11-20 08:00", "11-20 09:00"),
    ("the day before yesterday around noon", "11-18 12:00", "11-18 12:00"),
    ("somebody broke in over the weekend", "11-14 00:00", "11-15 23:59"),
    ("the noise has been going on since Monday", "11-16 00:00", "11-20 10:30"),
    ("they do it every night this week", "11-16 00:00", "11-20 10:30"),
    ("last Tuesday my phone was stolen", "11-17 00:00", "11-17 23:59"),
    ("it happened on the fifteenth", "11-15 00:00", "11-15 23:59"),
    ("I woke up at 3 am and heard glass breaking", "11-20 03:00", "11-20 03:00"),
    ("at quarter to six yesterday", "11-19 17:45", "11-19 17:45"),
    ("my wallet went missing yesterday at lunchtime", "11-19 12:00", "11-19 14:00"),
    ("he grabbed my phone just now", "11-20 10:20", "11-20 10:30"),
    ("this time last week a man followed me home", "11-13 10:30", "11-13 10:30"),
    ("he hit me at eight no nine last night", "11-19 21:00", "11-19 21:00"),
    ("it was yesterday sorry the day before yesterday", "11-18 00:00", "11-18 23:59"),
    ("it was at eight thirty in the evening on Wednesday", "11-18 20:30", "11-18 20:30"),
    ("around 10 last night", "11-19 22:00", "11-19 22:00"),
    ("from nine to half past ten yesterday morning", "11-19 09:00", "11-19 10:30"),
    ("sometime after ten last night my car was scratched", "11-19 22:00", "11-20 06:00"),
    ("it was before seven this morning", "11-20 06:00", "11-20 07:00"),
    (
        "the shop is open until six and my bag was taken yesterday afternoon",
        "11-19 12:00",
        "11-19 18:00",
    ),
    (
        "I waited for two hours and nobody came my bike was stolen on Wednesday morning",
        "11-18 06:00",
        "11-18 12:00",
    ),
    ("my son is eight and he was hit by a car this morning", "11-20 06:00", "11-20 10:30"),
    (
        "call me on five one two three eight nine nine ten my bag was stolen on Sunday",
        "11-15 00:00",
        "11-15 23:59",
    ),
    ("flat nine ten floor block three was burgled yesterday evening", "11-19 18:00", "11-20 00:00"),
    (
        "they took three thousand dollars at nine forty five last night",
        "11-19 21:45",
        "11-19 21:45",
    ),
    ("early this morning around five someone tried our door", "11-20 05:00", "11-20 05:00"),
    ("late last night there was shouting", "11-19 21:00", "11-20 02:00"),
    ("on Monday night at eleven thirty", "11-16 23:30", "11-16 23:30"),
    ("at 2230 hours last night", "11-19 22:30", "11-19 22:30"),
    ("at 8.30 pm yesterday", "11-19 20:30", "11-19 20:30"),
    ("ten to four yesterday afternoon", "11-19 15:50", "11-19 15:50"),
    ("two weeks ago I lost my octopus card", "11-02 00:00", "11-08 23:59"),
    ("it was three o'clock yesterday", "11-19 15:00", "11-19 15:00"),
    ("last weekend in the park", "11-14 00:00", "11-15 23:59"),
    ("between Monday and Wednesday somebody entered my storage unit", "11-16 00:00", "11-18 23:59"),
    (
        "between yesterday evening and this morning my scooter disappeared",
        "11-19 18:00",
        "11-20 10:30",
    ),
    ("earlier this week a man exposed himself", "11-16 00:00", "11-20 10:30"),
    ("earlier today on the tram", "11-20 00:00", "11-20 10:30"),
    ("fifteen minutes ago", "11-20 10:10", "11-20 10:20"),
    ("an hour and a half ago", "11-20 08:30", "11-20 09:30"),
    ("ninety minutes ago", "11-20 08:30", "11-20 09:30"),
    ("it's been two hours since he left", "11-20 08:00", "11-20 10:30"),
    ("he's been banging on my door for twenty minutes", "11-20 10:10", "11-20 10:30"),
    ("the alarm has been ringing since six this morning", "11-20 06:00", "11-20 10:30"),
    ("November the 3rd at about nine pm", "11-03 21:00", "11-03 21:00"),
    ("on the third of November in the evening", "11-03 18:00", "11-04 00:00"),
    ("the day before yesterday at night", "11-18 18:00", "11-19 06:00"),
    ("Saturday night at half eleven", "11-14 23:30", "11-14 23:30"),
    ("Thursday last week", "11-12 00:00", "11-12 23:59"),
    ("at midnight last night a car alarm went off", "11-20 00:00", "11-20 00:00"),
    ("at half one this morning", "11-20 01:30", "11-20 01:30"),
    ("twelve thirty in the morning", "11-20 00:30", "11-20 00:30"),
    ("at noon yesterday", "11-19 12:00", "11-19 12:00"),
    ("just after seven last night", "11-19 19:00", "11-19 19:59"),
    ("in the middle of the night", "11-20 00:00", "11-20 06:00"),
    ("he was shouting at me last night", "11-19 18:00", "11-20 06:00"),
    ("he is still shouting outside", "11-20 10:30", "11-20 10:30"),
    ("last month somebody stole my parcel", "10-01 00:00", "10-31 23:59"),
    ("I saw him at seven or eight this morning", "11-20 07:00", "11-20 08:00"),
    ("around eightish last night", "11-19 20:00", "11-19 20:00"),
    ("I left my bag on the bus at six fifteen this morning", "11-20 06:15", "11-20 06:15"),
    ("I got home at seven pm yesterday and found the door open", "11-19 19:00", "11-19 19:00"),
    (
        "I will be home after six tomorrow my bike was taken on Thursday evening",
        "11-19 18:00",
        "11-20 00:00",
    ),
    (
        "room nine zero two on the tenth floor at two in the afternoon yesterday",
        "11-19 14:00",
        "11-19 14:00",
    ),
    ("bus number eight at stop six yesterday morning", "11-19 06:00", "11-19 12:00"),
    ("頭先有人搶咗我個袋", "11-20 09:30", "11-20 10:30"),
    ("琴晚十點幾有人拍門", "11-19 22:00", "11-19 22:59"),
    ("前日下晝我架單車唔見咗", "11-18 12:00", "11-18 18:00"),
    ("由八點到九點之間琴晚", "11-19 20:00", "11-19 21:00"),
    ("上星期二俾人呃咗錢", "11-10 00:00", "11-10 23:59"),
    ("今朝七點三個字", "11-20 07:15", "11-20 07:15"),
    ("兩個鐘頭前", "11-20 08:00", "11-20 09:00"),
    ("半個鐘前有人偷嘢", "11-20 09:55", "11-20 10:05"),
    ("琴日三點半", "11-19 15:30", "11-19 15:30"),
    ("今個禮拜有人偷我啲信", "11-16 00:00", "11-20 10:30"),
    ("上個月尾我買咗件嘢", "10-21 00:00", "10-31 23:59"),
    ("凌晨兩點有人爆門", "11-20 02:00", "11-20 02:00"),
    ("尋晚夜媽媽三點幾", "11-20 03:00", "11-20 03:59"),
    ("一個字之前", "11-20 10:20", "11-20 10:30"),
    ("十幾分鐘前", "11-20 10:10", "11-20 10:20"),
    ("兩個半鐘前", "11-20 07:30", "11-20 08:30"),
    ("今朝早七點半左右", "11-20 07:30", "11-20 07:30"),
    ("琴晚八九點左右", "11-19 20:00", "11-19 21:00"),
    ("琴日朝早十點唔係十一點", "11-19 11:00", "11-19 11:00"),
    ("禮拜日夜晚", "11-15 18:00", "11-16 00:00"),
    ("上個禮拜五晚", "11-13 18:00", "11-14 06:00"),
    ("十五號晏晝", "11-15 12:00", "11-15 18:00"),
    ("琴日食晏嗰陣", "11-19 12:00", "11-19 14:00"),
    ("佢琴晚打我", "11-19 18:00", "11-20 06:00"),
    ("我住三樓五號室二十歲我個袋琴日俾人偷咗", "11-19 00:00", "11-19 23:59"),
    ("我等咗兩個鐘都冇人理我尋日單車俾人偷", "11-19 00:00", "11-19 23:59"),
    ("間鋪開到六點尋日下晝俾人偷嘢", "11-19 12:00", "11-19 18:00"),
    ("琴晚十一點九", "11-19 23:45", "11-19 23:45"),
    ("今朝五點搭八", "11-20 05:40", "11-20 05:40"),
    ("踏正十二點嗰陣琴晚", "11-20 00:00", "11-20 00:00"),
    ("前晚十一點零五分", "11-18 23:05", "11-18 23:05"),
    ("由琴晚十二點到今朝六點", "11-20 00:00", "11-20 06:00"),
    ("啱啱發生", "11-20 09:30", "11-20 10:30"),
    ("琴日快啲走咗一點都唔驚", "11-19 00:00", "11-19 23:59"),
    ("有一點想講上星期三朝早", "11-11 06:00", "11-11 12:00"),
    ("由禮拜一開始到而家都係咁嘈", "11-16 00:00", "11-20 10:30"),
    ("上個月有人偷嘢", "10-01 00:00", "10-31 23:59"),
    ("今日朝頭早九點搭正", "11-20 09:00", "11-20 09:00"),
    ("昨晚有人敲门", "11-19 18:00", "11-20 06:00"),
    ("刚才有人抢我包", "11-20 09:30", "11-20 10:30"),
    ("半小时前", "11-20 09:55", "11-20 10:05"),
    ("上周五下午我的手机丢了", "11-13 12:00", "11-13 18:00"),
    ("前天中午", "11-18 11:00", "11-18 14:00"),
    ("昨天从八点到九点", "11-19 08:00", "11-19 09:00"),
    ("昨天晚上从八点到九点", "11-19 20:00", "11-19 21:00"),
    ("今天早上七点一刻", "11-20 07:15", "11-20 07:15"),
    ("差五分九点今天早上", "11-20 08:55", "11-20 08:55"),
    ("昨天下午三点多", "11-19 15:00", "11-19 15:59"),
    ("十几分钟之前", "11-20 10:10", "11-20 10:20"),
    ("大概两三个小时前", "11-20 07:30", "11-20 08:30"),
    ("这个星期一晚上", "11-16 18:00", "11-17 00:00"),
    ("三天前的晚上", "11-17 18:00", "11-18 00:00"),
    ("昨天十四点三十分", "11-19 14:30", "11-19 14:30"),
    ("昨天晚上八点不对九点", "11-19 21:00", "11-19 21:00"),
    ("11月3号上午九点", "11-03 09:00", "11-03 09:00"),
    ("有一点奇怪上个星期四早上有人跟着我", "11-12 06:00", "11-12 12:00"),
    ("我刚刚被抢了", "11-20 09:30", "11-20 10:30"),
    ("周末我家被偷了", "11-14 00:00", "11-15 23:59"),
    ("昨天凌晨一点半", "11-19 01:30", "11-19 01:30"),
    ("今天早上六点到七点之间", "11-20 06:00", "11-20 07:00"),
    ("从昨晚到现在一直有水漏下来", "11-19 18:00", "11-20 10:30"),
    ("I reckon it was somewhere round half nine last night", "11-19 21:30", "11-19 21:30"),
    ("it'd be about ten past seven this morning when I noticed", "11-20 07:10", "11-20 07:10"),
    ("the night before last around elevenish", "11-18 23:00", "11-18 23:00"),
    ("three hours ago give or take", "11-20 07:00", "11-20 08:00"),
    ("a quarter of an hour ago", "11-20 10:10", "11-20 10:20"),
    ("not even five minutes ago", "11-20 10:20", "11-20 10:30"),
    ("this was on Saturday evening at about a quarter past eight", "11-14 20:15", "11-14 20:15"),
    ("Sunday afternoon between two and four", "11-15 14:00", "11-15 16:00"),
    ("it's been going on for the last forty minutes", "11-20 09:50", "11-20 10:30"),
    ("all night long from eleven till four", "11-19 23:00", "11-20 04:00"),
    ("from about six pm to eight pm on Tuesday", "11-17 18:00", "11-17 20:00"),
    (
        "I parked at 8 this morning and when I got back at 10 the window was smashed",
        "11-20 08:00",
        "11-20 10:00",
    ),
    (
        "we went out at seven last night came home around midnight and the door was open",
        "11-19 19:00",
        "11-20 00:00",
    ),
    ("first thing this morning", "11-20 06:00", "11-20 10:30"),
    ("yesterday around teatime five ish", "11-19 17:00", "11-19 17:00"),
    ("on the 12th in the afternoon", "11-12 12:00", "11-12 18:00"),
    ("last Thursday at lunch time", "11-19 12:00", "11-19 14:00"),
    ("the week before last", "11-02 00:00", "11-08 23:59"),
    ("about a week ago", "11-09 00:00", "11-15 23:59"),
    ("a few minutes back", "11-20 10:20", "11-20 10:30"),
    ("earlier this morning maybe eight forty", "11-20 08:40", "11-20 08:40"),
    ("at 11:45 pm on Wednesday", "11-18 23:45", "11-18 23:45"),
    ("two nights ago about three in the morning", "11-19 03:00", "11-19 03:00"),
    ("Monday at 6", "11-16 18:00", "11-16 18:00"),
    ("it happened at seven oh five this morning on bus 118", "11-20 07:05", "11-20 07:05"),
    ("since last night the alarm hasn't stopped", "11-19 18:00", "11-20 10:30"),
    ("just this second somebody ran off with my bag", "11-20 10:20", "11-20 10:30"),
    ("at some point between Friday night and Saturday morning", "11-13 18:00", "11-14 12:00"),
    ("he said meet at six tomorrow he robbed me on Wednesday night", "11-18 18:00", "11-19 06:00"),
    (
        "I am forty five years old I live at flat 9 B I was robbed yesterday at noon",
        "11-19 12:00",
        "11-19 12:00",
    ),
    (
        "my number is six one two three four five six seven it happened about nine last night",
        "11-19 21:00",
        "11-19 21:00",
    ),
    (
        "they want twenty thousand by eight tomorrow they called me yesterday afternoon",
        "11-19 12:00",
        "11-19 18:00",
    ),
    (
        "I have been here for three years and yesterday evening somebody broke my mailbox",
        "11-19 18:00",
        "11-20 00:00",
    ),
    ("bus 9 came at 10 last night and the driver shouted at me", "11-19 22:00", "11-19 22:00"),
    ("oh gosh what day is it um Wednesday no Thursday morning", "11-19 06:00", "11-19 12:00"),
    ("six in the morning no sorry seven in the morning today", "11-20 07:00", "11-20 07:00"),
    ("我尋日下晝三點幾去飲茶嗰陣唔見咗電話", "11-19 15:00", "11-19 15:59"),
    ("大概夜晚九點度 琴日", "11-19 21:00", "11-19 21:00"),
    ("今朝返工嗰陣八點半左右", "11-20 08:30", "11-20 08:30"),
    ("三個鐘之前", "11-20 07:00", "11-20 08:00"),
    ("頭先五分鐘前啦", "11-20 10:20", "11-20 10:30"),
    ("差唔多兩個幾鐘頭前", "11-20 07:30", "11-20 08:30"),
    ("琴晚十一點到今朝六點之間", "11-19 23:00", "11-20 06:00"),
    ("我八點出門口返到屋企六點琴日", "11-19 08:00", "11-19 18:00"),
    ("禮拜三晚大概十點鐘", "11-18 22:00", "11-18 22:00"),
    ("上個禮拜六下晝四點", "11-14 16:00", "11-14 16:00"),
    ("前晚凌晨三點幾", "11-19 03:00", "11-19 03:59"),
    ("尋晚半夜", "11-20 00:00", "11-20 06:00"),
    ("十一月十八號夜晚八點", "11-18 20:00", "11-18 20:00"),
    ("嗰日係十七號", "11-17 00:00", "11-17 23:59"),
    ("琴日晏晝一點", "11-19 13:00", "11-19 13:00"),
    ("響咗成個鐘啦仲響緊", "11-20 09:30", "11-20 10:30"),
    ("今日十點正", "11-20 10:00", "11-20 10:00"),
    ("今朝六點幾七點", "11-20 06:00", "11-20 07:00"),
    ("我電話九一二三四五六七琴日下晝俾人偷車", "11-19 12:00", "11-19 18:00"),
    ("我等到十點先報警佢琴晚八點打我", "11-19 20:00", "11-19 20:00"),
    ("昨天下午两点到四点", "11-19 14:00", "11-19 16:00"),
    ("上周三晚上九点左右", "11-11 21:00", "11-11 21:00"),
    ("二十分钟前", "11-20 10:05", "11-20 10:15"),
    ("今早六点五十", "11-20 06:50", "11-20 06:50"),
    ("我中午十二点出门 下午五点回来 门就被撬了 昨天的事", "11-19 12:00", "11-19 17:00"),
    ("前天夜里两点多", "11-19 02:00", "11-19 02:59"),
    ("大前天上午", "11-17 06:00", "11-17 12:00"),
    ("就刚刚 不到五分钟", "11-20 10:20", "11-20 10:30"),
    ("已经两个小时了还没人来", "11-20 08:30", "11-20 10:30"),
    ("昨晚七八点", "11-19 19:00", "11-19 20:00"),
    ("it was last Sunday round about half three in the afternoon", "11-15 15:30", "11-15 15:30"),
    ("maybe twenty five to nine this morning", "11-20 08:35", "11-20 08:35"),
    ("I saw it at nine forty on Tuesday night", "11-17 21:40", "11-17 21:40"),
    ("between noon and one yesterday", "11-19 12:00", "11-19 13:00"),
    ("the accident was ten minutes ago", "11-20 10:15", "11-20 10:25"),
    ("since about four o'clock this morning a pipe has been leaking", "11-20 04:00", "11-20 10:30"),
    ("尋日五點三個骨", "11-19 17:45", "11-19 17:45"),
    ("今朝天未光有人撬門", "11-20 04:00", "11-20 07:00"),
    ("前日夜晚十點至十一點", "11-18 22:00", "11-18 23:00"),
    ("禮拜二下晝兩點半", "11-17 14:30", "11-17 14:30"),
    ("差不多四十五分鐘前", "11-20 09:40", "11-20 09:50"),
    ("今天早晨六点多", "11-20 06:00", "11-20 06:59"),
    ("上个星期天晚上", "11-15 18:00", "11-16 00:00"),
    ("昨天晚上十一点四十", "11-19 23:40", "11-19 23:40"),
    ("前天上午九点到十一点", "11-18 09:00", "11-18 11:00"),
    (
        "I went to bed at eleven and when I woke up at seven my laptop was gone",
        "11-19 23:00",
        "11-20 07:00",
    ),
    (
        "when I woke up at seven my laptop was gone I went to bed at eleven",
        "11-19 23:00",
        "11-20 07:00",
    ),
    (
        "I came down this morning and saw the dent somebody hit my car on Wednesday night",
        "11-18 18:00",
        "11-19 06:00",
    ),
    (
        "I came out of the cinema about nine last night and my bag was stolen from the car we'd been in there since six",
        "11-19 18:00",
        "11-19 21:00",
    ),
    (
        "we closed the shop at ten and when we opened at nine the till was empty",
        "11-19 22:00",
        "11-20 09:00",
    ),
    (
        "between quarter to seven and quarter past last night my car was broken into",
        "11-19 18:45",
        "11-19 19:15",
    ),
    ("my bag was stolen at nine no ten last night", "11-19 22:00", "11-19 22:00"),
    ("at about half past four yesterday no it was more like five", "11-19 17:00", "11-19 17:00"),
    ("it was Tuesday no Wednesday the Wednesday before last", "11-11 00:00", "11-11 23:59"),
    ("it's friday today so my van was taken on Wednesday night", "11-18 18:00", "11-19 06:00"),
    (
        "last night two men stuck a note on our door and said they will come tonight",
        "11-19 18:00",
        "11-20 06:00",
    ),
    ("some time between Friday evening and Monday morning", "11-13 18:00", "11-16 12:00"),
    ("about a fortnight ago", "11-02 00:00", "11-08 23:59"),
    ("around tea time yesterday", "11-19 15:00", "11-19 18:00"),
    ("at breakfast time yesterday", "11-19 05:00", "11-19 09:00"),
    ("three quarters of an hour ago", "11-20 09:40", "11-20 09:50"),
    ("my shift ends at ten but a man hit me at seven", "11-20 07:00", "11-20 07:00"),
    ("我今朝九點放低個袋，十點返嚟就唔見咗", "11-20 09:00", "11-20 10:00"),
    ("琴晚九點，唔係，十點泊低架車，今朝七點半落去見到塊玻璃爛咗", "11-19 22:00", "11-20 07:30"),
    ("琴日三點鐘到而家都未返", "11-19 15:00", "11-20 10:30"),
    ("今朝有個男人喺東鐵摸我，啱啱先落車", "11-20 09:30", "11-20 10:30"),
    ("我昨晚八点关门，今天早上八点来开门，抽屉里的钱全没了", "11-19 20:00", "11-20 08:00"),
    ("晚上九点停的车，早上七点看到玻璃碎了", "11-19 21:00", "11-20 07:00"),
    ("我们刚捡到一个钱包", "11-20 09:30", "11-20 10:30"),
    ("前天我去报案等了三个半小时", "11-18 00:00", "11-18 23:59"),
    (
        "my bag was stolen on Saturday we got there at ten and noticed at about half two",
        "11-14 10:00",
        "11-14 14:30",
    ),
    (
        "at six I left home and at eleven I got back and the door was forced",
        "11-19 18:00",
        "11-19 23:00",
    ),
    ("我六點出門，十一點返嚟，屋企俾人爆竊", "11-19 18:00", "11-19 23:00"),
    ("before I left for work at seven thirty this morning", "11-20 07:30", "11-20 07:30"),
    ("on my way to work this morning so about eight twenty", "11-20 08:20", "11-20 08:20"),
    ("it was half past midnight", "11-20 00:30", "11-20 00:30"),
    ("the weekend before last", "11-07 00:00", "11-08 23:59"),
    ("my boss took my passport in June", "06-01 00:00", "06-30 23:59"),
    ("in early November a man came to the door", "11-01 00:00", "11-10 23:59"),
    ("我九月底喺網上買嘢俾人呃", "09-21 00:00", "09-30 23:59"),
    ("他从五月开始骚扰我", "05-01 00:00", "11-20 10:30"),
    ("she has been missing since the 3rd", "11-03 00:00", "11-20 10:30"),
    (
        "I left the office at six and at half seven a man grabbed me and robbed me",
        "11-20 07:30",
        "11-20 07:30",
    ),
    ("晚上九点下班，十点在巷子里被抢了", "11-19 22:00", "11-19 22:00"),
    (
        "I was away from the tenth to the seventeenth and the flat was robbed",
        "11-10 00:00",
        "11-17 23:59",
    ),
    ("今天凌晨一两点听到有人惨叫", "11-20 01:00", "11-20 02:00"),
    ("今朝喺街市俾人打荷包，啱啱先發現", "11-20 06:00", "11-20 10:30"),
]
#: "Right to the hour": both ends lie within this of what was meant.
_TOLERANCE = timedelta(minutes=61)


@pytest.mark.parametrize(("text", "start", "end"), SPOKEN)
def test_what_is_said_of_the_time_is_right_to_the_hour(
    read: Read, text: str, start: str, end: str
) -> None:
    """Both ends lie within an hour of what a person would write down."""
    occurred = read(text)["occurred"]
    for name, wanted in (("start", start), ("end", end)):
        assert occurred[name] is not None
        got = datetime.fromisoformat(occurred[name]).astimezone(HONG_KONG)
        meant = datetime.fromisoformat(f"2026-{wanted.replace(' ', 'T')}:00+08:00")
        assert abs(got - meant) <= _TOLERANCE, (name, got)


FLAGS = [
    ("the noise has been going on since Monday", "ongoing", True),
    ("they do it every night this week", "recurring", True),
    ("he's been banging on my door for twenty minutes", "ongoing", True),
    ("the alarm has been ringing since six this morning", "ongoing", True),
    ("he was shouting at me last night", "ongoing", False),
    ("he is still shouting outside", "ongoing", True),
    ("he keeps calling me at night", "recurring", True),
    ("they keep throwing rubbish out of the window every few days", "recurring", True),
    ("it happens most evenings", "recurring", True),
    ("three times this week someone rang my bell", "recurring", True),
    ("someone is trying to open my door", "ongoing", True),
    ("they have gone now", "ongoing", False),
    ("夜晚成日好嘈", "recurring", True),
    ("晚晚都有人喺樓下燒烤", "recurring", True),
    ("佢打緊我", "ongoing", True),
    ("佢打咗我", "ongoing", False),
    ("佢而家仲喺門口唔肯走", "ongoing", True),
    ("佢琴晚打我", "ongoing", False),
    ("佢琴晚打咗我半個鐘", "ongoing", False),
    ("他十分钟前还在大厅闹，保安把他拖走了", "ongoing", False),
    ("呢幾日都有人跟住我", "recurring", True),
    ("一連三晚都係咁", "recurring", True),
    ("由禮拜一開始到而家都係咁嘈", "ongoing", True),
    ("每个周末都这样", "recurring", True),
    ("最近经常有人半夜敲门", "recurring", True),
    ("那个人还在外面敲门", "ongoing", True),
    ("他打了我就跑了", "ongoing", False),
    ("从昨晚到现在一直有水漏下来", "ongoing", True),
    ("it's been going on for the last forty minutes", "ongoing", True),
    ("since last night the alarm hasn't stopped", "ongoing", True),
    ("he comes round most nights after ten", "recurring", True),
    ("this is the third time this week", "recurring", True),
    ("響咗成個鐘啦仲響緊", "ongoing", True),
    ("今個月第三次喇", "recurring", True),
    ("佢哋日日都喺度賭錢", "recurring", True),
    ("隔幾日就嚟一次", "recurring", True),
    ("这都第四次了", "recurring", True),
    ("从周一到现在天天如此", "recurring", True),
    ("已经两个小时了还没人来", "ongoing", True),
    ("I get about twenty silent calls a day", "recurring", True),
    ("the van followed us on Monday and again today", "recurring", True),
    ("I take the train every day and this morning my phone was stolen", "recurring", False),
    (
        "my mother has dementia she always says I'm her sister she walked out at nine",
        "recurring",
        False,
    ),
    ("一到十二點就開始推枱櫈", "recurring", True),
    ("他一天给我打几十个电话", "recurring", True),
    ("每逢星期六都有人放煙花", "recurring", True),
]


@pytest.mark.parametrize(("text", "flag", "wanted"), FLAGS)
def test_what_goes_on_or_recurs_is_told_from_what_is_over(
    read: Read, text: str, flag: str, wanted: bool
) -> None:
    """緊 and "is still" go on, 咗 and "was" are over, "keeps" and 晚晚 recur."""
    assert read(text)["occurred"][flag] is wanted


@pytest.mark.parametrize(
    "text",
    [
        "flat nine on the tenth floor block three",
        "call me on five one two three eight nine nine ten",
        "he is eight years old and weighs thirty kilos",
        "it costs three thousand two hundred dollars",
        "the shop is open until six",
        "a party tomorrow at nine",
        "bus number eight at stop six",
        "快一點啦有一點怪",
        "我住三樓五號室",
        "聽日下晝三點開會",
        "间铺开到六点",
    ],
)
def test_numbers_that_are_no_times_give_no_time(read: Read, text: str) -> None:
    """Floors, phones, ages, money, opening hours and plans are not when it happened."""
    assert read(text)["occurred"]["start"] is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [("today at three", 3), ("today at eleven at night", None), ("at 2 pm", 14)],
)
def test_a_time_of_today_is_never_ahead(read: Read, text: str, hour: int | None) -> None:
    """At half past ten in the morning, "at 2 pm" was yesterday's."""
    start = read(text)["occurred"]["start"]
    if hour is None:
        assert start is None
    else:
        moment = datetime.fromisoformat(start).astimezone(HONG_KONG)
        assert moment.hour == hour and moment <= RECEIVED_AT


_PIECES = [
    said for text, _, _ in SPOKEN for said in (text[: len(text) // 2], text[len(text) // 2 :])
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=6),
    st.integers(min_value=0, max_value=60 * 24 * 800),
    st.sampled_from(["", " ", "no ", " to ", "到", "唔係", " until now "]),
)
def test_no_mixture_of_expressions_lies_in_the_future(
    pieces: list[str], minutes: int, between: str
) -> None:
    """Whatever is said and whenever: in order, over by the time of receipt, nothing raised."""
    received_at = RECEIVED_AT + timedelta(minutes=minutes)
    for expression in expressions(fold(between.join(pieces))):
        interval = resolve(expression.atoms, received_at, expression.later)
        if interval.start is not None and interval.end is not None:
            assert interval.start <= interval.end <= received_at


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_atoms_in_order(text: str) -> None:
    """Nothing raises, and no two atoms overlap."""
    folded = fold(text)
    found = list(atoms(folded))
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(0 <= atom.start < atom.end <= len(folded) for atom in found)


def test_the_number_of_expressions_is_bounded() -> None:
    """A hundred thousand words of clock times are no more work than their length."""
    found = list(expressions(fold("at nine yesterday. 琴晚十點。" * 5_000)))
    assert 0 < len(found) <= 200
