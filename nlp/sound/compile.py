"""Compile the sounds of Chinese characters into ``characters.txt``, so that reading loads no dictionary.

Run ``python -m nlp.sound.compile`` after an update of ToJyutping (Cantonese) or pypinyin (Mandarin).
One line a character: itself, its commonest reading in Jyutping, in pinyin, without tones. A second
file, ``names.txt``, holds the names of the gazetteer that are read otherwise than their characters
alone; a name that is missing there is read by its characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from ToJyutping import get_jyutping_list

from nlp import gazetteer
from nlp.normalise import fold

HERE = Path(__file__).parent
#: Characters of these standards are printed by recognisers.
_STANDARDS = ("big5hkscs", "gb2312")


def characters() -> Iterator[str]:
    """Every Han character of the main block that a standard of Hong Kong or the mainland knows."""
    for code in range(0x3400, 0xA000):
        for standard in _STANDARDS:
            try:
                chr(code).encode(standard)
            except UnicodeEncodeError:
                continue
            yield chr(code)
            break


def jyutping(text: str) -> str:
    """Syllables with spaces between; empty where one is not known."""
    sounds = [sound for _, sound in get_jyutping_list(text)]
    if len(sounds) != len(text) or None in sounds:
        return ""
    return " ".join(sound.rstrip("123456") for sound in sounds if sound)


def pinyin(text: str) -> str:
    """Syllables with spaces between; empty where one is not known."""
    sounds = lazy_pinyin(text, style=Style.NORMAL, v_to_u=True, errors="ignore")
    return " ".join(sounds) if len(sounds) == len(text) else ""


def _written_names() -> Iterable[str]:
    names = {
        name
        for place in gazetteer.places()
        for name in (place.name_zh, *place.aliases)
        if fold(name) in gazetteer.names() and not any(c.isascii() for c in name)
    }
    return sorted(names)


def main() -> None:
    """Write both files."""
    rows = {c: (jyutping(c), pinyin(c)) for c in characters()}
    known = {c: sounds for c, sounds in rows.items() if any(sounds)}
    lines = [f"{c}\t{sounds[0]}\t{sounds[1]}" for c, sounds in known.items()]
    (HERE / "characters.txt").write_text("\n".join(lines) + "\n", "utf-8")
    lines = []
    for name in _written_names():
        said = (jyutping(name), pinyin(name))
        alone = tuple(" ".join(known.get(c, ("", ""))[at] for c in name) for at in (0, 1))
        if all(said) and said != alone:
            lines.append(f"{name}\t{said[0]}\t{said[1]}")
    (HERE / "names.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
