"""`python -m samples.demo_model COMMAND`: make, train, export and measure the demo's speech model."""

import argparse
import os
import random
from pathlib import Path

_HERE = Path(__file__).parent
_FOLDER = Path("var/demo_model")
_SHARES = {"en": 0.6, "yue": 0.22, "zh": 0.18}
_FIRST_TEST_SHARD = 900_000


def texts(arguments: argparse.Namespace) -> None:
    """Print some generated messages of each language."""
    from .split import written
    from .texts import WRITERS

    rng = random.Random(arguments.seed)
    for language, (writers, _) in WRITERS.items():
        for write in writers:
            for _ in range(arguments.count):
                print(language, *(written(units, language) for units in write(rng)))


def synthesise(arguments: argparse.Namespace) -> None:
    """Write training shards, test shards and, where there is none yet, the vocabulary.

    With --first N the shards are numbered (and seeded) from N on, beside those of earlier texts;
    --grow appends to the vocabulary what today's texts and voices need, for a run to resume with.
    """
    import torch

    from . import split
    from .synthesise import synthesise as write_shards
    from .synthesise import write_shard

    torch.set_num_threads(1)
    folder = arguments.folder
    for number, language in enumerate(_SHARES):
        index = _FIRST_TEST_SHARD + number
        if not (folder / "test_shards" / f"{index}.json").exists():
            write_shard(folder / "test_shards", index, {language: 1.0}, split.test_message)
    write_shards(folder / "shards", min(1.0, arguments.hours), _SHARES, arguments.first)
    _write_vocabulary(arguments)
    write_shards(folder / "shards", arguments.hours, _SHARES, arguments.first)


def _write_vocabulary(arguments: argparse.Namespace) -> None:
    """vocabulary.json where there is none; with --grow, its entries and the new ones behind them."""
    from .vocabulary import extended, gather, load

    path = arguments.folder / "vocabulary.json"
    if path.exists() and not arguments.grow:
        return
    found = gather(arguments.folder, random.Random(arguments.seed), first=arguments.first)
    if path.exists():
        old = load(path)
        found = extended(old, found)
        print(f"vocabulary: {len(found.text_ids) - len(old.text_ids)} tokens more", flush=True)
    found.save(path)


def train(arguments: argparse.Namespace) -> None:
    """Train, or go on training, for a time; stop it at any moment (it saves on SIGTERM)."""
    from .train import open_run
    from .train import train as go_on

    run = open_run(
        arguments.folder, arguments.seed, width=arguments.width, heads=arguments.width // 64,
        encoder_layers=arguments.encoder_layers,
    )  # fmt: skip
    go_on(run, arguments.minutes)


def export(arguments: argparse.Namespace) -> None:
    """Write demo.pt from the run's averaged weights."""
    from .export import export as write

    print(f"{arguments.target}: {write(arguments.folder, arguments.target):.1f} MB")


def evaluate(arguments: argparse.Namespace) -> None:
    """Measure demo.pt with the unmodified library; write figures.json and CARD.md."""
    from .evaluate import evaluate as measure

    measure(arguments.target, arguments.folder, arguments.count)


def everything(arguments: argparse.Namespace) -> None:
    """synthesise, train, export, evaluate."""
    for step in (synthesise, train, export, evaluate):
        step(arguments)


_COMMANDS = {
    "all": everything, "texts": texts, "synthesise": synthesise, "train": train, "export": export,
    "evaluate": evaluate,
}  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples.demo_model", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, function in _COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__)
        command.set_defaults(function=function)
        add = command.add_argument
        add("--folder", type=Path, default=_FOLDER, help="the run's data (default %(default)s)")
        add(
            "--target",
            type=Path,
            default=_HERE / "demo.pt",
            help="the checkpoint to write or measure",
        )
        add("--seed", type=int, default=1)
        add("--hours", type=float, default=50.0, help="speech to synthesise")
        add("--first", type=int, default=0, help="index of the first shard to synthesise")
        add("--grow", action="store_true", help="append to the vocabulary what new texts need")
        add("--minutes", type=float, default=240.0, help="wall-clock time to train")
        add("--width", type=int, default=192, help="of a new network")
        add("--encoder-layers", type=int, default=5, help="of a new network")
        add("--count", type=int, default=20, help="messages a language (texts, evaluate)")
    return parser


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    arguments = _parser().parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    arguments.function(arguments)


if __name__ == "__main__":
    main()
