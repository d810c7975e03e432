"""The commands about products, and what is said before a command."""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from spade_station.cli.machine import bench, measure_if_new, runtimes_app, weights_app
from spade_station.cli.options import (
    PATH,
    Options,
    ended_by_interrupt,
    err,
    out,
    print_table,
    progress,
)
from spade_station.domain.errors import StationError
from spade_station.domain.preset import BackboneChoice, Preset
from spade_station.domain.preset_errors import OptionInvalid, SettingInvalid
from spade_station.domain.reasons import of_system
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.setting import SettingInfo, describe
from spade_station.domain.source_settings import SourceSettings, named_path
from spade_station.domain.text import one_line
from spade_station.storage.paths import default_home
from spade_station.storage.presets import Presets

ALL_OK, NOT_ALL_OK, ERROR = 0, 1, 2
INTERRUPTED = 130  # as what typer counts Ctrl+C
DEMO_FRAMES = 60
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

app = typer.Typer(
    help="SPADE Station: learns what good parts look like and shows where a part is not good.",
    no_args_is_help=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(bench)
app.add_typer(weights_app, name="weights")
app.add_typer(runtimes_app, name="runtimes")


def _bounds(setting: SettingInfo) -> str:
    """Say what `--set` takes for a setting."""
    if issubclass(setting.kind, StrEnum):
        return f"{setting.path} {' | '.join(setting.kind)}"
    if setting.kind is bool:
        return f"{setting.path} true | false"
    return f"{setting.path} {setting.least} to {setting.most}{' or none' * setting.optional}"


SETTINGS = (
    "Settings: "
    + ", ".join(_bounds(info) for info in describe(Preset) if not info.in_picture)
    + "."
)


@app.callback()
def station(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(**PATH, help="Where everything is kept (or SPADE_STATION_HOME).")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    runtime: Annotated[
        RuntimeChoice, typer.Option(help="What computes the network; auto: the best one measured.")
    ] = RuntimeChoice.AUTO,
    source: Annotated[
        str,
        typer.Option(
            help="For the window: demo:PRODUCT, camera:NUMBER, camera:/dev/…, rtsp://…, "
            "video:FILE or folder:FOLDER; begins at once. web:LINES:SOURCE or "
            "web:LINES/OVERLAP:SOURCE joins strips to a web."
        ),
    ] = "",
    preset: Annotated[str, typer.Option(help="For the window: the product to inspect.")] = "",
) -> None:
    """Open the window, or do what the command says."""
    context.obj = Options(home or default_home(), device, runtime, source, preset)
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window(context.obj, demo=""))


@app.command()
def demo(
    context: typer.Context,
    headless: Annotated[
        bool, typer.Option("--headless", help="No window: a table, pictures and a report.")
    ] = False,
    frames: Annotated[int, typer.Option(min=1, help="Parts of each product.")] = DEMO_FRAMES,
    product: Annotated[str, typer.Option(help="electronics, textile or metal; all if empty.")] = "",
    out_folder: Annotated[
        Path, typer.Option("--out", **PATH, help="Where the pictures and the report go.")
    ] = Path("demo-report"),
) -> None:
    """Run the demo line; needs no files and no camera."""
    from spade_station.capture.demo_line import PRODUCTS

    if product and product not in PRODUCTS:
        message = f"There is no demo product “{product}”: choose {', '.join(PRODUCTS)}."
        raise typer.BadParameter(message)
    if not headless and _has_display():
        raise typer.Exit(_open_window(context.obj, demo=product or PRODUCTS[0]))
    if not headless:
        err.print("There is no display: the demo runs without a window.")
    _demo_headless(context.obj, [product] if product else list(PRODUCTS), frames, out_folder)


