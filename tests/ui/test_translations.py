"""Every text of the window has a finished Chinese translation.

After a text has changed: ``python tools/translations.py``, translate what it lists (in
``spade_station/resources/translations/spade_station_zh_CN.ts``, by hand or with
``pyside6-linguist``), and run it again.
"""

import errno
import os
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from pydantic import ValidationError

from spade_station.app.web_samples import WebSamples
from spade_station.domain.errors import PresetBroken, WebUnfit, WeightsUnfit
from spade_station.domain.home_errors import HomeReadOnly
from spade_station.domain.imaging_errors import PartNotInView, SampleUnfit
from spade_station.domain.preset import Preset
from spade_station.domain.preset_errors import SettingInvalid
from spade_station.domain.reasons import Reason, reason_of
from spade_station.domain.station_settings import Language
from spade_station.domain.storing import storing
from spade_station.engine.weights import WeightsLibrary
from spade_station.ui.translation import tr_error

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import translations

TOOLS = Path(translations.tool("lupdate"))
PLACE = re.compile(r"\{\w+\}")


def messages(ts: Path) -> dict[tuple[str, str], str]:
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext(
            "translation", ""
        )
        for context in ET.parse(ts).getroot().iter("context")
        for message in context.iter("message")
    }


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The .ts as it would be now, made from the sources."""
    if not TOOLS.exists():
        pytest.skip("the Qt tools are not beside this Python")
    ts = tmp_path_factory.mktemp("ts") / translations.TS.name
    ts.write_bytes(translations.TS.read_bytes())
    translations.update(ts)
    return ts


def test_every_text_is_translated(fresh):
    assert translations.unfinished(fresh) == []
    assert messages(fresh).keys() == messages(translations.TS).keys()


def test_lupdate_finds_texts_that_go_over_several_lines(fresh):
    texts = {source for _, source in messages(fresh)}
    assert any("Larger shows smaller defects and takes more time." in text for text in texts)


def test_the_reason_in_an_error_is_translated_too(translation):
    broken = PresetBroken(path="board.json", reason=bound_broken())
    english = "board.json cannot be used: decision.limit may be 5 at most"
    assert english in tr_error(broken)[0]
    translation.use(Language.CHINESE)
    assert "decision.limit 最大为 5" in tr_error(broken)[0]
    assert english in str(broken)


def bound_broken() -> Reason | str:
    try:
        Preset.model_validate({"name": "Board", "decision": {"limit": 9}})
    except ValidationError as error:
        return reason_of(error)
    return "nothing is wrong"


def test_an_error_that_is_the_reason_of_another_is_translated_too(translation):
    error = SampleUnfit(number=7, reason=PartNotInView())
    assert tr_error(error)[0] == (
        "Good sample 7 cannot be learned: The part is cut off by the edge of the picture."
    )
    translation.use(Language.CHINESE)
    assert tr_error(error)[0] == "无法学习良品样本 7：工件被图像边缘截断。"


def test_why_a_web_cannot_be_learned_is_translated_too(translation, tmp_path):
    cv2.imwrite(str(tmp_path / "0001.png"), np.zeros((60, 128), np.uint8))
    with pytest.raises(WebUnfit) as caught:
        WebSamples(f"web:96:{tmp_path}")
    assert "has only 60 lines; a picture has 96." in str(caught.value)
    assert "It was not inspected" not in str(caught.value), "nothing is inspected here"
    translation.use(Language.CHINESE)
    text = tr_error(caught.value)[0]
    assert "60" in text
    assert "lines" not in text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件为空"),
        (b"<html>", "其中含有代码（绝不会被执行），或不是由 torch.save 保存的文件"),
        (
            {"conv1.weight": torch.zeros(3), "layer1.9.x": torch.zeros(1)},
            "缺少 bn1.weight, bn1.bias, bn1.running_mean 等，另有 21 项；多出 layer1.9.x；"
            "conv1.weight 为 3，而不是 64×3×7×7",
        ),
        ({"conv1.weight": torch.tensor(1.0)}, "conv1.weight 为 单个数值，而不是 64×3×7×7"),
    ],
    ids=["empty", "no weights", "several faults", "a number"],
)
def test_why_a_file_holds_no_weights_is_translated(translation, tmp_path, content, told):
    path = tmp_path / "a.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(WeightsUnfit) as caught:
        WeightsLibrary([], tmp_path / "weights").import_file(path, "resnet18")
    translation.use(Language.CHINESE)
    assert told in tr_error(caught.value)[0]


def refused(path, value) -> SettingInvalid:
    with pytest.raises(SettingInvalid) as caught:
        Preset(name="Board").changed("weights.layer2", 0.0).changed(path, value)
    return caught.value


@pytest.mark.parametrize(
    ("path", "value", "english", "chinese"),
    [
        (
            "weights.layer3",
            0.0,
            "The setting “Layer 3” cannot be 0.0: at least one layer has to have a weight above "
            "zero",
            "参数“第 3 层”不能设为 0.0：至少要有一层的权重大于零",
        ),
        (
            "decision.limit",
            9.0,
            "The setting “Limit” cannot be 9.0: “Limit” may be 5 at most",
            "参数“限值”不能设为 9.0：“限值” 最大为 5",
        ),
    ],
)
def test_the_window_names_a_setting_by_its_label(translation, path, value, english, chinese):
    error = refused(path, value)
    assert tr_error(error)[0] == english
    assert "spade-station" not in tr_error(error)[1]
    translation.use(Language.CHINESE)
    assert tr_error(error)[0] == chinese
    assert f"The setting {path} cannot be {value}" in str(error)


def test_what_the_system_refuses_is_translated(translation, tmp_path):
    with pytest.raises(HomeReadOnly) as caught, storing(tmp_path):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    translation.use(Language.CHINESE)
    assert tr_error(caught.value)[0] == f"无法写入 {tmp_path}：没有权限"
    with pytest.raises(HomeReadOnly, match="tired"), storing(tmp_path):
        raise OSError(9999, "the disk is tired")


def test_placeholders_agree():
    for (context, source), translation in messages(translations.TS).items():
        assert sorted(PLACE.findall(source)) == sorted(PLACE.findall(translation)), (
            context,
            source,
        )


def test_keys_in_brackets_agree():
    key = re.compile(r"\((?:F\d+|[GH]|Esc|Del|Ctrl\+.)\)")
    for (_, source), translation in messages(translations.TS).items():
        assert key.findall(source) == key.findall(translation), source


def test_the_compiled_file_is_up_to_date(tmp_path):
    if not TOOLS.exists():
        pytest.skip("the Qt tools are not beside this Python")
    qm = tmp_path / "fresh.qm"
    translations.compiled(translations.TS, qm)
    assert qm.read_bytes() == translations.TS.with_suffix(".qm").read_bytes()
