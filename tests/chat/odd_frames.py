"""What no page of ours would ever send: frames for fuzzing, as hypothesis strategies."""

import json
from uuid import uuid4

from hypothesis import strategies as st

KINDS = ("send", "resume", "read", "typing", "ping", "got", "hello", "entry", "")
FIELDS = ("t", "conv", "client", "body", "reply", "after", "seq", "on", "count")

any_text = st.text(st.characters())  # lone surrogates too: JSON can write them
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
likely = st.sampled_from(
    [
        0,
        1,
        -1,
        2**31,
        2**53,
        2**53 + 1,
        10**30,
        1.0,
        True,
        "",
        "1",
        str(uuid4()),
        "x" * 4001,
        [],
        {},
    ]
)
# A known frame with anything in any of its fields, or without them.
near_frames = st.builds(
    lambda kind, fields: {**fields, "t": kind},
    st.sampled_from(KINDS) | any_json,
    st.dictionaries(st.sampled_from(FIELDS), likely | any_json),
)
huge = st.sampled_from(
    [
        "[" * 60_000,
        '{"t":' * 12_000,
        '{"t": "send", "conv": 1, "body": "' + "x" * 70_000 + '"}',
        "é" * 40_000,
        '{"t": "read", "conv": ' + "9" * 5_000 + ', "seq": 1}',
        '{"t": "resume", "conv": 1e999, "after": NaN}',
        json.dumps({"t": "send", "conv": [[[]]] * 2_000, "client": {}, "body": None}),
    ]
)
texts = st.one_of(
    near_frames.map(json.dumps),
    near_frames.map(json.dumps),
    any_json.map(json.dumps),
    st.text(),
    huge,
)
