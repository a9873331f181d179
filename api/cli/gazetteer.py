"""``earwitness gazetteer``: compile, import, look up and count the places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from nlp.gazetteer import Match, Place
    from nlp.gazetteer.local import Outcome, Source
    from nlp.gazetteer.official import Form

#: Characters that the table of districts needs.
_WIDTH = 130


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        help="The places of Hong Kong that messages are read against.", no_args_is_help=True
    )
    group.command("lookup")(lookup)
    group.command("stats")(stats)
    group.command("import")(import_)
    group.command("build")(build)
    app.add_typer(group, name="gazetteer")


def lookup(text: Annotated[str, typer.Argument(help="Words of either language.")]) -> None:
    """Show the places that TEXT names: district, coordinate, other names, and what is ambiguous."""
    from nlp import gazetteer

    found = gazetteer.lookup(text)
    if not found:
        typer.echo("No known place in these words.", err=True)
        raise typer.Exit(1)
    for match in found:
        typer.echo(f"{match.name}{_doubt(match)}")
        for place in match.places:
            typer.echo(_line(place))


def _doubt(match: Match) -> str:
    if match.ambiguous:
        return f" - ambiguous: {len(match.places)} places, not all in the same district"
    if len(match.places[0].districts) > 1:
        return " - lies in several districts"
    return ""


def _line(place: Place) -> str:
    where = (
        f"{place.lat}, {place.lon} within {place.precision_m} m"
        if place.lat is not None
        else "no coordinate"
    )
    parts = [place.kind, f"{place.name_en} {place.name_zh}", " ".join(place.districts), where]
    if place.aliases:
        parts.append("also " + ", ".join(place.aliases))
    if place.source:
        parts.append(f"from {place.source}")
    return "  " + " | ".join(parts)


def stats(
    districts: Annotated[
        bool, typer.Option("--districts/--no-districts", help="By district and kind.")
    ] = False,
) -> None:
    """Count places and names by kind, or by district; say what was imported."""
    from rich.console import Console
    from rich.table import Table

    from nlp import gazetteer
    from nlp.gazetteer import files, local

    counts = gazetteer.stats()
    if districts:
        kinds = [kind for kind in counts if kind not in ("district", "exit", "name")]
        table = Table("district", *kinds)
        for code, found in gazetteer.by_district().items():
            table.add_row(code, *(str(found.get(kind, 0)) for kind in kinds))
    else:
        table = Table("kind", "places", "with a coordinate")
        for kind, count in counts.items():
            table.add_row(kind, str(count["places"]), str(count["located"]))
    console = Console()
    console.width = max(console.width, _WIDTH)
    console.print(table)
    typer.echo(f"Fingerprint {gazetteer.fingerprint()}.")
    if own := files.folder():
        for source in local.sources(own)["sources"]:
            dated = f", {source['date']}" if source["date"] else ""
            typer.echo(
                f"{source['name']}: {source['places']} places{dated}. {source['attribution']}"
            )


def import_(
    file: Annotated[Path, typer.Argument(help="A file in one of the published forms.")],
    form: Annotated[str, typer.Option(help="Which form; told from the file if empty.")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where to; EARWITNESS_GAZETTEER if not given.")
    ] = None,
    source: Annotated[str, typer.Option(help="Its name; the file's name if empty.")] = "",
    date: Annotated[str, typer.Option(help="When the data were published, YYYY-MM-DD.")] = "",
    licence: Annotated[str, typer.Option(help="Under which terms, if others.")] = "",
    attribution: Annotated[str, typer.Option(help="Whom to name, if another.")] = "",
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad/--no-skip-bad", help="Import the rows that can be used.")
    ] = False,
    alone: Annotated[
        bool | None,
        typer.Option("--alone/--beside", help="Leave the shipped list out, or read it too."),
    ] = None,
) -> None:
    """Import official data into a folder that is read with the shipped list."""
    from nlp import gazetteer
    from nlp.gazetteer import local

    target, known = _folder(folder), _form(file, form)
    told = _source(file, known, source, date, licence or known.licence, attribution)
    outcome = local.import_file(target, file, known, told, skip_bad=skip_bad, alone=alone)
    gazetteer.clear()
    _report(outcome, target)


def _folder(folder: Path | None) -> Path:
    from voice_intake.errors import ConfigurationError
    from voice_intake.settings import get_settings

    target = folder or get_settings().gazetteer
    if target is None:
        raise ConfigurationError(
            "No folder for imported places is set.",
            next_step="Set EARWITNESS_GAZETTEER to a folder, for the workers too, or say --folder.",
        )
    return target


def _form(file: Path, name: str) -> Form:
    from nlp.gazetteer.official import FORMS, form_of
    from voice_intake.errors import ConfigurationError

    if not file.is_file():
        raise ConfigurationError(
            f"There is no file {file}.", next_step="Name a file that was downloaded."
        )
    if not name:
        return form_of(file)
    if name not in FORMS:
        raise ConfigurationError(
            f"There is no form {name!r}.", next_step=f"Use one of {', '.join(FORMS)}."
        )
    return FORMS[name]


def _source(file: Path, form: Form, name: str, date: str, licence: str, attribution: str) -> Source:
    from datetime import UTC, datetime
    from datetime import date as calendar

    from nlp.gazetteer.local import Source, sha256_of
    from voice_intake.errors import ConfigurationError

    try:
        published = calendar.fromisoformat(date).isoformat() if date else ""
    except ValueError:
        raise ConfigurationError(
            f"{date!r} is no date.", next_step="Write it as YYYY-MM-DD."
        ) from None
    return Source(
        name=name or file.name,
        form=form.name,
        file=file.name,
        sha256=sha256_of(file),
        date=published,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        licence=licence,
        attribution=attribution or form.attribution,
    )


def _report(outcome: Outcome, folder: Path) -> None:
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    if outcome.left_out:
        typer.echo(f"{outcome.left_out} row(s) were left out.", err=True)
    typer.echo(
        f"{outcome.source.places} places of {outcome.source.rows} rows are in {folder} "
        f"as {outcome.source.name}. Restart the workers to read them."
    )


def build(
    folder: Annotated[Path, typer.Argument(help="Folder of the four public lists.")],
    output: Annotated[
        Path | None, typer.Option(help="Where to; the installed package's own list if not given.")
    ] = None,
) -> None:
    """Compile the shipped list anew from the public lists and nlp/gazetteer/facts."""
    from nlp import gazetteer
    from nlp.gazetteer import compile as compiling

    target = output or compiling.HERE
    target.mkdir(parents=True, exist_ok=True)
    count = compiling.build(folder, target)
    gazetteer.clear()
    typer.echo(f"{count} places are in {target}.")
