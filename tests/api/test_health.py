"""Liveness, readiness and the figures for Prometheus."""

from __future__ import annotations

import asyncio
import re

import httpx

from api.metrics import Metrics, family
from tests.api.world import ADDRESS, World
from tests.builders import build_message, build_ready_case
from voice_intake.components import beat
from voice_intake.settings import Settings
from voice_intake.stages import State

LINE = re.compile(r"[a-z_]+(\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\})? -?[0-9.]+(e[+-]?\d+)?")


def from_afar(world: World, path: str, **headers: str) -> httpx.Response:
    """A GET from another machine."""

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(world.app, client=("203.0.113.9", 1234))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await client.get(path, headers=headers)

    return asyncio.run(run())


def test_a_living_process_with_database_and_disk_is_ready(world: World) -> None:
    """Neither Redis nor workers are a condition: messages would be kept."""
    assert world.get(None, "/healthz").json() == {"status": "ok"}
    answer = world.get(None, "/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


def test_a_full_disk_is_not_ready(settings: Settings) -> None:
    """Where an upload would be refused, no balancer should send one."""
    world = World.create(settings.model_copy(update={"min_free_bytes": 1 << 60}))
    answer = world.get(None, "/readyz")
    world.database.close()
    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"] != "ok"


def test_tables_that_are_missing_are_named_with_the_command(settings: Settings) -> None:
    """An installation that was not migrated says so."""
    from api.app import create_app

    app = create_app(settings)
    world = World(app, app.state.database, settings)
    answer = world.get(None, "/readyz")
    world.database.close()
    assert answer.status_code == 503
    assert "earwitness migrate" in answer.json()["checks"]["database"]


def test_the_figures_tell_depths_ages_components_and_requests(world: World) -> None:
    """Prometheus text, one family after the other, with what an operator needs to see."""
    with world.database.write() as session:
        build_ready_case(session, world.settings)
        build_message(session, world.settings, state=State.NEEDS_HUMAN)
        build_message(session, world.settings)
    beat(world.database, "worker:transcribe@host:1", "worker:transcribe", "model_missing")
    world.get(None, "/healthz")
    answer = world.get(None, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    text = answer.text
    assert 'earwitness_messages{state="needs_human"} 1' in text
    assert 'earwitness_queue{list="work"} 3' in text
    assert 'condition="model_missing"} 1' in text
    assert 'earwitness_http_requests_total{route="/healthz",method="GET",status="200"} 1' in text
    assert "earwitness_oldest_unfinished_seconds " in text
    for line in text.splitlines():
        assert line.startswith("# ") or LINE.fullmatch(line.replace("+Inf", "inf")), line


def test_the_figures_are_for_this_machine_and_for_keys_that_may(world: World) -> None:
    """From elsewhere, and through a proxy, a key with the permission is needed."""
    assert world.get(None, "/metrics").status_code == 200
    assert world.get(None, "/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 401
    assert from_afar(world, "/metrics").status_code == 401
    assert from_afar(world, "/metrics", Authorization="Bearer ew_a_b").status_code == 401
    for role, status in (("officer", 403), ("supervisor", 200), ("admin", 200)):
        token = {"Authorization": f"Bearer {world.tokens[role]}"}
        assert from_afar(world, "/metrics", **token).status_code == status


def test_label_values_cannot_break_out_of_a_line() -> None:
    """Quotes, backslashes and line ends are escaped."""
    assert family("up", "gauge", "x", [({"a": 'b"\\\n'}, 1)])[-1] == r'up{a="b\"\\\n"} 1'


def test_the_histogram_counts_each_request_in_every_bucket_it_fits() -> None:
    """Buckets are cumulative, as Prometheus wants them."""
    metrics = Metrics()
    metrics.observe("/x", "GET", 200, 0.2)
    lines = metrics.lines()
    assert 'earwitness_http_request_seconds_bucket{le="0.1"} 0' in lines
    assert 'earwitness_http_request_seconds_bucket{le="0.25"} 1' in lines
    assert 'earwitness_http_request_seconds_bucket{le="+Inf"} 1' in lines
