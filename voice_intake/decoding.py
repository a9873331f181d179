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
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

from voice_intake.sound import Sound

#: Containers (FFmpeg demuxers) that a voice message may come in.
FORMATS = "wav,au,mulaw,alaw,gsm,amr,amrnb,amrwb,mov,mp4,m4a,3gp,mp3,aac,ogg,matroska,webm,flac,g722,aiff,caf"
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
#: A frame that its time stamp puts so much later than the sound before it leaves a gap: the sender
#: paused (DTX) or a packet is missing. Codec frames are 20 ms, rounded stamps err by 1 ms.
GAP_S = 0.015
#: A stamp so much before its time begins a new clock (chained streams).
RESTART_S = 1.0


class Refused(Exception):
    """The bytes are refused; the words are for the officer who opens the message."""


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
            "voices": len(sound.worth_hearing()),
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


#: FFmpeg's own AMR decoders refuse the frames of a pause (NO_DATA; in wide band SID too); opencore's
#: make comfort noise of them.
_BETTER = {"amrnb": ("libopencore_amrnb", 8_000), "amrwb": ("libopencore_amrwb", 16_000)}


def _decoder(stream: Any) -> Any:
    """The stream's decoder; for AMR opencore's, which knows DTX (comfort noise)."""
    own = stream.codec_context
    own.thread_count = 1
    name, rate = _BETTER.get(own.name.replace("_", ""), ("", 0))
    if not name:
        return own
    try:
        better = av.CodecContext.create(name, "r")
    except (FFmpegError, ValueError):  # an FFmpeg without it: the built-in one is close
        return own
    better.sample_rate = rate
    better.layout = "mono"
    return better


def _fill(sound: Sound, container: Any, stream: Any, decoder: Any, max_s: float) -> None:
    clock = _Clock(sound, max_s)
    for frame, stamp in _frames(sound, container, stream, decoder):
        if frame.sample_rate != sound.rate_hz:  # a chained stream of another rate: not one message
            sound.errors += 1
            return
        if not frame.samples:
            continue
        clock.keep(stamp, frame.samples, stream)
        if not _has_room(sound, frame.samples, max_s):
            raise Refused(f"The recording is too long: more than {max_s:.0f} seconds of sound.")
        sound.add(_channels(frame))


def _has_room(sound: Sound, samples: int, max_s: float) -> bool:
    too_many = sound.samples + samples > max_s * COUNTED_RATE_HZ
    return not too_many and sound.seconds + samples / sound.rate_hz <= max_s


class _Clock:
    """Keeps the recording's time: silence goes where the time stamps leave a gap.

    A sender with discontinuous transmission stops sending while nobody speaks; without the gap every
    later word would be too early, and the officer would hear another place than he clicked on.
    """

    def __init__(self, sound: Sound, max_s: float) -> None:
        self._sound = sound
        self._max_s = max_s
        #: The stamp, in seconds, of the sound's first sample.
        self._origin: float | None = None

    def keep(self, at: float | None, samples: int, stream: Any) -> None:
        """Fill up to the stamp (seconds) of the frame of so many samples that comes next."""
        if at is None:
            return
        sound = self._sound
        if self._origin is None:
            lost = sound.errors and stream.start_time is not None
            self._origin = float(stream.start_time * stream.time_base) if lost else at
        gap_s = at - self._origin - sound.seconds
        gap = round(gap_s * sound.rate_hz)
        if gap_s < -RESTART_S:
            self._origin = at - sound.seconds
        elif gap_s > GAP_S:
            if _has_room(sound, gap + samples, self._max_s):
                sound.add_silence(gap)
            else:  # a damaged stamp: the sound is worth more than its time
                sound.errors += 1
                self._origin = at - sound.seconds


def _frames(
    sound: Sound, container: Any, stream: Any, decoder: Any
) -> Iterator[tuple[Any, float | None]]:
    """Frames of every packet that can be decoded, each with its time stamp in seconds, None where
    there is none; packets that cannot are counted in ``sound.errors``."""
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
            for frame in decoder.decode(None if last else packet):
                yield frame, _stamp(frame) if decoder is stream.codec_context else _stamp(packet)
        except EOFError:
            return
        except FFmpegError:
            sound.errors += 1


def _stamp(item: Any) -> float | None:
    """A frame's or packet's time in seconds (a decoder of our own making knows no time base)."""
    if item.pts is None or not item.time_base:
        return None
    return float(item.pts * item.time_base)


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
    if name in ("aac", "au", "mulaw", "alaw", "gsm", "g722") or name.startswith("amr"):
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
            for block in sound.kept():
                pipe.send_bytes(block.tobytes())


#: A WAV of a tenth of a second.
_WARM_UP = (
    b"RIFF" + struct.pack("<I", 36 + 1600) + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    + b"data" + struct.pack("<I", 1600) + bytes(1600)
)  # fmt: skip

if __name__ == "__main__":
    main()
