"""Rows of large files are read one by one, however the file is cut into pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.gazetteer import stream

values = st.recursive(
    st.none() | st.integers(-9, 9) | st.text('ab"{}[],:\\ 邨', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=6,
)
objects = st.lists(st.dictionaries(st.text("abc", max_size=2), values, max_size=3), max_size=8)


@given(objects, st.integers(1, 40), st.sampled_from(["array", "lines", "features"]))
def test_objects_are_read_as_one_by_one_as_at_once(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, Any]],
    chunk: int,
    form: str,
) -> None:
    """However the file is cut into pieces, with whatever signs in its texts."""
    path = tmp_path_factory.getbasetemp() / "rows.json"
    texts = [json.dumps(row, ensure_ascii=False, indent=1) for row in rows]
    path.write_text(
        {
            "array": f" [{', '.join(texts)}]\n",
            "lines": "\n".join(texts),
            "features": f'{{"type": "FeatureCollection", "features" : [{",".join(texts)}]}}',
        }[form],
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stream, "CHUNK", chunk)
        got = list(stream.json_objects(path))
    assert got == list(enumerate(rows, start=1))
