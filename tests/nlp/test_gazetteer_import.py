"""Official data sets in their published forms, imported into a folder that the reader then reads too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from api.cli import gazetteer as command
from nlp import gazetteer
from nlp.gazetteer import local
from nlp.gazetteer.stream import GazetteerImportError
from voice_intake.errors import ConfigurationError
from voice_intake.settings import get_settings

STREETS = "english,chinese,district_code\nINVENTED STREET,虛構街,YTM-SSP\nNATHAN ROAD,彌敦道,YTM\n"
EXITS = (
    "station_en,station_zh,exit,lat,lng\n"
    "Mong Kok,旺角,A1,22.31946,114.16882\nMong Kok,旺角,Z9,22.31901,114.16911\n"
)
STATIONS = (
    '\ufeff"Line Code","Direction","Station Code","Station ID","Chinese Name","English Name","Sequence"\n'
    '"TWL","DT","MOK","8","旺角","Mong Kok","1.00"\n"TWL","UT","MOK","8","旺角","Mong Kok","9.00"\n'
)
LIGHT_RAIL = (
    '"Line Code","Direction","Stop Code","Stop ID","Chinese Name","English Name","Sequence"\n'
    '"505","1","SAS","920","三聖","Sam Shing","1.00"\n'
    '"505","1","SKN","180","山景 (北)","Shan King (North)","2.00"\n'
)


def estate(name_en: str, name_zh: str, district: str, lat: Any, lon: Any) -> dict[str, Any]:
    """One estate as the Housing Authority publishes it, without what is not read."""
    return {
        "Estate Name": {"en": name_en, "zh-Hans": name_zh, "zh-Hant": name_zh},
        "District Name": {"en": district, "zh-Hans": "", "zh-Hant": ""},
        "Region Name": {"en": "Kowloon", "zh-Hans": "九龙", "zh-Hant": "九龍"},
        "Estate Map Latitude": lat,
        "Estate Map Longitude": lon,
        "Type of Estate": {"en": "Public Rental Housing", "zh-Hant": "租住屋邨"},
        "Name of Block(s)": {"en": "Invented House<br>", "zh-Hant": "虛構樓\n"},
    }


def premises(building: str, chinese: str, **also: Any) -> dict[str, Any]:
    """One address as the Address Lookup Service answers it."""
    return {
        "Address": {
            "PremisesAddress": {
                "EngPremisesAddress": {
                    "BuildingName": building,
                    "EngStreet": {"StreetName": "INVENTED STREET", "BuildingNoFrom": "1"},
                    "EngDistrict": {"DcDistrict": "SHAM SHUI PO DISTRICT"},
                    "Region": "KLN",
                    **also.get("eng", {}),
                },
                "ChiPremisesAddress": {
                    "BuildingName": chinese,
                    "ChiDistrict": {"DcDistrict": "深水埗區"},
                    **also.get("chi", {}),
                },
                "GeoAddress": "3419115879T20050430",
                **also.get("where", {}),
            }
        },
        "ValidationInformation": {"Score": 75.0},
    }


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of imported places that the settings name; forgotten afterwards."""
    folder = tmp_path / "own"
    monkeypatch.setenv("EARWITNESS_GAZETTEER", str(folder))
    get_settings.cache_clear()
    gazetteer.clear()
    yield folder
    monkeypatch.undo()
    get_settings.cache_clear()
    gazetteer.clear()


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """``earwitness gazetteer ...``; a text in the place of a file is written into one."""
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, ["gazetteer", *words])

    return call


def written(tmp_path: Path, name: str, content: object) -> str:
    """The path of a file with this content."""
    path = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return str(path)


def found(name: str) -> list[tuple[str, str, tuple[str, ...], float | None, int | None]]:
    """What a name stands for now."""
    (match,) = gazetteer.lookup(name)
    return [(p.kind, p.name_en, p.districts, p.lat, p.precision_m) for p in match.places]


def test_streets_are_imported_and_joined_with_the_shipped_ones(
    own: Path, run: Any, tmp_path: Path
) -> None:
    """A new street is found, a known one stands once, districts keep the list's order."""
    done = run("import", written(tmp_path, "streets.csv", STREETS))
    assert done.exit_code == 0 and "2 places of 2 rows" in done.stdout
    assert found("Invented Street") == [("street", "Invented Street", ("YTM", "SSP"), None, None)]
    assert len(found("Nathan Road")) == 1
    assert found("虛構街")[0][1] == "Invented Street"


