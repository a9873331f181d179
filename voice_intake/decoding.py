"""The sandboxed side of ``audio``: bytes -> samples, by PyAV, in a child process without torch.

Run as ``python -m voice_intake.decoding FD PARENT``. A hostile recording meets, in this order: an
allow-list of containers and codecs, no protocol but our own memory, no new file descriptor (so
neither files nor sockets), a limit on memory, on processor time, and on samples and seconds, which
are counted while they are decoded. What reaches the parent is JSON and raw float32, never a pickle.
"""

from __future__ import annotations

import io
import json
import math
import resource
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

#: Containers (FFmpeg demuxers) that a voice message may come in.
FORMATS = (
    "wav,au,mulaw,alaw,gsm,amr,amrnb,amrwb,mov,mp4,m4a,3gp,mp3,ogg,matroska,webm,flac,g722,aiff,caf"
)
#: Codecs that may be inside. ``*_at`` and hardware decoders are not among them on purpose.
CODECS = (
    "pcm_mulaw,pcm_alaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,"
    "pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,adpcm_ms,adpcm_ima_wav,adpcm_g726,adpcm_g726le,"
    "adpcm_g722,g722,gsm,gsm_ms,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,"
    "mp3,mp3float,mp2,aac,opus,libopus,vorbis,libvorbis,speex,libspeex,flac,alac,g723_1,g729"
)
#: Rates that sound can be recorded at; a header that says 1 Hz makes seconds out of nothing.
MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 192_000
#: Samples a second that the sample cap is reckoned with: bounds memory whatever the rate.
COUNTED_RATE_HZ = 48_000
#: The declared length may be this much longer than the sound before we speak of truncation.
SLACK_S = 0.25
#: Address space and processor time of the child.
MEMORY_BYTES = 2 << 30
CPU_S = 20
#: Samples measured at once, and in one message to the parent.
BLOCK_SAMPLES = 1 << 18
#: mu-law's loudest value is 0.980 of full scale.
CLIP_LEVEL = 0.975


class Refused(Exception):
    """The bytes are refused; the words are for the officer who opens the message."""


@dataclass
class Sound:
    """What was decoded so far: mono float32 blocks at the recording's own rate, and figures."""

    rate_hz: int = 0
    blocks: list[np.ndarray] = field(default_factory=list)
    #: Samples in ``blocks`` and in ``waiting``.
    samples: int = 0
    #: Frames are small and many: figures are taken over thousands of samples at once.
    waiting: list[np.ndarray] = field(default_factory=list)
    waiting_samples: int = 0
    total: float = 0.0
    squares: float = 0.0
    peak: float = 0.0
    clipped: int = 0
    #: Packets that could not be decoded or read.
    errors: int = 0

    @property
    def seconds(self) -> float:
        """Length of what was decoded."""
        return self.samples / self.rate_hz if self.rate_hz else 0.0

    def add(self, channels: np.ndarray) -> None:
        """Take one frame, (channels, samples) float32, -1..1."""
        self.samples += channels.shape[1]
        self.waiting_samples += channels.shape[1]
        self.waiting.append(channels)
        if self.waiting_samples >= BLOCK_SAMPLES:
            self.settle()

    def settle(self) -> None:
        """Measure and mix what waits."""
        if not self.waiting:
            return
        joined = np.concatenate(self.waiting, axis=1)
        self.waiting, self.waiting_samples = [], 0
        channels = np.clip(np.nan_to_num(joined, copy=False), -1.0, 1.0)
        loud = np.abs(channels)
        # Flat tops, not merely loud samples: a clipped wave stays where it was cut.
        flat = (loud[:, 1:] >= CLIP_LEVEL) & (np.abs(np.diff(channels, axis=1)) < 1e-3)
        self.clipped += int(flat.any(axis=0).sum())
        self.peak = max(self.peak, float(loud.max(initial=0.0)))
        mono = channels.mean(axis=0)
        self.total += float(mono.sum(dtype=np.float64))
        self.squares += float(np.square(mono).sum(dtype=np.float64))
        self.blocks.append(mono)

    def figures(self) -> dict[str, Any]:
        """Level (without its direct current), peak and clipped share."""
        count = max(self.samples, 1)
        power = self.squares / count - (self.total / count) ** 2
        return {
            "level_dbfs": round(_decibels(math.sqrt(max(power, 0.0))), 1),
            "peak_dbfs": round(_decibels(self.peak), 1),
            "clipped_share": round(self.clipped / count, 5),
        }


