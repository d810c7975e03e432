import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spade_station.domain.preset import Preset
from spade_station.domain.reasons import reason_of


def parsed(text: str) -> object:
    return Preset.model_validate(json.loads(text))


def settings(group: str, values: str) -> str:
    return f'{{"schema": 1, "name": "Board", "{group}": {values}}}'


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (lambda: parsed("{"), "line 1, column 2 is not as JSON wants it"),
        (lambda: parsed('{"a": 1,\n "b"}'), "line 2, column 5 is not as JSON wants it"),
        (lambda: parsed(settings("decision", '{"limit": 99}')), "decision.limit may be 5 at most"),
        (
            lambda: parsed(settings("decision", '{"limit": 0}')),
            "decision.limit has to be 0.2 at least",
        ),
        (
            lambda: parsed(settings("decision", '{"limit": "high"}')),
            "decision.limit has to be a number",
        ),
        (
            lambda: parsed(settings("imaging", '{"tiles": {"on": "perhaps"}}')),
            "imaging.tiles.on has to be true or false",
        ),
        (
            lambda: parsed(settings("matching", '{"mode": "best"}')),
            "matching.mode has to be one of 'auto', 'everywhere', 'same place' or 'nearest images'",
        ),
        (lambda: parsed(settings("matching", '{"moed": 1}')), "matching.moed is unknown"),
        (
            lambda: parsed(settings("weights", '{"layer2": 0, "layer3": 0, "layer4": 0}')),
            "at least one layer has to have a weight above zero",
        ),
        (
            lambda: parsed(settings("features", '{"input_size": 225}')),
            "features.input_size has to be a multiple of 32",
        ),
        (lambda: b"\xff".decode(), "it is not written in UTF-8"),
        (lambda: Path("/nowhere/at/all").read_text(), "it is missing"),
        (lambda: int("x"), "invalid literal for int() with base 10: 'x'"),
    ],
)
def test_what_is_wrong_is_told_in_our_words(read: Callable[[], object], told: str) -> None:
    with pytest.raises((ValueError, OSError)) as error:
        read()
    assert str(reason_of(error.value)) == told