def test_estates_bring_districts_and_coordinates(own: Path, run: Any, tmp_path: Path) -> None:
    """The official coordinate replaces a coarser one; a missing one stays missing."""
    rows = [
        estate("Invented Estate", "虛構邨", "Central & Western", 22.28, 114.14),
        estate("Choi Hung Estate", "彩虹邨", "Wong Tai Sin", "22.3351", "114.2069"),
        estate("Placeless Estate", "無處邨", "North", "", ""),
    ]
    assert run("import", written(tmp_path, "prh-estates.json", rows)).exit_code == 0
    assert found("虛構邨") == [("estate", "Invented Estate", ("CW",), 22.28, 150)]
    assert found("Choi Hung Estate")[0][2:] == (("WTS",), 22.3351, 150)
    assert found("Placeless Estate")[0][2:] == (("NTH",), None, None)


@pytest.mark.parametrize("form", ["answer", "lines", "geojson"])
def test_addresses_are_read_in_each_of_their_forms(
    own: Path, run: Any, tmp_path: Path, form: str
) -> None:
    """A building gets its point; a block of an estate names the estate, without a point."""
    where = {"where": {"GeospatialInformation": {"Latitude": "22.3310", "Longitude": "114.1620"}}}
    block = {
        "eng": {"EngEstate": {"EstateName": "INVENTED ESTATE"}},
        "chi": {"ChiEstate": {"EstateName": "虛構邨"}},
    }
    parts = [
        premises("INVENTED TOWER", "虛構大廈", **where),
        premises("LUNG HOUSE", "龍樓", **block),
    ]
    answers = {
        "answer": json.dumps({"RequestAddress": {}, "SuggestedAddress": parts}),
        "lines": "\n".join(json.dumps({"SuggestedAddress": [part]}) for part in parts),
        "geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "name": "ALS",
                "features": [
                    {
                        "type": "Feature",
                        "properties": premises("INVENTED TOWER", "虛構大廈"),
                        "geometry": {"type": "Point", "coordinates": [114.162, 22.331]},
                    },
                    {"type": "Feature", "properties": parts[1], "geometry": None},
                ],
            }
        ),
    }
    name = "als.geojson" if form == "geojson" else "als.json"
    done = run("import", written(tmp_path, name, answers[form]))
    assert done.exit_code == 0, done.output
    assert found("Invented Tower") == [("building", "Invented Tower", ("SSP",), 22.331, 30)]
    assert found("虛構邨") == [("estate", "Invented Estate", ("SSP",), None, None)]
    assert gazetteer.lookup("Lung House") == ()


