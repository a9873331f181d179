"""``earwitness gazetteer``: look up a place, or count what is known."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        help="The places of Hong Kong that messages are read against.", no_args_is_help=True
    )
    group.command("lookup")(lookup)
    group.command("stats")(stats)
    app.add_typer(group, name="gazetteer")


def lookup(text: Annotated[str, typer.Argument(help="Words of either language.")]) -> None:
    """Show the places that TEXT names."""
    from rich.console import Console
    from rich.table import Table

    from nlp import gazetteer

    table = Table("name", "kind", "English", "中文", "district", "lat", "lon", "within m")
    for match in gazetteer.lookup(text):
        for place in match.places:
            table.add_row(
                match.name,
                place.kind,
                place.name_en,
                place.name_zh,
                " ".join(place.districts),
                *(
                    "" if value is None else str(value)
                    for value in (place.lat, place.lon, place.precision_m)
                ),
            )
    if not table.row_count:
        typer.echo("No known place in these words.", err=True)
        raise typer.Exit(1)
    Console().print(table)


def stats() -> None:
    """Count places and names by kind."""
    from rich.console import Console
    from rich.table import Table

    from nlp import gazetteer

    table = Table("kind", "places", "with a coordinate")
    for kind, count in gazetteer.stats().items():
        table.add_row(kind, str(count["places"]), str(count["located"]))
    Console().print(table)