@app.command()
def learn(
    context: typer.Context,
    preset: Annotated[str, typer.Argument(help="The product that learns.")],
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Pictures, folders of them, or webs: web:LINES:SOURCE or web:LINES/OVERLAP:SOURCE "
            "with a folder of strips or a video, learned without the overlap."
        ),
    ],
    copy_from: Annotated[
        str, typer.Option(help="Make the product as a copy of this preset if it is new.")
    ] = "",
    defects: Annotated[
        bool, typer.Option("--defects", help="The pictures are known defects: never OK.")
    ] = False,
) -> None:
    """Learn good pictures: they become samples, and the bank is made of all samples.

    Ctrl+C ends the reading and keeps what was learned until then, with exit code 2; twice, it
    leaves all as it was.
    """
    from spade_station.app.learn_command import Given, learned_lines, left_out_lines
    from spade_station.app.pictures import named_pictures, picture_paths
    from spade_station.app.web_samples import WebSamples, names_web
    from spade_station.capture.part_files import parts_of

    options: Options = context.obj
    lock = options.home.take()
    try:
        files = picture_paths([named_path(path) for path in paths if not names_web(path)])
        webs = [WebSamples(path) for path in paths if names_web(path)]
        with _made(preset, copy_from, options.presets), progress("Learning") as report:
            product, left_out = options.product(preset), []
            parts = parts_of(files, product.preset.imaging.views.count)
            count = len(parts) + sum(web.count for web in webs)
            pictures = Given(chain(named_pictures(parts), *webs), count, product)
            if defects:
                product.add_defects(pictures, report)
            else:
                with ended_by_interrupt(report) as ending:
                    left_out = product.learn_all(pictures, count, ending)
                product.learn_defects(report)
        if not pictures.stopped:
            measure_if_new(options, product)
    finally:
        lock.release()
    for line in left_out_lines(left_out):
        err.print(one_line(line), soft_wrap=True, markup=False)
    for line in learned_lines(product, defects):
        out.print(one_line(line), soft_wrap=True)
    if pictures.stopped:
        raise typer.Exit(_refuse(pictures.stopped, "Learn the same pictures again for the rest."))


@app.command()
def inspect(
    context: typer.Context,
    preset: Annotated[str, typer.Argument(help="The product.")],
    paths: Annotated[list[str], typer.Argument(help="Pictures, folders, or a source as above.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a picture.")] = False,
    save: Annotated[
        Path | None, typer.Option(**PATH, help="Leave pictures with heatmap in this folder.")
    ] = None,
    frames: Annotated[
        int | None,
        typer.Option(
            min=1, help="Take this many at most; if not given, all, or 60 of a camera or demo line."
        ),
    ] = None,
) -> None:
    """Inspect pictures; exit code 0 when all are OK, 1 when some are NG or CHECK, 2 on errors."""
    from spade_station.app.inspect_command import inspect_all

    product = context.obj.product(preset)
    code, cached, web = ALL_OK, "", None
    for line in inspect_all(product, paths, frames, save):
        if as_json:
            typer.echo(json.dumps(line.as_json()))
        else:
            out.print(line.text, soft_wrap=True)
        code = max(code, line.exit_code)
        cached, web = line.cache.summary, line.web or web
    if web is not None and not as_json:
        out.print("\n".join(web.summary), soft_wrap=True)
    if cached and not as_json:
        out.print(cached, soft_wrap=True)
    raise typer.Exit(code)


@app.command(epilog=SETTINGS)
def evaluate(
    context: typer.Context,
    dataset: Annotated[
        Path, typer.Argument(parser=named_path, help="A folder in MVTec AD layout.")
    ],
    preset: Annotated[str, typer.Option(help="A starting point or a product.")] = "electronics",
    backbone: Annotated[
        BackboneChoice | None, typer.Option(help="In place of the preset's.")
    ] = None,
    changes: Annotated[
        list[str], typer.Option("--set", help="key=value, such as weights.layer3=0.7")
    ] = [],  # noqa: B006 - typer copies it
    json_file: Annotated[
        Path | None, typer.Option("--json", **PATH, help="Write all figures here.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", **PATH, help="Write a report with pictures here.")
    ] = None,
) -> None:
    """Learn from train/good, judge the test pictures, and measure; nothing is kept."""
    from spade_station.app.dataset import open_dataset
    from spade_station.app.evaluating import evaluate as run
    from spade_station.app.evaluation_report import lines, notes, problem_lines, write_evaluation
    from spade_station.app.worst_pictures import WorstPictures
    from spade_station.storage.atomic import check_place, write_json
    from spade_station.storage.defect_pictures import FOLDER, DefectPictures

    for file in filter(None, (json_file, html_file)):
        check_place(file)
    options: Options = context.obj
    chosen = _with_changes(options.presets.load(preset), changes)
    if backbone is not None:
        chosen = chosen.changed("features.backbone", backbone.value)
    labelled = open_dataset(dataset, chosen.imaging.views.count)
    references = options.presets.references(preset).named_by(chosen.imaging)
    worst = WorstPictures()
    with progress("Evaluating") as report:
        found = run(labelled, chosen, options.backbones, report, worst.keep, references)
    known = DefectPictures(options.presets.folder(preset) / FOLDER).numbers()
    found = replace(found, known_defects_left_out=len(known))
    if json_file:
        write_json(json_file, found.as_json())
    if html_file:
        write_evaluation(found, worst.pictures, html_file)
    print_table(f"{found.dataset} · {found.preset} · {found.backbone}", *lines(found))
    for note in notes(found):
        out.print(note, soft_wrap=True)
    for line in problem_lines(found):
        err.print(one_line(line), soft_wrap=True, markup=False)


