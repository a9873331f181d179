"""uvicorn, started from a program: no reload, no access log of its own, a bounded graceful end."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from voice_intake import logs
from voice_intake.settings import Settings

#: Open requests may take this long after SIGTERM, seconds.
GRACE_S = 10


def server(settings: Settings) -> uvicorn.Server:
    """A server ready to ``run()``; tests run it in a thread."""
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,  # its lines hold query strings; api.middleware logs routes instead
        log_config=None,
        server_header=False,
        # A proxy on this machine says who asked and how; nobody else is believed.
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=GRACE_S,
        h11_max_incomplete_event_size=16_384,
    )
    return uvicorn.Server(config)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    logs.configure(settings)
    server(settings).run()
