"""One error tree. The class's docstring is the message; ``str(error)`` says what to do next.

::

    EarwitnessError
    ├── ConfigurationError        the settings contradict themselves
    ├── RefusedError              the caller of an interface sent something we do not take (4xx)
    │   ├── EmptyUploadError
    │   ├── UploadTooLargeError
    │   ├── UploadTooSlowError
    │   ├── UnknownGatewayError
    │   ├── UnknownLanguageError
    │   ├── SignatureError
    │   ├── ReplayedError
    │   ├── ForbiddenSourceError
    │   ├── MalformedUploadError
    │   ├── BadFieldError
    │   ├── UnknownReferenceError
    │   └── UnknownRecordingError
    ├── UnavailableError          our side cannot take it now; send it again (503)
    │   ├── StorageError
    │   └── DatabaseUnavailableError
    ├── FetchError                a gateway's recording could not be downloaded: one attempt
    │   └── AudioNotReadyError    ... because the gateway does not have it yet
    ├── RecordingNeverMadeError   the gateway says that there is no audio: QUARANTINED
    ├── UndecodableError          the bytes are not speech we can decode: QUARANTINED
    ├── ModelError                the model is missing or broken: messages wait, no attempt is counted
    │   ├── ModelMissingError
    │   └── ModelBrokenError
    ├── EngineDiedError           the engine process was killed or died: one attempt
    ├── LostClaimError            the lease ran out; late work is discarded
    └── ReviewError               an officer's act is not a legal move (in api.errors)
"""

from __future__ import annotations


class EarwitnessError(Exception):
    """Something went wrong in Earwitness."""

    #: Stable machine-readable name, used in problem details and in ``message.failure_code``.
    code = "error"
    #: HTTP status when the error leaves through the API.
    status = 500

    def __init__(self, detail: str = "", *, next_step: str = "") -> None:
        self.detail = detail or (self.__doc__ or "").strip().splitlines()[0]
        self.next_step = next_step
        super().__init__(self.detail if not next_step else f"{self.detail} {next_step}")


class ConfigurationError(EarwitnessError):
    """The settings contradict themselves or name something that is not there."""

    code = "configuration"


class RefusedError(EarwitnessError):
    """The request cannot be taken as it is."""

    code = "refused"
    status = 400


class EmptyUploadError(RefusedError):
    """The upload holds no bytes."""

    code = "empty_upload"
    status = 422


class UploadTooLargeError(RefusedError):
    """The upload is larger than the limit."""

    code = "upload_too_large"
    status = 413


class UploadTooSlowError(RefusedError):
    """The body did not arrive in time."""

    code = "upload_too_slow"
    status = 408


class UnknownGatewayError(RefusedError):
    """No gateway of this name is configured."""

    code = "unknown_gateway"
    status = 404


class UnknownLanguageError(RefusedError):
    """This is not a language code that Whisper knows."""

    code = "unknown_language"
    status = 422


class SignatureError(RefusedError):
    """The signature does not match."""

    code = "bad_signature"
    status = 401


class ReplayedError(RefusedError):
    """This signed request was seen before, or is too old."""

    code = "replayed"
    status = 401


class ForbiddenSourceError(RefusedError):
    """The recording's URL is not on the gateway's allow-list."""

    code = "forbidden_source"
    status = 422


class MalformedUploadError(RefusedError):
    """The body is not the multipart form that was announced."""

    code = "malformed_upload"


class BadFieldError(RefusedError):
    """A field of the upload cannot be used."""

    code = "bad_field"
    status = 422


class UnknownReferenceError(RefusedError):
    """No message has this reference."""

    code = "unknown_reference"
    status = 404


class UnknownRecordingError(RefusedError):
    """There is no recording of this name."""

    code = "unknown_recording"
    status = 404


class UnavailableError(EarwitnessError):
    """The message could not be kept now; send it again."""

    code = "unavailable"
    status = 503
    #: Seconds, sent as ``Retry-After``.
    retry_after_s = 5


class StorageError(UnavailableError):
    """The recording could not be written safely."""

    code = "storage_unavailable"


class DatabaseUnavailableError(UnavailableError):
    """The database could not be reached."""

    code = "database_unavailable"


class FetchError(EarwitnessError):
    """The recording could not be downloaded from the gateway."""

    code = "fetch_failed"
    status = 502


class AudioNotReadyError(FetchError):
    """The gateway does not have the recording ready yet."""

    code = "audio_not_ready"


class RecordingNeverMadeError(EarwitnessError):
    """The gateway says that this call left no recording."""

    code = "recording_never_made"


class UndecodableError(EarwitnessError):
    """The recording cannot be decoded; it is kept and visible, and an officer may download it."""

    code = "undecodable"
    status = 422


class ModelError(EarwitnessError):
    """The speech model cannot be used; messages wait and can be listened to."""

    code = "model"
    status = 503


class ModelMissingError(ModelError):
    """The model is not on this machine's disk."""

    code = "model_missing"


class ModelBrokenError(ModelError):
    """The model file is cut, corrupt or of another kind."""

    code = "model_broken"


class EngineDiedError(EarwitnessError):
    """The engine process died or was killed at its deadline."""

    code = "engine_died"


class LostClaimError(EarwitnessError):
    """The lease ran out and somebody else works on this message; this work is discarded."""

    code = "lost_claim"