def decode(data: bytes, raw: dict[str, Any] | None, max_s: float) -> tuple[dict[str, Any], Sound]:
    """Decode a recording; gives facts about it and its sound.

    ``raw`` names format and rate of headerless bytes (``{"format": "mulaw", "rate_hz": 8000}``).
    Raises Refused, with words for a person.
    """
    with _open(data, raw) as container:
        if not container.streams.audio:
            raise Refused("The file holds no sound.")
        stream = container.streams.audio[0]
        decoder = _decoder(stream)
        rate = decoder.sample_rate or stream.rate or 0
        if not MIN_RATE_HZ <= rate <= MAX_RATE_HZ:
            raise Refused(f"A sample rate of {rate} Hz is not a recording of speech.")
        sound = Sound(rate_hz=rate)
        _fill(sound, container, stream, decoder, max_s)
        sound.settle()
        if sound.errors and not sound.samples:
            raise Refused("The file has the header of a recording but no sound could be decoded.")
        declared = _declared_s(data, container)
        facts = {
            "container": container.format.name.split(",")[0],
            "codec": stream.codec_context.name,
            "rate_hz": rate,
            "channels": stream.codec_context.channels,
            "duration_s": round(sound.seconds, 3),
            "samples": sound.samples,
            "truncated": bool(sound.errors) or declared > sound.seconds + SLACK_S,
            "packet_errors": sound.errors,
            **sound.figures(),
        }
        return facts, sound


def _open(data: bytes, raw: dict[str, Any] | None) -> av.container.InputContainer:
    options = {
        "format_whitelist": FORMATS,
        "codec_whitelist": CODECS,
        "protocol_whitelist": "none",
    }
    form = None
    if raw is not None:
        form = str(raw["format"])
        if form != "g722":  # always 16 kHz: its demuxer takes no rate
            options["sample_rate"] = str(raw["rate_hz"])
    try:
        return av.open(io.BytesIO(data), mode="r", format=form, options=options)
    except FFmpegError as error:
        raise Refused("These bytes are not a recording in a format that is taken here.") from error


def _decoder(stream: Any) -> Any:
    """The stream's decoder; for AMR narrow band opencore's, which knows DTX (comfort noise)."""
    own = stream.codec_context
    own.thread_count = 1
    if own.name not in ("amrnb", "amr_nb"):
        return own
    try:
        better = av.CodecContext.create("libopencore_amrnb", "r")
    except (FFmpegError, ValueError):  # an FFmpeg without it: the built-in one is close
        return own
    better.sample_rate = 8_000
    better.layout = "mono"
    return better


def _fill(sound: Sound, container: Any, stream: Any, decoder: Any, max_s: float) -> None:
    for frame in _frames(sound, container, stream, decoder):
        if frame.sample_rate != sound.rate_hz:  # a chained stream of another rate: not one message
            sound.errors += 1
            return
        if not frame.samples:
            continue
        too_many = sound.samples + frame.samples > max_s * COUNTED_RATE_HZ
        if too_many or sound.seconds + frame.samples / sound.rate_hz > max_s:
            raise Refused(f"The recording is too long: more than {max_s:.0f} seconds of sound.")
        sound.add(_channels(frame))