def test_exits_stations_and_light_rail_stops_are_imported(
    own: Path, run: Any, tmp_path: Path
) -> None:
    """An exit has its coordinate; known stops and stations stay one place each."""
    for name, content in (("e.csv", EXITS), ("s.csv", STATIONS), ("l.csv", LIGHT_RAIL)):
        done = run("import", written(tmp_path, name, content))
        assert done.exit_code == 0, done.output
    assert gazetteer.exits()["Mong Kok", "Z9"] == (22.31901, 114.16911)
    assert gazetteer.exits()["Mong Kok", "A1"] == (22.31946, 114.16882)
    assert [row[0] for row in found("Mong Kok")] == ["area", "mtr_station"]
    assert len(found("Sam Shing Light Rail Stop")) == 1
    assert len(found("Shan King North light rail stop")) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("s.csv", STREETS + "BAD STREET,壞街,XX\n", "row 4: the district_code 'XX' is unknown"),
        ("s.csv", STREETS + ",壞街,YTM\n", "row 4: no english"),
        ("e.csv", EXITS + "Mong Kok,旺角,B,836000,820000\n", "lies outside of Hong Kong"),
        ("e.csv", EXITS + "Mong Kok,旺角,B,one,two\n", "are no degrees"),
        ("e.csv", EXITS + "Mong Kok,旺角,B,nan,nan\n", "are no degrees"),
        ("e.csv", EXITS + "New Town,新市,B,22.3,114.2\n", "New Town is new"),
        ("p.json", [estate("A", "甲", "Kowloonside", 22.3, 114.2)], "row 1: the district 'Kowloonside'"),
        ("p.json", [estate("A", "", "North", 22.3, 114.2)], "row 1: no Estate Name"),
        ("a.json", {"SuggestedAddress": [{"Address": {}}]}, "row 1: no Address.PremisesAddress"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_imported(
    own: Path, run: Any, tmp_path: Path, name: str, content: object, told: str
) -> None:
    """The row's number, what is wrong with it, what to do; the folder keeps its old list."""
    assert run("import", written(tmp_path, "first.csv", STREETS)).exit_code == 0
    before = (own / "places.csv").read_bytes(), (own / "sources.json").read_bytes()
    done = run("import", written(tmp_path, name, content))
    assert isinstance(done.exception, GazetteerImportError)
    assert told in str(done.exception) and "Nothing was imported" in str(done.exception)
    assert before == ((own / "places.csv").read_bytes(), (own / "sources.json").read_bytes())
    assert not list(own.glob(".import-*"))


def test_the_others_can_be_imported_and_long_lists_of_errors_are_cut(
    own: Path, run: Any, tmp_path: Path
) -> None:
    """``--skip-bad`` says how many rows were left out and names the first ten."""
    bad = "".join(f"BAD STREET {n},壞街,XX\n" for n in range(25))
    path = written(tmp_path, "streets.csv", STREETS + bad)
    refused = run("import", path)
    assert "... and 15 more" in str(refused.exception)
    done = run("import", path, "--skip-bad")
    assert done.exit_code == 0 and "25 row(s) were left out" in done.output
    assert done.output.count("is unknown") == 10
    assert found("Invented Street")


def test_a_source_imported_again_replaces_what_it_told_before(
    own: Path, run: Any, tmp_path: Path
) -> None:
    """Other sources stay; provenance is kept for each."""
    run("import", written(tmp_path, "streets.csv", STREETS), "--date", "2026-09-30")
    run(
        "import",
        written(tmp_path, "e.json", [estate("Invented Estate", "虛構邨", "North", "", "")]),
    )
    newer = "english,chinese,district_code\nLATER STREET,後來街,TP\n"
    run("import", written(tmp_path, "streets.csv", newer), "--attribution", "The force's own list")
    assert gazetteer.lookup("Invented Street") == ()
    assert found("Later Street") and found("Invented Estate")
    told = {source["name"]: source for source in local.sources(own)["sources"]}
    assert set(told) == {"streets.csv", "e.json"}
    assert told["streets.csv"]["attribution"] == "The force's own list"
    assert "Housing Authority" in told["e.json"]["attribution"]
    assert told["e.json"]["licence"].endswith("DATA.GOV.HK")
    assert told["e.json"]["sha256"] == local.sha256_of(tmp_path / "e.json")
    assert "The force's own list" in run("stats").stdout


def test_the_fingerprint_changes_with_every_import(own: Path, run: Any, tmp_path: Path) -> None:
    """Reports say by which places they were read."""
    prints = {gazetteer.fingerprint()}
    run("import", written(tmp_path, "streets.csv", STREETS))
    prints.add(gazetteer.fingerprint())
    run("import", written(tmp_path, "streets.csv", STREETS.replace("INVENTED", "OTHER")))
    prints.add(gazetteer.fingerprint())
    assert len(prints) == 3
    assert all(len(mark) == 8 for mark in prints)


OWN_CITY = (
    "kind,name_en,name_zh,districts,lat,lon,precision_m,aliases\n"
    "district,Harbourside,濱海區,HS,,,,\n"
    "area,Fishmarket,魚市,HS,51.5,-0.1,400,The Fish;魚墟\n"
    "mtr_station,Fishmarket,魚市,HS,51.5,-0.1,120,\n"
    "mtr_exit,Fishmarket,魚市,HS,51.501,-0.101,20,B2\n"
    "landmark,,大教堂,HS,,,,\n"
)


def test_another_city_stands_alone(own: Path, run: Any, tmp_path: Path) -> None:
    """With ``--alone`` nothing of Hong Kong is read; ``--beside`` brings it back."""
    path = written(tmp_path, "city.csv", OWN_CITY)
    assert run("import", path, "--alone").exit_code == 0
    assert set(gazetteer.districts()) == {"HS"}
    assert gazetteer.lookup("Mong Kok") == ()
    assert found("魚墟") == [("area", "Fishmarket", ("HS",), 51.5, 400)]
    assert found("大教堂")[0][1] == "大教堂"
    assert gazetteer.exits() == {("Fishmarket", "B2"): (51.501, -0.101)}
    assert run("import", path, "--beside").exit_code == 0
    assert found("Mong Kok") and found("Fishmarket")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("castle,A,甲,HS,,,,", "the kind 'castle' is unknown"),
        ("area,A,甲,,,,,", "no districts"),
        ("area,,,HS,,,,", "no name"),
        ("area,A,甲,HS,51.5,-0.1,,", "given together"),
        ("area,A,甲,HS,,,400,", "given together"),
        ("area,A,甲,HS,51.5,-0.1,near,", "given together"),
        ("mtr_exit,A,甲,HS,,,,B", "an exit needs"),
    ],
)
def test_a_row_of_the_own_form_is_held_to_it(
    own: Path, run: Any, tmp_path: Path, row: str, told: str
) -> None:
    """Kind, name, district, and a coordinate only with its precision."""
    done = run("import", written(tmp_path, "city.csv", f"{OWN_CITY}{row}\n"))
    assert "row 7: " in str(done.exception) and told in str(done.exception)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.csv", "a,b\n1,2\n", "its columns are a, b"),
        ("x.csv", "", "it is empty"),
        ("x.csv", "english,chinese,district_code\n", "none of the known forms"),
        ("x.json", '[{"Estate Name": {"en": "A"', "no JSON at object 1"),
        ("x.json", "[1, 2]", "something else than objects"),
        ("x.json", "[]", "it is empty"),
    ],
)
def test_what_is_no_known_file_is_refused_in_words(
    own: Path, run: Any, tmp_path: Path, name: str, content: str, told: str
) -> None:
    """And the folder stays as it is."""
    done = run("import", written(tmp_path, name, content))
    assert isinstance(done.exception, GazetteerImportError)
    assert told in str(done.exception)
    assert not (own / "places.csv").exists()


