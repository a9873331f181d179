"""CARD.md: what the checkpoint is, how good it is as measured, and how to go on."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from .features import FRAMES_PER_S
from .voices import HELD_OUT_VOICES, TRAINING_VOICES, Voice

_HEAD = """# The demo's speech model

**It knows synthetic voices only and must never be used for callers.** It was trained from nothing on
messages that a generator wrote and espeak-ng and flite read, over a simulated telephone line. It exists
so that the demo and the tests can run offline with a checkpoint that the unmodified
`whisper.load_model("demo.pt")` loads. On real voices it writes nonsense, fluently.

This file is written by `python -m samples.demo_model evaluate`.
"""

_TAIL = """
## Go on training

    python -m samples.demo_model synthesise --hours 50
    python -m samples.demo_model train --minutes 240
    python -m samples.demo_model export
    python -m samples.demo_model evaluate

All is resumable: `train` takes up `var/demo_model/state.pt` and saves it every few minutes and when it is
stopped. A file named PAUSE in that folder makes it wait, THREADS holds a number of threads, STAGE the name of
a stage to stay in (stages.py); without STAGE a run goes from stage to stage, and ends after the last. To go
on from a finished run: write "long" into STAGE, start `train`, and delete STAGE once it has begun. On a busy
machine one thread is faster than two. The same commands use a GPU where torch finds one (that has not been
tried). New texts may need `synthesise --grow`, which adds their tokens to the vocabulary; `train` then takes
the network into the larger one. The run behind this file took three detours that stages.py does not hold: a
first "settle" on English alone, from hour 28 to hour 38 of the table above; at hour 128, when its first end
had come, everyday texts with 1,611 new tokens, six hours of "long" and then "settle" anew, on three new
recordings to two old ones; and "polish" twice, since after the first faint noise took 40 s.

What would help next, in this order: more hours, for the shares above still rise; more texts, since a word
that the generator never writes is spelt by ear; more voices and accents; a wider network once there is a GPU.
"""

_UNLEARNT = 0.8  # share of wrong pieces


def write_card(path: Path, figures: dict[str, Any], folder: Path, checkpoint: Path) -> None:
    """Write the card from `figures` (see evaluate.py) and the run in `folder`."""
    state = torch.load(folder / "state.pt", map_location="cpu", weights_only=True)
    progress = _progress(folder / "progress.jsonl")
    parts = [_HEAD, _unlearnt(figures["speech"]), _content(state, folder, checkpoint)]
    parts += [_table(figures["speech"])]
    parts += [_wordless(figures["wordless"]), _curve(progress), _TAIL]
    path.write_text("".join(parts), encoding="utf-8")


def _unlearnt(speech: dict[str, dict[str, Any]]) -> str:
    """A warning where a language is in the vocabulary and no more."""
    names = {"en": "English", "yue": "Cantonese", "zh": "Mandarin"}
    poor = [
        name
        for code, name in names.items()
        if speech.get(f"generated {code}", {}).get("error_rate", 0.0) > _UNLEARNT
    ]
    if not poor:
        return ""
    return (
        f"\n**Not learnt yet: {' and '.join(poor)}.** The tokens, voices and texts are there, the hours of\n"
        "training are not: it was heard only to be named, in the last minutes. Such speech is taken for\nEnglish, and what is then written means nothing.\n"
    )


def _progress(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _hours(folder: Path) -> Counter[str]:
    """Hours of speech on disk, by language."""
    hours: Counter[str] = Counter()
    for path in (folder / "shards").glob("*.json"):
        for message in json.loads(path.read_text(encoding="utf-8")):
            hours[message["language"]] += message["count"] / FRAMES_PER_S / 3600
    return hours


def _names(voices: Iterable[Voice]) -> str:
    return ", ".join(f"{voice.name} ({voice.engine} {voice.speaker})" for voice in voices)


def _content(state: dict[str, Any], folder: Path, checkpoint: Path) -> str:
    shape, course = state["shape"], state["course"]
    spoken = ", ".join(f"{code} {hours:.0f} h" for code, hours in sorted(_hours(folder).items()))
    return f"""
## What it is

- Network: width {shape["width"]}, {shape["encoder_layers"]} encoder and {shape["decoder_layers"]} decoder
  layers; {checkpoint.stat().st_size / 1e6:.1f} MB, half precision, deflated.
- Vocabulary: Whisper's 51,866 tokens, of which {len(state["vocabulary"]["text_ids"])} text tokens are ever
  produced; English (en), Cantonese (yue), Mandarin in traditional characters (zh).
- Speech synthesised: {spoken}; heard in training, with repetitions and changes:
  {course["audio_s"] / 3600:.0f} h (padding included) in {course["worked_s"] / 60:.0f} minutes of one core's work.
- Voices: {_names(TRAINING_VOICES)}.
- Never heard in training: {_names(HELD_OUT_VOICES)}.
"""


def _table(speech: dict[str, dict[str, Any]]) -> str:
    rows = "".join(
        f"| {name} | {row['messages']} | {row['error_rate']:.1%} | {row['language_accuracy']:.0%} "
        f"| {_seconds(row['median_word_start_error_s'])} |\n"
        for name, row in speech.items()
    )
    return f"""
## As measured

With the unmodified library's `transcribe(word_timestamps=True, temperature=0.0)`, previous text off, on
sentences that training cannot contain, over a narrow-band mu-law line with noise 25 dB under the voice. "generated" are the generator's test
sentences by known voices, "hand-written" sentences of held_out/ by known voices, "stranger" test sentences
by voices never heard in training. The error rate counts words in English and characters in Chinese.

| trials, language, voice | messages | error rate | language right | median error of a word's start |
|---|---|---|---|---|
{rows}"""


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"


def _wordless(figures: dict[str, dict[str, Any]]) -> str:
    rows = "".join(
        f"| {name} | {row['text'] or '(nothing)'} | {row['seconds']} s |\n"
        for name, row in figures.items()
    )
    return f"""
Where nobody speaks:

| recording | text | time taken |
|---|---|---|
{rows}"""


def _curve(progress: list[dict[str, Any]]) -> str:
    """The share of held-out tokens right (with the truth before them), over the training."""
    if not progress:
        return ""
    step = max(1, len(progress) // 15)
    chosen = [*progress[:-1:step], progress[-1]]
    rows = "".join(
        f"| {entry['minutes']:.0f} | {entry['heard_hours']:.0f} | {entry['stage']} | "
        + " | ".join(_share(entry["held_out"].get(code)) for code in ("en", "yue", "zh"))
        + " |\n"
        for entry in chosen
    )
    return f"""
Share of unseen tokens right, given the ones before, over the training:

| minutes of work | hours heard | stage | en | yue | zh |
|---|---|---|---|---|---|
{rows}"""


def _share(figures: dict[str, float] | None) -> str:
    return "-" if figures is None else f"{figures['token']:.2f}"
