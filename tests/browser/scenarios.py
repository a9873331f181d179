"""Callers' messages in English, Cantonese and Mandarin, as the browser tests and pictures need them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.models import User
from tests.builders import (
    THEFT,
    Scenario,
    build_draft,
    build_message,
    build_ready_case,
    build_transcript,
    build_user,
    speech_like_wav,
)
from voice_intake.models import Message
from voice_intake.settings import Settings
from voice_intake.stages import State


def _type(code: str, en: str, zh: str, quote: str, confidence: float = 0.9) -> dict[str, Any]:
    return {
        "code": code,
        "label_en": en,
        "label_zh": zh,
        "apco": None,
        "confidence": confidence,
        "primary": True,
        "qualifiers": [],
        "evidence": [quote],
    }


def _place(en: str, zh: str, district: str, quote: str, **more: Any) -> dict[str, Any]:
    place: dict[str, Any] = {
        "role": "incident",
        "kind": "street",
        "text": quote,
        "name_en": en,
        "name_zh": zh,
        "district": district,
        "lat": None,
        "lon": None,
        "precision_m": None,
        "confidence": 0.85,
        "ambiguous": False,
        "candidates": [],
        "detail": {},
        "evidence": [quote],
    }
    return {**place, **more}


FIGHT = Scenario(
    text=(
        "There are two men fighting right now outside the seven eleven on Sai Yeung Choi Street, "
        "one of them has a knife. One is bleeding. Please come quickly. "
        "I am at number 45, I can see them from my window. I don't want to leave my name."
    ),
    duration_s=21.0,
    urgency="emergency",
    doubtful=("Sai", "45"),
    report={
        "incident_types": [_type("assault", "Assault", "襲擊", "two men fighting", 0.91)],
        "urgency": {
            "level": "emergency",
            "reasons": [
                {
                    "cue": "has a knife",
                    "rule": "urgency.weapon",
                    "evidence": ["one of them has a knife"],
                },
                {"cue": "bleeding", "rule": "urgency.injured", "evidence": ["One is bleeding"]},
            ],
        },
        "locations": [
            _place(
                "Sai Yeung Choi Street South",
                "西洋菜南街",
                "YTM",
                "Sai Yeung Choi Street",
                confidence=0.52,
                ambiguous=True,
                detail={"building_no": "45"},
                candidates=[
                    {
                        "name_en": "Sai Yeung Choi Street South",
                        "name_zh": "西洋菜南街",
                        "district": "YTM",
                        "score": 0.52,
                    },
                    {
                        "name_en": "Sai Yeung Choi Street North",
                        "name_zh": "西洋菜北街",
                        "district": "SSP",
                        "score": 0.44,
                    },
                ],
            )
        ],
        "occurred": {
            "start": "2026-11-22T09:28:00+08:00",
            "end": None,
            "precision": "minute",
            "ongoing": True,
            "recurring": False,
            "evidence": ["right now"],
        },
        "people": [
            {
                "role": "suspect",
                "is_caller": False,
                "count": 2,
                "sex": "male",
                "age": None,
                "description": None,
                "evidence": ["two men fighting"],
            }
        ],
        "weapon": {"value": "yes", "evidence": ["has a knife"]},
        "injury": {"value": "yes", "evidence": ["One is bleeding"]},
        "contact": {
            "name": None,
            "phone": None,
            "callback": "unknown",
            "anonymous": True,
            "safe_hours": None,
            "evidence": ["I don't want to leave my name"],
        },
        "missing": [
            {
                "question": "direction",
                "prompt": {
                    "en": "Which way did they go, if they left?",
                    "zh": "佢哋走咗去邊個方向？",
                },
            },
            {
                "question": "description",
                "prompt": {"en": "What are they wearing?", "zh": "佢哋着咩衫？"},
            },
        ],
        "summary": "Fight between two men, one with a knife, now, Sai Yeung Choi Street; one is bleeding.",
        "summary_zh": "西洋菜街現正有兩名男子打鬥，其中一人持刀，一人流血。",
    },
)

BURGLARY = Scenario(
    text="喂你好，我想報案，琴晚十一點幾我返到屋企，發現道門俾人撬爛咗，唔見咗部手提電腦同埋三千蚊現金，我住喺黃大仙下邨龍昌樓十二樓，我電話係九八七六五四三二",
    language="yue",
    duration_s=19.0,
    urgency="priority",
    doubtful=("昌",),
    report={
        "incident_types": [_type("burglary", "Burglary", "爆竊", "道門俾人撬爛咗", 0.95)],
        "urgency": {
            "level": "priority",
            "reasons": [{"cue": "撬爛", "rule": "urgency.fresh", "evidence": ["撬爛咗"]}],
        },
        "locations": [
            _place(
                "Lung Cheong House, Lower Wong Tai Sin Estate",
                "黃大仙下邨龍昌樓",
                "WTS",
                "黃大仙下邨龍昌樓十二樓",
                kind="estate",
                detail={"floor": "12"},
                lat=22.3412,
                lon=114.1931,
                precision_m=40,
            )
        ],
        "occurred": {
            "start": "2026-11-21T23:00:00+08:00",
            "end": "2026-11-22T00:00:00+08:00",
            "precision": "hour",
            "ongoing": False,
            "recurring": False,
            "evidence": ["琴晚十一點幾"],
        },
        "property": [
            {
                "item": "手提電腦",
                "status": "stolen",
                "value_hkd": None,
                "identifiers": [],
                "evidence": ["部手提電腦"],
            },
            {
                "item": "現金",
                "status": "stolen",
                "value_hkd": 3000,
                "identifiers": [],
                "evidence": ["三千蚊現金"],
            },
        ],
        "phones": [{"number": "50765432", "role": "caller", "evidence": ["九八七六五四三二"]}],
        "contact": {
            "name": None,
            "phone": "50765432",
            "callback": "yes",
            "anonymous": False,
            "safe_hours": None,
            "evidence": ["九八七六五四三二"],
        },
        "missing": [
            {
                "question": "suspect",
                "prompt": {"en": "Did you see anybody?", "zh": "你有冇見到可疑嘅人？"},
            }
        ],
        "summary": "Burglary at Lung Cheong House, Lower Wong Tai Sin Estate: laptop and HK$3,000 in cash.",
        "summary_zh": "黃大仙下邨龍昌樓爆竊，失去手提電腦及現金三千元。",
    },
)

NOISE = Scenario(
    text="我要投诉楼上每天晚上打麻将，太吵了，在荃湾沙咀道，希望你们可以处理一下",
    language="zh",
    duration_s=9.0,
    report={
        "incident_types": [_type("noise", "Noise", "噪音", "太吵了", 0.83)],
        "locations": [_place("Sha Tsui Road", "沙咀道", "TW", "沙咀道")],
        "occurred": {
            "start": None,
            "end": None,
            "precision": "part_of_day",
            "ongoing": False,
            "recurring": True,
            "evidence": ["每天晚上"],
        },
        "summary": "Recurring noise (mahjong) at night on Sha Tsui Road.",
        "summary_zh": "沙咀道晚上經常打麻雀發出噪音。",
    },
)

LOST = Scenario(
    text="I lost my wallet on the number six bus this morning. It is brown leather with my Octopus card.",
    duration_s=8.0,
    report={
        "incident_types": [
            _type("lost_property", "Lost property", "失物", "I lost my wallet", 0.94)
        ],
        "property": [
            {
                "item": "brown leather wallet",
                "status": "lost",
                "value_hkd": None,
                "identifiers": [],
                "evidence": ["my wallet"],
            }
        ],
        "summary": "Wallet lost on a bus this morning.",
        "summary_zh": "今早在巴士上遺失銀包。",
    },
)

FRAUD = Scenario(
    text="有人打電話嚟話係入境處，呃咗我五萬蚊，佢個號碼係六一二三四五六七",
    language="yue",
    duration_s=8.0,
    urgency="priority",
    report={
        "incident_types": [_type("fraud", "Fraud", "詐騙", "呃咗我五萬蚊", 0.9)],
        "phones": [{"number": "50612345", "role": "suspect", "evidence": ["六一二三四五六七"]}],
        "summary": "Telephone fraud: HK$50,000, somebody posing as the Immigration Department.",
        "summary_zh": "電話騙案，冒充入境處，損失五萬元。",
    },
)

SILENCE = Scenario(text="", duration_s=4.0)


def build_desk(session: Session, settings: Settings, now: datetime) -> dict[str, Message | User]:
    """A queue as on a Sunday morning, and the people who work on it."""

    def ago(minutes: float) -> datetime:
        return now - timedelta(minutes=minutes)

    made: dict[str, Message | User] = {
        "officer": build_user(session, "officer", display_name="Chan Siu-ming"),
        "colleague": build_user(session, "colleague", display_name="Lee Wai-yin"),
        "supervisor": build_user(session, "supervisor", role="supervisor"),
        "analyst": build_user(session, "analyst", role="analyst"),
    }
    made["fight"] = build_ready_case(session, settings, FIGHT, received_at=ago(6))
    made["burglary"] = build_ready_case(session, settings, BURGLARY, received_at=ago(47))
    made["fraud"] = build_ready_case(session, settings, FRAUD, received_at=ago(95))
    made["theft"] = build_ready_case(session, settings, THEFT, received_at=ago(38))
    made["noise"] = build_ready_case(session, settings, NOISE, received_at=ago(24))
    made["lost"] = build_ready_case(session, settings, LOST, received_at=ago(130))
    made["failed"] = build_message(
        session,
        settings,
        state=State.NEEDS_HUMAN,
        audio=speech_like_wav(7.0, seed=5),
        received_at=ago(18),
        failure_code="engine_died",
        failure_reason="The engine process died or was killed at its deadline.",
        requested_language="ur",
    )
    silent = build_message(
        session,
        settings,
        state=State.READY,
        audio=speech_like_wav(4.0, seed=9),
        received_at=ago(55),
    )
    build_draft(session, silent, build_transcript(session, silent, SILENCE), SILENCE)
    made["silent"] = silent
    made["waiting"] = build_message(
        session, settings, audio=speech_like_wav(11.0, seed=3), received_at=ago(1)
    )
    return made


def demo_model() -> dict[str, Any]:
    """The facts that the demonstration model's transcripts carry."""
    return {"name": "demo", "engine": "whisper", "sha256": "1" * 64, "synthetic_only": True}