def test_other_encodings_are_named(own: Path, run: Any, tmp_path: Path) -> None:
    """Big5, as older lists are saved, is told with what to do."""
    (tmp_path / "big5.csv").write_bytes(STREETS.encode("big5"))
    done = run("import", str(tmp_path / "big5.csv"))
    assert "is not UTF-8" in str(done.exception) and "Save it as UTF-8" in str(done.exception)


def test_the_command_needs_a_folder_a_file_and_a_known_form(
    run: Any, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is asked for with what to do."""
    path = written(tmp_path, "s.csv", STREETS)
    assert "There is no file" in str(run("import", str(tmp_path / "none.csv")).exception)
    assert "Use one of places, streets" in str(run("import", path, "--form", "x").exception)
    assert "YYYY-MM-DD" in str(run("import", path, "--date", "May").exception)
    monkeypatch.delenv("EARWITNESS_GAZETTEER")
    get_settings.cache_clear()
    assert "EARWITNESS_GAZETTEER" in str(run("import", path).exception)
    assert run("import", path, "--folder", str(tmp_path / "there")).exit_code == 0


def test_a_setting_without_a_list_is_a_mistake_that_is_told(own: Path) -> None:
    """Rather than reading without the places that somebody relies upon."""
    with pytest.raises(ConfigurationError, match="gazetteer import"):
        gazetteer.places()


def test_two_imports_at_once_do_not_mix(own: Path, run: Any, tmp_path: Path) -> None:
    """The second is told to wait."""
    own.mkdir()
    with local._locked(own):
        done = run("import", written(tmp_path, "s.csv", STREETS))
    assert "Another import" in str(done.exception)


def test_the_reader_reads_the_imported_places(own: Path, run: Any, tmp_path: Path) -> None:
    """A real process with the setting finds the imported street and says which list it read."""
    shipped = gazetteer.fingerprint()
    content = OWN_CITY + "street,Invented Street,虛構街,HS,,,,\n"
    assert run("import", written(tmp_path, "city.csv", content), "--alone").exit_code == 0
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "extract", "--text", "a fight at 12 Invented Street"],
        env=dict(os.environ), check=True, capture_output=True, text=True,
    )  # fmt: skip
    report = json.loads(done.stdout)["report"]
    (place,) = report["locations"]
    assert (place["name_en"], place["district"]) == ("Invented Street", "HS")
    assert report["provenance"]["gazetteer"] == gazetteer.fingerprint() != shipped
