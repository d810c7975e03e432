import pytest

from spade_station.domain.errors import PresetBroken
from spade_station.domain.text import one_line, sentences


@pytest.mark.parametrize(
    ("text", "advice", "said"),
    [
        ("It is {state}.", "Mend it.", "It is gone. Mend it."),
        ("Not usable: {state}", "Mend it.", "Not usable: gone. Mend it."),
        ("不能使用：{state}", "请修好。", "不能使用：gone。 请修好。"),
        ("Not usable: {state}", "", "Not usable: gone"),
    ],
)
def test_what_is_wrong_and_what_to_do_are_sentences(text: str, advice: str, said: str) -> None:
    assert sentences(text, advice, {"state": "gone"}) == said


def test_an_error_with_a_reason_at_its_end() -> None:
    error = PresetBroken(path="preset.json", reason="line 1 is missing")
    assert "cannot be used: line 1 is missing. It was left as it is." in str(error)


def test_one_line_shows_what_would_break_it() -> None:
    assert one_line("a\nOK\r\x1b[31m\x85\u2028b") == r"a\nOK\r\x1b[31m\x85\u2028b"
    assert one_line("漢　字 é\u00a0#1 [x].png") == "漢　字 é\u00a0#1 [x].png"