def run() -> int:
    """Run the command line; whatever goes wrong is a message and exit code 2."""
    try:
        return _run()
    except (OSError, SystemExit):  # what is wrong cannot even be said; Python would leave with 1
        return ERROR


def _run() -> int:
    try:
        app(prog_name="spade-station")
    except StationError as error:
        text = error.text.format(**error.values)
        return _refuse(text, error.advice.format(**error.values))
    except SystemExit as end:  # typer ends so; what is wrong with the command line it has said
        if isinstance(end.__context__, BrokenPipeError):  # nobody reads on: what follows is unsaid
            return ERROR
        if end.code == INTERRUPTED:
            return _refuse("Stopped before the end.", "What was stored before is safe.")
        return NOT_ALL_OK if end.code == NOT_ALL_OK else ERROR if end.code else ALL_OK
    except BrokenPipeError:
        return ERROR
    except OSError as error:
        place = error.filename or "What is printed"
        return _refuse(
            f"{place} cannot be read or written: {of_system(error)}.",
            "Make room on the disk, or correct the rights; what was stored before is safe.",
        )
    except Exception:  # noqa: BLE001 - Python would leave with 1, which here means “some are NG”
        traceback.print_exc()
        return ERROR
    return ALL_OK


def _refuse(text: str, advice: str) -> int:
    err.print(Text("✖ ", "bold red") + Text(one_line(text), ""), soft_wrap=True)
    err.print(one_line(advice), soft_wrap=True)
    return ERROR


def _has_display() -> bool:
    """Whether Qt finds a screen; where it finds none, it ends the program."""
    return not sys.platform.startswith("linux") or any(map(os.environ.get, DISPLAYS))


def _open_window(options: Options, demo: str) -> int:
    if not _has_display():
        return _refuse(
            "There is no display: the window cannot be opened.",
            "Set DISPLAY or WAYLAND_DISPLAY, or use a command without a window: "
            "“spade-station --help” lists them.",
        )
    from spade_station.ui.run import open_window

    source = SourceSettings.parse(options.source) if options.source else None
    return open_window(
        options.home.path, options.device, options.preset, source, demo, options.choice
    )


def _demo_headless(options: Options, products: list[str], frames: int, folder: Path) -> None:
    from spade_station.app.demonstrating import (
        HEAD,
        STAGES,
        demonstrate,
        stage_table,
        table_row,
        write_demo_report,
    )

    backbones = options.backbones
    found = []
    for product in products:
        with progress(f"Demo line: {product}") as report:
            found.append(demonstrate(product, frames, backbones, report))
    fallback = " (the fallback: no pretrained weights are here)" if found[0].is_fallback else ""
    print_table(
        f"Verdicts against truth · {found[0].backbone}{fallback}", HEAD, map(table_row, found)
    )
    (_, *stages), rows = stage_table(found)  # a terminal is narrow: a line a stage
    times = [row[1:] for row in rows]
    print_table(STAGES, ["stage", *(row[0] for row in rows)], zip(stages, *times, strict=True))
    out.print(f"Pictures and report: {write_demo_report(found, folder)}", soft_wrap=True)


def _with_changes(preset: Preset, changes: list[str]) -> Preset:
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals:
            raise typer.BadParameter(f"“{change}” is not of the form key=value. {SETTINGS}")
        try:
            preset = preset.changed(key.strip(), None if value == "none" else value.strip())
        except SettingInvalid as error:
            told = error.values
            raise OptionInvalid(
                name=told["name"], value=told["value"], reason=told["reason"]
            ) from error
    return preset


@contextmanager
def _made(name: str, copy_from: str, presets: Presets) -> Iterator[None]:
    """Make a product if it is new, and take it away again if what follows fails."""
    is_new = bool(copy_from) and not presets.exists(name)
    if is_new:
        presets.copy(copy_from, name)
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(StationError):  # what went wrong before is the news
                presets.discard(name)
        raise
