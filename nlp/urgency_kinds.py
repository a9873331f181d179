"""Kinds of incidents by how they press; ``nlp.urgency`` weighs them."""

from __future__ import annotations

#: Incidents in which somebody is in danger while they go on.
SERIOUS = frozenset(
    [
        "robbery",
        "assault",
        "burglary",
        "domestic_dispute",
        "sexual_offence",
        "triad_activity",
        "trespass",
    ]
)
#: Incidents that are urgent by themselves while fresh.
PRESSING = frozenset(
    [
        "robbery",
        "assault",
        "burglary",
        "domestic_dispute",
        "sexual_offence",
        "missing_person",
        "welfare_check",
        "blackmail",
        "criminal_intimidation",
        "hit_and_run",
        "objects_from_height",
        "suspicious_object",
        "harassment",
        "indecent_exposure",
        "triad_activity",
    ]
)
#: Incidents that an offender may still be near of.
CRIMES = PRESSING | frozenset(
    [
        "theft",
        "theft_from_vehicle",
        "vehicle_theft",
        "bicycle_theft",
        "pickpocketing",
        "shop_theft",
        "criminal_damage",
        "fraud",
        "harassment",
        "indecent_exposure",
        "dangerous_driving",
        "traffic_collision",
        "suspicious_person",
        "trespass",
        "drugs",
        "drunk_disorder",
        "dispute",
        "animal",
        "triad_activity",
        "road_hazard",
        "suspicious_vehicle",
    ]
)
#: Incidents that a caller watches while telling of them, unless a time is given.
WATCHED = frozenset(
    {
        "suspicious_person", "suspicious_vehicle", "trespass", "drunk_disorder",
        "dangerous_driving", "road_hazard",
    }
)  # fmt: skip
#: Incidents in which nobody is near or hurt.
MILD = frozenset(
    {
        "lost_property", "found_property", "information_request", "complaint_against_police",
        "noise", "illegal_parking", "abandoned_vehicle", "illegal_hawking", "fraud", "cybercrime",
        "theft", "bicycle_theft", "vehicle_theft", "theft_from_vehicle", "drone", "gambling", "vice",
        "crime_information", "animal", "public_nuisance",
    }
)  # fmt: skip
#: Of ten messages about these not one is an emergency: the classifier alone must be surer.
SELDOM = (MILD - {"animal"}) | {
    "pickpocketing", "shop_theft", "dispute", "suspicious_vehicle", "suspicious_person",
    "criminal_damage", "indecent_exposure", "harassment", "blackmail",
}  # fmt: skip
#: With these a weapon is in somebody's hand.
WITH_PEOPLE = frozenset(
    {"criminal_intimidation", "dispute", "suspicious_person", "drunk_disorder", "blackmail"}
)
#: Over once the person is found, or helped.
FINDABLE = frozenset({"missing_person", "welfare_check"})
#: With these somebody was hurt by others.
HURTING = frozenset({"assault", "domestic_dispute", "traffic_collision", "hit_and_run", "robbery"})
#: Mostly told by who noticed it later; the offender near is told otherwise.
NOTICED = frozenset({"pickpocketing", "shop_theft"})
