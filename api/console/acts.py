"""Forms into acts of review: what an officer typed becomes corrections, one a changed leaf.

``ACTS`` maps the last part of a form's address to a function (session, who, message id, version,
form) that does it and gives the code of ``act.done.*``. They raise ReviewError where an act is not
possible, and ReviewInvalidError where a typed value cannot be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import review
from api.auth import Principal
from api.case_view import get_case
from api.console.schema import LEAVES, LISTS, Leaf, key_of, resolve
from api.errors import ReviewInvalidError
from nlp.catalogue import incident_types
from voice_intake import reference
from voice_intake.errors import UnknownReferenceError
from voice_intake.models import Message

Form = Mapping[str, str]
Report = Mapping[str, Any]
Change = tuple[str, Any]

#: Of a place whose name or district an officer changed, the machine's coordinates no longer hold.
_PLACE_NAMES = frozenset({"name_en", "name_zh", "district"})
_PLACE_POINT = ("lat", "lon", "precision_m")


def _claim(session: Session, who: Principal, message_id: int, version: int, _form: Form) -> str:
    review.claim(session, who, message_id, version=version)
    return "claim"


def _claim_unseen(session: Session, who: Principal, message_id: int, form: Form) -> str:
    review.claim(session, who, message_id)
    return "claim"


def _release(session: Session, who: Principal, message_id: int, version: int, _form: Form) -> str:
    review.release(session, who, message_id, version=version)
    return "release"


def _correct(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    report = get_case(session, message_id).report
    return _apply(session, who, message_id, version, list(changes(report, form)), form, "correct")


def _accept(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    pointer = _pointer(form)
    value = resolve(get_case(session, message_id).report, pointer)
    return _apply(session, who, message_id, version, [(pointer, value)], form, "accept")


def _choose(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    pointer, report = _pointer(form), get_case(session, message_id).report
    place = resolve(report, pointer) or {}
    candidates = place.get("candidates") or []
    index = form.get("candidate", "")
    if not index.isdecimal() or int(index) >= len(candidates):
        raise ReviewInvalidError(
            "There is no such candidate.", next_step="Load the page again and choose one of them."
        )
    chosen = candidates[int(index)]
    found = [(f"{pointer}/{name}", chosen.get(name)) for name in sorted(_PLACE_NAMES)]
    found += [(f"{pointer}/{name}", chosen.get(name)) for name in _PLACE_POINT if name in place]
    found.append((f"{pointer}/ambiguous", False))
    different = [(path, value) for path, value in found if resolve(report, path) != value]
    return _apply(session, who, message_id, version, different, form, "correct")


def _link(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    other = session.scalar(select(Message.id).where(Message.reference == _reference(form)))
    if other is None:
        raise ReviewInvalidError(
            "No message has this reference.", next_step="Copy it from the other message's page."
        )
    kind, reason = form.get("kind", ""), form.get("reason") or None
    review.link(session, who, message_id, other, kind=kind, reason=reason, version=version)
    return "link"


def _unlink(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    review.unlink(session, who, message_id, _number(form, "link_id"), version=version)
    return "unlink"


def _escalate(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    review.escalate(session, who, message_id, form.get("reason", ""), version=version)
    return "escalate"


def _acknowledge(
    session: Session, who: Principal, message_id: int, version: int, form: Form
) -> str:
    wanted = _number(form, "escalation_id") if form.get("escalation_id") else None
    review.acknowledge(session, who, message_id, wanted, version=version)
    return "acknowledge"


def _dispose(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    remark = form.get("remark", "").strip()
    if remark:
        version = review.note(session, who, message_id, remark, version=version).version
    review.dispose(session, who, message_id, form.get("disposition", ""), version=version)
    return "dispose"


def _reopen(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    review.reopen(session, who, message_id, form.get("reason", ""), version=version)
    return "reopen"


def _note(session: Session, who: Principal, message_id: int, version: int, form: Form) -> str:
    review.note(session, who, message_id, form.get("text", ""), version=version)
    return "note"


_ACTS: Mapping[str, Callable[[Session, Principal, int, int, Form], str]] = {
    "claim": _claim,
    "release": _release,
    "correct": _correct,
    "accept": _accept,
    "choose": _choose,
    "link": _link,
    "unlink": _unlink,
    "escalate": _escalate,
    "acknowledge": _acknowledge,
    "dispose": _dispose,
    "reopen": _reopen,
    "note": _note,
}


def perform(session: Session, who: Principal, message_id: int, act: str, form: Form) -> str | None:
    """Do the act of this name; None where there is no such act. Gives the code of what was done."""
    doing = _ACTS.get(act)
    if doing is None:
        return None
    if act == "claim" and "version" not in form:  # from the queue, which shows no version
        return _claim_unseen(session, who, message_id, form)
    return doing(session, who, message_id, _number(form, "version"), form)


def changes(report: Report, form: Form) -> Iterator[Change]:
    """What the form changes in the report: (path, new value), the smallest parts that exist."""
    pointer = _pointer(form)
    key = key_of(pointer)
    typed = {leaf: _parse(leaf, form[leaf.name]) for leaf in LEAVES[key] if leaf.name in form}
    if pointer.endswith("/-"):
        item = _new_item(typed)
        if any(value not in (None, False, {}) for value in item.values()):
            yield pointer, {**item, **(_labels(item["code"]) if key == "incident_types" else {})}
        return
    now = resolve(report, pointer)
    changed = {
        leaf.path: value
        for leaf, value in typed.items()
        if not leaf.same(resolve(now, leaf.path) if leaf.path else now, value)
    }
    if key == "locations" and _PLACE_NAMES & changed.keys() and isinstance(now, Mapping):
        changed |= {name: None for name in _PLACE_POINT if now.get(name) is not None}
    if key == "incident_types" and "code" in changed:
        changed |= _labels(changed["code"])
    for path, value in changed.items():
        yield _existing(report, f"{pointer}/{path}".rstrip("/"), value)


def _apply(
    session: Session,
    who: Principal,
    message_id: int,
    version: int,
    found: list[Change],
    form: Form,
    done: str,
) -> str:
    if not found:
        return "unchanged"
    reason = form.get("reason", "").strip() or None
    for path, value in found:
        outcome = review.correct(
            session, who, message_id, path, value, reason=reason, version=version
        )
        version = outcome.version
    return done


def _pointer(form: Form) -> str:
    pointer = form.get("item", "")
    parts = pointer.split("/")[1:]
    listed = bool(parts) and parts[0] in LISTS
    if not parts or parts[0] not in LEAVES or len(parts) != (2 if listed else 1):
        raise ReviewInvalidError(
            "The report has no such item.", next_step="Load the page again and repeat it."
        )
    return pointer


def _parse(leaf: Leaf, typed: str) -> Any:
    try:
        return leaf.parse(typed)
    except ValueError:
        raise ReviewInvalidError(
            "A typed value cannot be taken here.",
            next_step="Write numbers in digits and times as date and time.",
        ) from None


def _new_item(typed: Mapping[Leaf, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for leaf, value in typed.items():
        parent, _, name = leaf.path.rpartition("/")
        if parent:
            item.setdefault(parent, {})
            if value is not None:
                item[parent][name] = value
        elif value is not None:
            item[name] = value
    return item


def _labels(code: str | None) -> dict[str, Any]:
    """What stands beside an incident's code."""
    known = incident_types().get(code or "")
    return {
        "label_en": known.label_en if known else None,
        "label_zh": known.label_zh if known else None,
        "apco": known.apco if known else None,
    }


def _existing(report: Report, path: str, value: Any) -> Change:
    """The same change at the nearest place that the report has."""
    parent, _, name = path.rpartition("/")
    holder = resolve(report, parent)
    if not parent or isinstance(holder, list):
        return path, value
    if isinstance(holder, Mapping) and name in holder:
        return path, value
    known = holder if isinstance(holder, Mapping) else {}
    return _existing(report, parent, {**known, name: value})


def _reference(form: Form) -> str:
    """A reference as it is written; what cannot be one stays as typed and finds nothing."""
    typed = form.get("reference", "").strip()
    try:
        return reference.parse(typed)
    except UnknownReferenceError:
        return typed


def _number(form: Form, name: str) -> int:
    value = form.get(name, "")
    if not value.isdecimal():
        raise ReviewInvalidError(
            "The form is incomplete.", next_step="Load the page again and repeat it."
        )
    return int(value)
