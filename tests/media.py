"""A media server as a phone provider runs one, on loopback: it answers by path and counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AUDIO = b"RIFF" + bytes(range(256)) * 40


class MediaServer(ThreadingHTTPServer):
    """Answers by path and counts who connected."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections = 0
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.release = threading.Event()
        #: Answers to ``/late`` that are still 404.
        self.not_ready = 0

    def verify_request(self, request: object, client_address: object) -> bool:
        self.connections += 1
        return True

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: MediaServer

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append((self.path, headers))
        getattr(self, "answer_" + self.path.strip("/").split("?")[0])()

    def answer_ok(self) -> None:
        self._send(200, AUDIO, {"Content-Type": "audio/wav"})

    def answer_late(self) -> None:
        self.server.not_ready -= 1
        self.answer_ok() if self.server.not_ready < 0 else self.answer_missing()

    def answer_missing(self) -> None:
        self._send(404, b"")

    def answer_broken(self) -> None:
        self._send(500, b"")

    def answer_empty(self) -> None:
        self._send(200, b"")

    def answer_moved(self) -> None:
        self._send(302, b"", {"Location": f"http://{self.server.host}/ok"})

    def answer_packed(self) -> None:
        self._send(200, AUDIO, {"Content-Encoding": "gzip"})

    def answer_cut(self) -> None:
        self._send(200, AUDIO, {"Content-Length": str(len(AUDIO) + 1)})

    def answer_announced(self) -> None:
        self._send(200, AUDIO, {"Content-Length": "26000000"})

    def answer_endless(self) -> None:
        self._send(200, b"", {"Content-Length": ""})
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def answer_stuck(self) -> None:
        self._send(200, AUDIO[:10], {"Content-Length": str(len(AUDIO))})
        self.wfile.flush()
        self.server.release.wait(30)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        sent = {"Content-Length": str(len(body))} | (headers or {})
        for name, value in sent.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def media_server() -> Iterator[MediaServer]:
    """Serve for the block."""
    server = MediaServer()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        thread.join()
        server.server_close()
