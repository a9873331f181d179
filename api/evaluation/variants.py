"""``audio_context=exact,beam_size=5`` -> the settings to hear with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from api.self_check.hear import engines
from voice_intake import model_store
from voice_intake.errors import ConfigurationError
from voice_intake.settings import Settings

#: The settings that change the words or their price, and may be compared.
ALLOWED = ("engine", "precision", "audio_context", "beam_size", "temperatures", "model")
CONFIGURED = "as configured"
_FORM = (
    "Write it as setting=value[,setting=value ...], for example audio_context=exact; settings: "
    f"{', '.join(ALLOWED)}."
)


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings and the name under which they are compared: what the person typed."""

    label: str
    settings: Settings


def configured(settings: Settings) -> Variant:
    """The settings as they are."""
    return Variant(CONFIGURED, settings)


def plan(settings: Settings, compared: Sequence[str]) -> list[Variant]:
    """What is heard, in order; the first is what the others are compared with.

    A single variant is compared with the settings as they are. Raises ConfigurationError and
    ModelMissingError before anything is heard.
    """
    variants = [parse(settings, text) for text in compared]
    if len(variants) < 2:
        variants.insert(0, configured(settings))
    for variant in variants:
        _check(variant)
    return variants


def parse(settings: Settings, text: str) -> Variant:
    """One ``--compare``. What has no ``=`` belongs to the value before: ``temperatures=0,0.4``."""
    wanted: dict[str, list[str]] = {}
    last = ""
    for part in text.split(","):
        name, equals, value = (item.strip() for item in part.partition("="))
        if equals:
            last = name
            _allowed(text, name, wanted)
            wanted[name] = [value]
        elif last == "temperatures" and name:
            wanted[last].append(name)
        else:
            raise ConfigurationError(f"{text!r} is not a variant.", next_step=_FORM)
    changed = {name: _value(text, name, values) for name, values in wanted.items()}
    return Variant(text, settings.model_copy(update=changed))


def _allowed(text: str, name: str, wanted: dict[str, list[str]]) -> None:
    if name not in ALLOWED:
        raise ConfigurationError(f"{text!r}: {name!r} cannot be compared.", next_step=_FORM)
    if name in wanted:
        raise ConfigurationError(f"{text!r} names {name} twice.", next_step=_FORM)


def _value(text: str, name: str, values: list[str]) -> Any:
    """As ``Settings`` would take it from the environment."""
    field = Settings.model_fields[name]
    given = values if name == "temperatures" else values[0]
    try:
        if given == "":
            raise ConfigurationError(f"{text!r} gives {name} no value.", next_step=_FORM)
        accepted: Any = Annotated[field.annotation, field]
        return TypeAdapter(accepted).validate_python(given)
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"]
        raise ConfigurationError(
            f"{text!r}: {name} cannot be {','.join(values)!r}. {said}.",
            next_step="docs/operations.md lists the settings and what each may be.",
        ) from error


def _check(variant: Variant) -> None:
    """Find out now what would else end the command after the first variant's hour."""
    if variant.settings.engine not in engines():
        raise ConfigurationError(
            f"{variant.label!r}: the engine {variant.settings.engine} is not installed.",
            next_step="pip install 'earwitness[ct2]'",
        )
    model_store.resolve(variant.settings)
