"""``build(language)``: the ordered spaCy components, and nothing else."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.vocab import Vocab

from nlp.classifier.model import Tokeniser
from nlp.components import cues, qualifiers
from nlp.components.contact import contact
from nlp.components.incidents import danger, incident_types, urgency_opinion
from nlp.components.people import people
from nlp.components.places import locations
from nlp.components.things import property
from nlp.components.times import times
from nlp.components.vehicles import vehicles

#: The components by their factory names, in order: later ones read what earlier ones left.
COMPONENTS: tuple[str, ...] = (
    "earwitness_cues",
    "earwitness_qualifiers",
    "earwitness_incident_types",
    "earwitness_urgency_opinion",
    "earwitness_locations",
    "earwitness_times",
    "earwitness_danger",
    "earwitness_contact",
    "earwitness_vehicles",
    "earwitness_property",
    "earwitness_people",
)
#: Their modules; importing them registers the factories.
MODULES = (
    cues, qualifiers, locations, times, incident_types, urgency_opinion, danger, contact, vehicles, property, people,
)  # fmt: skip
LANGUAGES = ("en", "zh")
__all__ = ["COMPONENTS", "LANGUAGES", "MODULES", "Tokeniser", "build"]


#: spaCy's own tokenisers would be made in vain: the English one takes a fifth of a second.
_CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "earwitness.tokeniser.v1"}}}


def build(language: str, vocab: Vocab | None = None) -> Language:
    """A blank ``en`` or ``zh`` pipeline with every component of the reading stage.

    Pipelines may share a ``vocab``; the compiled patterns and the gazetteer are shared by all.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no pipeline for {language!r}; there are {', '.join(LANGUAGES)}")
    nlp = spacy.blank(language, vocab=vocab or True, config=_CONFIG)
    # Time and memory grow with the text and no faster, so spaCy's guard is not needed.
    nlp.max_length = 1_000_000_000
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
