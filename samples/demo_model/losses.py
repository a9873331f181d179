"""What the network is taught by: tokens, where to look for them, and what each frame holds."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .batches import Batch
from .network import Network
from .stages import Stage
from .vocabulary import UNKNOWN
from .windows import ENCODER_FRAMES_PER_S

_SMOOTHING = 0.05
_SLACK_S = 0.06
_BEHIND_WEIGHT = 0.5
#: Frames without speech count less: there are many, and they are easy.
_SILENT_WEIGHT = 0.25
_WORD_FRAMES = 1200  # word-labelled frames used in a step (the softmax is wide)


@dataclass(frozen=True)
class Losses:
    """The sum to descend, and the figures of a progress line (all detached but `total`)."""

    total: Tensor
    phone: float
    phone_accuracy: float
    word_accuracy: float
    token: float = 0.0
    token_accuracy: float = 0.0
    guide: float = 0.0


def measure(
    network: Network, batch: Batch, stage: Stage, dropout: float, offset: int = 0
) -> Losses:
    """Every loss of `stage` on one batch, in bfloat16 where it is safe."""
    with torch.autocast(batch.mel.device.type, torch.bfloat16):
        audio = network.encode(batch.mel.bfloat16(), dropout, offset)
        phones = network.phone_head(audio)
    phone, phone_accuracy = _phones(phones.float(), batch.phones)
    word, word_accuracy = _words(network, audio, batch.words)
    total = stage.phone_weight * phone + stage.word_weight * word
    figures = (float(phone.detach()), phone_accuracy, word_accuracy)
    if not stage.decode or batch.inputs is None:
        return Losses(total, *figures)
    token, token_accuracy, guide = _tokens(network, batch, audio, dropout)
    total = total + token + stage.guide_weight * guide
    return Losses(total, *figures, float(token.detach()), token_accuracy, float(guide.detach()))


def _phones(logits: Tensor, labels: Tensor) -> tuple[Tensor, float]:
    weight = torch.where(labels > 0, 1.0, _SILENT_WEIGHT) * (labels != UNKNOWN)
    loss = F.cross_entropy(logits.transpose(1, 2), labels, reduction="none", ignore_index=UNKNOWN)
    spoken = labels > 0
    right = (logits.argmax(-1) == labels)[spoken].float().mean()
    return (loss * weight).sum() / weight.sum().clamp(min=1), float(right.nan_to_num())


def _words(network: Network, audio: Tensor, labels: Tensor) -> tuple[Tensor, float]:
    none = network.shape.texts
    spoken = (labels != none).flatten()
    pick = torch.rand(spoken.shape, device=labels.device) + spoken.float() * 0.35
    chosen = pick.topk(min(_WORD_FRAMES, len(pick))).indices
    with torch.autocast(audio.device.type, torch.bfloat16):
        logits = network.word_logits(audio.flatten(0, 1)[chosen])
    wanted = labels.flatten()[chosen]
    right = (logits.argmax(-1) == wanted)[wanted != none].float().mean()
    return F.cross_entropy(logits.float(), wanted), float(right.nan_to_num())


def _tokens(
    network: Network, batch: Batch, audio: Tensor, dropout: float
) -> tuple[Tensor, float, Tensor]:
    assert batch.inputs is not None and batch.targets is not None
    with torch.autocast(audio.device.type, torch.bfloat16):
        hidden, looks = network.decode(batch.inputs, audio, dropout)
        learnt = batch.targets >= 0
        logits = network.token_logits(hidden[learnt])
    wanted = batch.targets[learnt]
    loss = F.cross_entropy(logits.float(), wanted, label_smoothing=_SMOOTHING)
    right = float((logits.argmax(-1) == wanted).float().mean())
    return loss, right, _guide(looks, batch)


def _guide(looks: list[Tensor], batch: Batch) -> Tensor:
    """How little of the cross-attention falls where it should (-log of the share).

    The last layer looks where the next token is heard; the first one where the token just given was
    heard, which is easy to find, and from which the next is not far.
    """
    assert batch.start_s is not None and batch.end_s is not None
    ahead = _astray(looks[-1], batch.start_s, batch.end_s)
    if len(looks) == 1:
        return ahead
    before = torch.zeros_like(batch.start_s[:, :1])
    start_s = torch.cat([before, batch.start_s[:, :-1]], 1)
    end_s = torch.cat([before, batch.end_s[:, :-1]], 1)
    return ahead + _BEHIND_WEIGHT * _astray(looks[0], start_s, end_s)


def _astray(weights: Tensor, start_s: Tensor, end_s: Tensor) -> Tensor:
    """-log of the attention (batch, heads, tokens, frames) between the given seconds."""
    heard = end_s > 0
    time_s = (torch.arange(weights.shape[-1], device=heard.device) + 0.5) / ENCODER_FRAMES_PER_S
    inside = (time_s >= start_s[heard][:, None] - _SLACK_S) & (
        time_s <= end_s[heard][:, None] + _SLACK_S
    )
    share = (weights.transpose(1, 2)[heard] * inside[:, None].float()).sum(-1)
    return -torch.log(share + 1e-3).mean()
