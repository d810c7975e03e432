"""The bench: one backbone with every runtime, on the same parts of the demo line."""

import time
from contextlib import closing
from dataclasses import asdict, dataclass, replace

import cv2
import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.bench.figures import Bench, percentiles
from spade_station.app.bench.growth import SIZES, growth_of
from spade_station.app.bench.start_up import start_up_of
from spade_station.app.bench.steps import Steps
from spade_station.app.demo_product import demo_samples
from spade_station.app.pipeline import inspected
from spade_station.app.result_cache import ResultCache
from spade_station.app.runtimes import machine
from spade_station.capture.demo_line import demo_part
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.preset import BackboneChoice, Preset
from spade_station.domain.progress import Report
from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.backbone import Backbone
from spade_station.engine.device import thread_count
from spade_station.engine.features import stack
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn, recipe_of
from spade_station.engine.looking import BATCH
from spade_station.imaging.resize import to_network
from spade_station.storage.presets import starting_point

PRESET = "electronics"
INPUT = 224  # px
SIDE = 448  # px: the pictures as a camera would deliver them
VERDICTS = 60
WARM_UP = 5
REPEATS = 9
DEFECTS = 0.2  # share of the parts that are judged


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is learned and what is judged; none of it is both."""

    good: list[Picture]
    parts: list[Frame]


def bench(
    backbones: Backbones,
    choice: BackboneChoice,
    samples: int,
    report: Report,
    *,
    everything: bool = True,
) -> list[Bench]:
    """Measure each runtime of this machine with the electronics preset.

    Parameters
    ----------
    samples
        Good parts of the demo line; drawn before anything is measured.
    everything
        Whether larger banks and the start of the station are measured too, which takes minutes.

    Raises
    ------
    WeightsMissing, WeightsUnfit
    """
    preset = starting_point(PRESET).changed("features.backbone", choice.value)
    preset = preset.changed("features.input_size", INPUT)
    names = _runtimes(backbones, preset)
    extra = (len(SIZES) + 1) * everything
    steps = Steps(report, samples + VERDICTS + len(names) * (samples + 2 * VERDICTS + extra))
    pictures = Pictures(
        [_square(each.frame.image) for each in steps.told(demo_samples(PRESET, samples))],
        [_part(number) for number in steps.told(range(VERDICTS))],
    )
    found = []
    for name in names:
        backbone = backbones.load(preset, None, name)
        figures, inspector = _measured(preset, backbone, pictures, steps)
        if everything:
            growth = growth_of(preset, backbone, pictures.good, pictures.parts, steps)
            start = start_up_of(backbones, inspector, name, pictures.parts)
            steps.go()
            figures = replace(figures, growth=growth, **asdict(start))
        found.append(figures)
    return found


def _runtimes(backbones: Backbones, preset: Preset) -> tuple[RuntimeName, ...]:
    name = backbones.load(preset, None, RuntimeName.TORCH).identity.name
    if name == BackboneChoice.BUILTIN or backbones.runtimes is None:
        return (RuntimeName.TORCH,)
    return backbones.runtimes_here()


def _square(picture: Picture) -> Picture:
    """Give the middle of a picture, as a camera with a square sensor would see it."""
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = picture[top : top + side, left : left + side]
    return np.asarray(cv2.resize(middle, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _part(number: int) -> Frame:
    return Frame(_square(demo_part(PRESET, 1, number, DEFECTS)[0]), number, f"bench {number}")


def _measured(
    preset: Preset, backbone: Backbone, pictures: Pictures, steps: Steps
) -> tuple[Bench, Inspector]:
    samples = len(pictures.good)
    batched = _batched_backbone_seconds(backbone, preset, pictures.good)
    began = time.perf_counter()
    bank = learn(pictures.good, samples, backbone, preset, steps.part(samples))
    seconds_learn = time.perf_counter() - began
    inspector = Inspector(preset, backbone, bank)
    bare, stages = _verdict_times(inspector, backbone, pictures.parts, steps)
    verdicts = np.sum(list(stages.values()), axis=0)
    figures = Bench(
        backbone=backbone.identity.name,
        runtime=backbone.runtime.value,
        device=backbone.compute.device.type,
        machine=machine(),
        threads=thread_count(),
        samples=samples,
        picture_px=(SIDE, SIDE),
        input_px=inspector.analyse(pictures.parts[0]).part.size,
        matching=bank.matching.mode.value,
        backbone_ms=float(np.median(bare)),
        verdict_ms=percentiles(verdicts),
        stages_ms={stage: percentiles(values) for stage, values in stages.items()},
        verdict_over_backbone=float(np.median(verdicts) / np.median(bare)),
        batch_pictures_per_s=_batch_rate(inspector, pictures.parts, steps),
        batched_backbone_s=batched,
        seconds_learn=seconds_learn,
        learn_over_backbone=seconds_learn / batched,
        add_sample_s=_add_sample_seconds(inspector, backbone, pictures.parts[-1]),
        slider_ms=_slider_ms(inspector, pictures.parts[-1]),
        bank_rows=bank.rows,
        bank_bytes=bank.bytes,
    )
    return figures, inspector


def _batched_backbone_seconds(backbone: Backbone, preset: Preset, good: list[Picture]) -> float:
    """Time bare passes of all samples, in batches like those of learning."""
    layers = recipe_of(preset, backbone).layers
    resized = [to_network(picture, INPUT) for picture in good]
    batches = [stack(resized[i : i + BATCH]) for i in range(0, len(resized), BATCH)]
    backbone.maps(batches[0], layers)
    backbone.compute.wait()
    began = time.perf_counter()
    for batch in batches:
        backbone.maps(batch, layers)
    backbone.compute.wait()
    return time.perf_counter() - began


def _verdict_times(
    inspector: Inspector, backbone: Backbone, parts: list[Frame], steps: Steps
) -> tuple[list[float], dict[str, list[float]]]:
    """Time bare passes and verdicts by turns, so that both see the same machine."""
    layers = inspector.bank.recipe.layers
    bare: list[float] = []
    stages: dict[str, list[float]] = {}
    for number, frame in enumerate(steps.told(parts)):
        picture = stack([to_network(frame.image, INPUT)])
        began = time.perf_counter()
        backbone.maps(picture, layers)
        backbone.compute.wait()
        alone = 1000 * (time.perf_counter() - began)
        inspection = inspector.inspect(frame)
        if number >= WARM_UP:
            bare.append(alone)
            for stage, milliseconds in inspection.timings.items():
                stages.setdefault(stage, []).append(milliseconds)
    return bare, stages


def _batch_rate(inspector: Inspector, parts: list[Frame], steps: Steps) -> float:
    """Give verdicts a second, side by side as `inspect` on a folder judges them."""
    began = time.perf_counter()
    with closing(inspected(parts, lambda frame: frame, inspector, ResultCache())) as found:
        for _ in steps.told(found):
            pass
    return len(parts) / (time.perf_counter() - began)


def _add_sample_seconds(inspector: Inspector, backbone: Backbone, frame: Frame) -> float:
    began = time.perf_counter()
    bank = extend(inspector.bank, frame.image, backbone)
    Inspector(inspector.preset, backbone, bank).inspect(frame)
    return time.perf_counter() - began


def _slider_ms(inspector: Inspector, frame: Frame) -> float:
    analysis = inspector.analyse(frame)
    times: list[float] = []
    for step in range(REPEATS):
        moved = inspector.preset.changed("weights.layer2", 0.30 + 0.05 * (step + 1))
        began = time.perf_counter()
        inspector.with_preset(moved).conclude(analysis)
        times.append(1000 * (time.perf_counter() - began))
    return float(np.median(times))
