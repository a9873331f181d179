"""Frozen settings, and the only reader of the environment.

Every setting is an environment variable ``EARWITNESS_`` + the field's name in capitals; a ``.env``
file is not read. Sizes are bytes, times are seconds, and the field's name says so.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from voice_intake import languages
from voice_intake.errors import ConfigurationError
from voice_intake.stages import BACK_OFF_S

#: ``sockaddr_un`` holds 108 bytes on Linux, 104 elsewhere.
MAX_SOCKET_BYTES = 100


def _default_data_dir() -> Path:
    """The XDG data folder, so that a command works from any folder."""
    return Path("~/.local/share/earwitness").expanduser()


class GatewaySettings(BaseModel):
    """One phone gateway that may upload. The key in ``Settings.gateways`` is its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: ``webhook``: Standard Webhooks signature or an API key. ``twilio``: Twilio's signature.
    kind: Literal["webhook", "twilio"] = "webhook"
    #: ``whsec_...`` of Standard Webhooks (several with spaces between while one is rotated), or
    #: Twilio's auth token.
    secret: SecretStr = SecretStr("")
    #: Hosts that recordings may be fetched from (Twilio); see ``voice_intake.gateways.fetch``.
    allowed_hosts: tuple[str, ...] = ("api.twilio.com",)
    #: Twilio's account, for basic authentication when the audio is fetched.
    account_sid: str = ""
    #: Uploads a minute before 429; 0 for no limit.
    uploads_a_minute: int = 600
    #: The channel on which its stereo recordings hold the caller, 0 or 1; None: the setting of all.
    caller_channel: int | None = Field(default=None, ge=0, le=1)


