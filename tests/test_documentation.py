"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import uvicorn
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from api.app import create_app
from api.cli import build
from api.schema import upgrade
from api.server import server
from tests import servers
from voice_intake.settings import GatewaySettings, Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
#: Every page that a reader may open.
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "samples").rglob("*.md")],
    key=lambda page: page.as_posix(),
)
#: Where somebody's own machine would show: home folders and the like, not /etc, /opt or /var.
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:root|home|work|Users|mnt)/\w")


def text(page: Path) -> str:
    """The page's words."""
    return page.read_text(encoding="utf-8")


def identity(page: Path) -> str:
    """The page's name in a test's title."""
    return page.relative_to(ROOT).as_posix()


def sections(page: str) -> dict[str, str]:
    """Heading -> what stands below it, up to the next heading of any level."""
    parts = re.split(r"^#+ (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table_rows(page: str) -> dict[str, list[str]]:
    """First cell (without its backquotes) -> the other cells, of every table of the page."""
    rows = {}
    for line in page.splitlines():
        if line.startswith("| `"):
            first, *rest = (cell.strip() for cell in line.strip().strip("|").split(" | "))
            rows[first.strip("`")] = rest
    return rows


# ---- settings


def shown(value: Any) -> str:
    """A default as the settings table writes it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
    if isinstance(value, str):
        return f"`{value}`" if value else "empty"
    if not value:
        return "empty"
    return f"`{json.dumps(value)}`"


def test_every_setting_is_documented_with_its_default() -> None:
    """The table of operations.md is the class Settings: nothing missing, nothing more."""
    rows = table_rows(text(DOCS / "operations.md"))
    documented = {name: cells for name, cells in rows.items() if name.startswith("EARWITNESS_")}
    fields = {f"EARWITNESS_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert documented.keys() == fields.keys()
    for name, field in fields.items():
        if field.default_factory is None or name != "EARWITNESS_DATA_DIR":
            default = field.get_default(call_default_factory=True, validated_data={})
            assert documented[name][0] == shown(default), name


def test_every_property_of_a_gateway_is_documented() -> None:
    """What may stand in EARWITNESS_GATEWAYS is in a table of its own."""
    rows = table_rows(text(DOCS / "operations.md"))
    for name, field in GatewaySettings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        plain = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        assert rows[name][0] == shown(plain), name


@pytest.mark.parametrize("page", PAGES, ids=identity)
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    """A reader who sets what a page names gets what it says."""
    known = {f"EARWITNESS_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"EARWITNESS_[A-Z0-9_]+[A-Z0-9]", text(page)))
    assert {name for name in named if not name.startswith("EARWITNESS_TEST")} <= known


# ---- commands


@cache
def commands() -> dict[str, list[str]]:
    """``earwitness x y`` -> its options, of two spellings the first one; groups are walked."""
    found: dict[str, list[str]] = {}

    def walk(name: str, command: Any) -> None:
        for child, below in getattr(command, "commands", {}).items():
            walk(f"{name} {child}", below)
        if not hasattr(command, "commands"):
            options = (item for item in command.params if item.param_type_name == "option")
            found[name] = [item.opts[0] for item in options if not item.hidden]

    walk("earwitness", typer.main.get_command(build()))
    return found


def test_every_command_and_option_is_documented() -> None:
    """commands.md has a heading for each command, and each option stands below it."""
    below = {name.strip("`"): body for name, body in sections(text(DOCS / "commands.md")).items()}
    documented = {name for name in below if name.startswith("earwitness ")}
    assert documented == set(commands())
    for name, options in commands().items():
        assert [option for option in options if f"- `{option}`" not in below[name]] == [], name


def typed_commands(page: str) -> Iterator[str]:
    """What stands behind `earwitness` where a page shows what to type."""
    blocks = re.findall(r"(?:^    .*\n)+|^```.*?^```", page, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`(earwitness [^`]+)`", page)
    for line in [*"\n".join(blocks).splitlines(), *inline]:
        yield from re.findall(r"(?:^|[|&;/ ])earwitness ((?:[a-z-]+ ?)+)", line)


@pytest.mark.parametrize("page", PAGES, ids=identity)
def test_no_page_shows_a_command_that_does_not_exist(page: Path) -> None:
    """Whoever copies a line from a page gets no "No such command"."""
    assert [typed for typed in typed_commands(text(page)) if not is_command(typed)] == []


def test_no_error_names_a_command_that_does_not_exist() -> None:
    """What an error tells a person to run can be run."""
    sources = [
        path for room in ("voice_intake", "nlp", "api") for path in (ROOT / room).rglob("*.py")
    ]
    said = [
        (path.name, typed)
        for path in sources
        for typed in re.findall(r"(?:`|: )earwitness ((?:[a-z][a-z-]* ?)+)", text(path))
    ]
    assert said
    assert [(name, typed) for name, typed in said if not is_command(typed)] == []


def is_command(typed: str) -> bool:
    """Whether these words begin with a command, or are the name of a group."""
    known = {name.removeprefix("earwitness ") for name in commands()}
    words = typed.split()
    prefixes = {" ".join(words[:count]) for count in range(1, len(words) + 1)}
    return bool(prefixes & known) or typed.strip() in {name.split()[0] for name in known}


# ---- routes


def test_every_route_is_documented(settings: Settings) -> None:
    """api.md names each method and path, pages too, and none that is not served."""
    served = {
        f"{method} {route.path}"
        for route in iter_route_contexts(create_app(settings).routes)
        for method in set(getattr(route, "methods", None) or ()) - {"HEAD", "OPTIONS"}
    }
    named = re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^` ]*)`", text(DOCS / "api.md"))
    assert set(named) == served


# ---- dependencies


def test_every_dependency_has_its_reason_and_licence() -> None:
    """dependencies.md lists what pyproject.toml and the Makefile ask for, and nothing else."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(name for extra in extras for name in extra)]
    bare = re.search(r"^BARE\s*:= (.+)$", text(ROOT / "Makefile"), flags=re.MULTILINE)
    assert bare is not None
    names = {re.split(r"[<>=;~! ]", requirement)[0] for requirement in asked}
    page = text(DOCS / "decisions" / "dependencies.md")
    rows = {
        cells[0]: cells[1:]
        for line in page.splitlines()
        if line.startswith("| ") and "---" not in line
        for cells in [[cell.strip() for cell in line.strip("| ").split(" | ")]]
    }
    rows.pop("Package")
    assert rows.keys() == names | set(bare.group(1).split())
    assert [name for name, cells in rows.items() if len(cells) != 2 or not all(cells)] == []


def test_every_decision_is_in_the_list() -> None:
    """The list of decisions and the folder agree."""
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", text(DOCS / "decisions" / "README.md"))
    assert sorted(listed) == sorted(page.name for page in (DOCS / "decisions").glob("0*.md"))


# ---- tests that the pages lean on


def test_every_proof_of_the_threat_model_is_a_test() -> None:
    """A control without a test that exists is only a wish."""
    page = text(DOCS / "threat-model.md")
    proofs = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert proofs
    for file, name in proofs:
        tree = ast.parse(text(ROOT / file))
        defined = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in defined, f"{file}::{name}"


# ---- links, targets, paths


def anchors(page: Path) -> set[str]:
    """The names that a link may give behind #."""
    plain = [re.sub(r"[^\w\- ]", "", title.lower()) for title in sections(text(page))]
    return {title.replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=identity)
def test_no_link_of_a_page_is_broken(page: Path) -> None:
    """Relative links lead to files and headings that are there; pictures too."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", PAGES, ids=identity)
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    """`make something` works."""
    targets = set(re.findall(r"^([a-z][\w-]*):", text(ROOT / "Makefile"), flags=re.MULTILINE))
    named = re.findall(r"(?:`|^    )make ([a-z][\w-]*)", text(page), flags=re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("page", PAGES, ids=identity)
def test_no_page_names_a_path_of_somebodys_machine(page: Path) -> None:
    """Pages speak of the product, wherever it stands."""
    assert MACHINE_PATH.findall(text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=identity)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """Paths of this repository in backquotes lead somewhere."""
    rooms = "voice_intake|nlp|api|migrations|samples|tests|docs|deploy|bench"
    for path in re.findall(rf"`((?:{rooms})/[\w./-]*)`", text(page)):
        assert "NAME" in path or (ROOT / path).exists(), path


# ---- worked examples


def code_of(page: Path, language: str) -> str:
    """The only fenced block of a language on a page."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text(page), flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


@pytest.mark.parametrize("language", ["python", "sh"])
def test_the_signed_upload_works_as_printed(tmp_path: Path, language: str) -> None:
    """Whoever copies the example of gateways.md gets a reference from a real server."""
    missing = [name for name in ("bash", "curl", "openssl") if shutil.which(name) is None]
    if language == "sh" and missing:
        pytest.skip(f"needs {', '.join(missing)}: apt-get install curl openssl")
    page = DOCS / "gateways.md"
    secret = re.search(r'SECRET = "(whsec_[^"]+)"', text(page))
    assert secret is not None
    gateways = {"hotline": GatewaySettings(secret=SecretStr(secret.group(1)))}
    settings = Settings(data_dir=tmp_path, port=servers.free_port(), gateways=gateways)
    upgrade(settings.sqlalchemy_url)
    code = code_of(page, language).replace(":8000/", f":{settings.port}/")
    program = [sys.executable, "-c"] if language == "python" else ["bash", "-euo", "pipefail", "-c"]
    with running(server(settings)):
        done = subprocess.run([*program, code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.search(r"EW-\w{4}-\w{4}-\w{4}-\w", done.stdout)


@contextmanager
def running(web: uvicorn.Server) -> Iterator[None]:
    """Serve in a thread until the end of the block."""
    thread = threading.Thread(target=web.run)
    thread.start()
    try:
        while not web.started and thread.is_alive():
            thread.join(0.02)
        yield
    finally:
        web.should_exit = True
        thread.join()