def _frames(sound: Sound, container: Any, stream: Any, decoder: Any) -> Iterator[Any]:
    """Frames of every packet that can be decoded; the others are counted in ``sound.errors``."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except FFmpegError:
            sound.errors += 1
            return
        last = packet.dts is None and not packet.size
        try:
            yield from decoder.decode(None if last else packet)
        except EOFError:
            return
        except FFmpegError:
            sound.errors += 1


def _channels(frame: Any) -> np.ndarray:
    """(channels, samples) float32, -1..1."""
    array: np.ndarray = frame.to_ndarray()
    count = frame.layout.nb_channels
    if not frame.format.is_planar:
        array = array.reshape(-1, count).T
    values: np.ndarray = array.astype(np.float32)
    if array.dtype == np.uint8:
        values = (values - 128.0) / 128.0
    elif np.issubdtype(array.dtype, np.integer):
        values /= -float(np.iinfo(array.dtype).min)
    return values


def _declared_s(data: bytes, container: Any) -> float:
    """Seconds the file says it holds; 0 where it does not say (a stream written as it came)."""
    name = container.format.name
    if name == "wav":
        return _chunk_s(data)
    if name == "mp3" and not any(tag in data[:8192] for tag in (b"Xing", b"Info", b"VBRI")):
        return 0.0  # FFmpeg's own guess from the bit rate
    if name == "ogg" and not _ogg_ended(data):
        return math.inf
    if name in ("au", "mulaw", "alaw", "gsm", "g722") or name.startswith("amr"):
        return 0.0
    return (container.duration or 0) / 1e6


def _chunk_s(data: bytes) -> float:
    """A WAV's own length, from its header: FFmpeg silently clamps it to the file's."""
    form, at = data.find(b"fmt ", 12, 1 << 16), data.find(b"data", 12, 1 << 16)
    if form < 0 or at < 0 or at + 8 > len(data):
        return 0.0
    (bytes_a_second,) = struct.unpack_from("<I", data, form + 16)
    (size,) = struct.unpack_from("<I", data, at + 4)
    if size in (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000):  # written by a pipe that could not seek
        return 0.0
    return float(size / bytes_a_second) if bytes_a_second and size > len(data) - at - 8 else 0.0


def _ogg_ended(data: bytes) -> bool:
    """Whether the last page of an Ogg file says that it is the last (RFC 3533: flag 0x04)."""
    at = data.rfind(b"OggS")
    return at >= 0 and at + 6 <= len(data) and bool(data[at + 5] & 4)


def _decibels(value: float) -> float:
    return 20 * math.log10(max(value, 1e-6))


def restrict() -> None:
    """Take away what a decoder does not need; called once everything is imported."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Descriptors that are open stay open; nothing can be opened any more: no file, no socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def allow_cpu(seconds: int) -> None:
    """Let this process use ``seconds`` more of processor time; beyond them it is killed."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, hard))


def answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], Sound | None]:
    """One request's answer: facts and sound, or ``{"error": words}``."""
    try:
        return decode(data, request.get("raw"), float(request["max_s"]))
    except Refused as refused:
        return {"error": str(refused)}, None
    except MemoryError:
        words = "Decoding needs more memory than a voice message may take."
        return {"error": words, "exhausted": True}, None
    except (FFmpegError, ValueError, OverflowError, ArithmeticError) as error:
        return {"error": f"The recording cannot be decoded ({type(error).__name__})."}, None


def main() -> None:
    """Serve requests until the pipe ends."""
    from voice_intake.engines import lifeline

    pipe = lifeline.pipe_of_child(sys.argv)
    av.logging.set_level(None)
    decode(_WARM_UP, None, 1.0)  # imports and tables that are made on first use
    restrict()
    while True:
        try:
            request = json.loads(pipe.recv_bytes())
            data = pipe.recv_bytes()
        except EOFError:
            return
        allow_cpu(int(request.get("cpu_s", CPU_S)))
        facts, sound = answer(request, data)
        pipe.send_bytes(json.dumps(facts).encode())
        if sound is not None:
            for block in sound.blocks:
                pipe.send_bytes(block.tobytes())


#: A WAV of a tenth of a second.
_WARM_UP = (
    b"RIFF" + struct.pack("<I", 36 + 1600) + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    + b"data" + struct.pack("<I", 1600) + bytes(1600)
)  # fmt: skip

if __name__ == "__main__":
    main()