class Settings(BaseSettings):
    """All that can be configured. Frozen; made once by ``get_settings()`` and passed along."""

    #: ``null`` is how ``supervisor.environment`` writes a setting that nobody made.
    model_config = SettingsConfigDict(
        env_prefix="EARWITNESS_", frozen=True, extra="ignore", env_parse_none_str="null"
    )

    #: Recordings, the SQLite database, models, sockets and logs live below this folder.
    data_dir: Path = Field(default_factory=_default_data_dir)
    #: SQLAlchemy URL; empty: SQLite in ``data_dir``. ``postgresql://`` means psycopg 3.
    database_url: str = ""
    #: ``redis://``, ``rediss://`` or ``unix://``; empty: a supervised server on a socket.
    redis_url: str = ""
    #: Where the outside world reaches us: Twilio signs this URL.
    public_url: str = "http://127.0.0.1:8000"
    #: Address and port the web process listens on.
    host: str = "127.0.0.1"
    port: int = 8000
    #: JSON object: gateway name -> GatewaySettings.
    gateways: dict[str, GatewaySettings] = Field(default_factory=dict)
    #: Folders watched for new audio files: JSON object path -> gateway name.
    watch_folders: dict[str, str] = Field(default_factory=dict)

    #: Model name (tiny ... turbo, ``demo``) or the path of an openai-whisper ``.pt`` file.
    model: str = "small"
    #: ``cpu``, ``cuda`` or ``auto``.
    device: str = "auto"
    #: ``fast`` (the project's own arithmetic over the same weights), ``reference`` (openai-whisper
    #: itself) or ``ct2`` (faster-whisper, extra ``ct2``).
    engine: Literal["fast", "reference", "ct2"] = "fast"
    #: Of the fast engine: ``fp32``, ``bf16``, ``fp16`` (GPU), ``int8`` (CPU), or what the device is
    #: quickest at.
    precision: Literal["auto", "fp32", "bf16", "fp16", "int8"] = "auto"
    #: How much of Whisper's 30 s the fast engine's encoder sees: ``full``, ``exact`` (the speech
    #: alone), or so many seconds at least. ``auto``: exact for a checkpoint that was trained for it
    #: (the demo's), full for all others.
    audio_context: str = Field(default="auto", pattern=r"^(auto|full|exact|[1-9]\d?(\.\d+)?)$")
    #: Hypotheses that the fast engine's decoder follows at temperature 0; 1 is greedy.
    beam_size: int = Field(default=1, ge=1, le=16)
    #: Windows of speech that the fast engine decodes together; 0: 8 on a CPU, 32 on a GPU.
    batch_size: int = Field(default=0, ge=0, le=256)
    #: Transcription workers that `earwitness up` starts, each with an engine process of its own;
    #: 0 lets the machine's cores and memory decide.
    transcribe_workers: int = Field(default=0, ge=0)
    #: Threads of one engine process; 0: the machine's cores divided by ``transcribe_workers``.
    engine_threads: int = Field(default=0, ge=0)
    #: Sampling temperatures tried in turn where the words are doubtful; the first alone is greedy.
    #: Whisper's own six take half a minute over noise.
    temperatures: tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...] = Field(
        default=(0.0, 0.4), min_length=1
    )
    #: A model that translates messages in other languages than English, Cantonese and Mandarin into
    #: English; empty: ``model`` itself, where it was trained for that.
    translation_model: str = ""
    #: Languages that detection may choose between; empty: all that the model knows.
    detect_languages: tuple[str, ...] = ("en", "yue", "zh")
    #: The channel on which stereo recordings hold the caller, 0 or 1; None: nobody knows.
    caller_channel: int | None = Field(default=None, ge=0, le=1)

    #: A folder of places imported besides the shipped list (``earwitness gazetteer import``).
    gazetteer: Path | None = None

    #: Largest upload taken. 25 MB in the telephone trade's sense of a million bytes.
    max_upload_bytes: int = 25_000_000
    #: Longest recording transcribed; longer ones are QUARANTINED, kept and visible.
    max_recording_s: float = 900.0
    #: The body of an upload must have arrived by then.
    upload_deadline_s: float = 30.0
    #: Free space that must remain on the data folder's disk, else 503.
    min_free_bytes: int = 50_000_000

    #: Work leases (reliability.md): renewed every third of it.
    lease_s: float = 30.0
    #: The sweeper looks for forgotten work this often.
    sweep_every_s: float = 5.0
    #: Oldest message that is not READY before the alarm is raised.
    backlog_alarm_s: float = 300.0
    #: Pauses before the second and the later attempts of a stage.
    back_off_s: tuple[float, ...] = BACK_OFF_S
    #: How long messages wait before a missing or broken model is tried again.
    model_wait_s: float = 30.0
    #: How often a worker looks whether Redis is there, and, without it, for work in the ledger.
    poll_s: float = 2.0
    #: How long a worker that is asked to stop may still work on what it holds.
    drain_s: float = 10.0

    #: Idle minutes before a console session ends.
    session_idle_s: float = 1800.0
    #: Keep false only on a loopback address: cookies then go without ``Secure``.
    https: bool = False
    log_level: str = "INFO"
    log_json: bool = True

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("detect_languages")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(code.strip().lower() for code in value)
        if not all(map(languages.is_known, codes)):
            raise ValueError("one of them is no code of Whisper's, such as en, yue, zh or ur")
        return codes

    @field_validator("gazetteer", mode="before")
    @classmethod
    def _no_folder(cls, value: object) -> object:
        return Path(str(value)).expanduser().absolute() if value else None

    def caller_channel_of(self, gateway: str) -> int | None:
        """The caller's channel in stereo recordings of this gateway."""
        told = self.gateways.get(gateway)
        known = told.caller_channel if told is not None else None
        return self.caller_channel if known is None else known

    @property
    def sqlalchemy_url(self) -> str:
        """The database's URL with its driver named."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'earwitness.db'}"
        for plain in ("postgresql://", "postgres://"):
            if self.database_url.startswith(plain):
                return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
        return self.database_url

    @property
    def recordings_dir(self) -> Path:
        """Content-addressed recordings."""
        return self.data_dir / "recordings"

    @property
    def models_dir(self) -> Path:
        """Speech models by name."""
        return self.data_dir / "models"

    @property
    def run_dir(self) -> Path:
        """Sockets and process ids."""
        return self.data_dir / "run"

    @property
    def effective_redis_url(self) -> str:
        """The configured Redis, else the supervised one's socket."""
        return self.redis_url or f"unix://{self.redis_socket}?db=0"

    @property
    def redis_socket(self) -> Path:
        """The supervised Redis's socket, below ``run_dir``.

        A unix socket's path may hold about 100 bytes: a data folder deep in the tree gets a short
        folder of its own below the temporary one, the same for every process of this user.
        """
        wanted = self.run_dir / "redis.sock"
        if len(os.fsencode(wanted)) <= MAX_SOCKET_BYTES:
            return wanted
        mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"earwitness-{os.getuid()}-{mark}" / "redis.sock"
        if len(os.fsencode(short)) <= MAX_SOCKET_BYTES:
            return short
        return Path("/tmp") / short.parent.name / short.name  # noqa: S108  (own folder, mode 700)

    def free_bytes(self) -> int:
        """Free space where the data lives."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.data_dir).free


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once; raises ConfigurationError where one cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        # Never the value itself: it may be a secret.
        first = error.errors(include_input=False, include_url=False)[0]
        name = f"EARWITNESS_{str(first['loc'][0]).upper()}" if first["loc"] else "A setting"
        inside = ".".join(str(part) for part in first["loc"][1:])
        where = f"{name} (in `{inside}`)" if inside else name
        raise _unreadable(f"{where} cannot be used: {first['msg']}.") from None
    except SettingsError as error:
        field = re.search(r'field "(\w+)"', str(error))
        name = f"EARWITNESS_{field[1].upper()}" if field else "A setting"
        raise _unreadable(f"{name} is not the JSON that it should be.") from None


def _unreadable(words: str) -> ConfigurationError:
    return ConfigurationError(words, next_step="The settings are listed in docs/operations.md.")
