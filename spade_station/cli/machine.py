"""The commands about the machine: what it can do, and what it has."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spade_station.cli.options import PATH, Options, err, out, print_table, progress
from spade_station.domain.errors import WeightsNotUsed
from spade_station.domain.inspection import LEAST_SAMPLES
from spade_station.domain.preset import BackboneChoice
from spade_station.domain.source_settings import named_path

if TYPE_CHECKING:
    from spade_station.app.product import Product
    from spade_station.domain.runtime_table import RuntimeTable
    from spade_station.engine.weights import WeightsFile, WeightsLibrary

weights_app = typer.Typer(help="The weights of the backbones on this machine.")
runtimes_app = typer.Typer(help="What computes the networks on this machine, and how fast.")


def bench(
    context: typer.Context,
    backbone: Annotated[BackboneChoice, typer.Option(help="Which one.")] = BackboneChoice.AUTO,
    samples: Annotated[int, typer.Option(min=5, help="Good demo parts to learn.")] = 200,
    quick: Annotated[
        bool, typer.Option("--quick", help="Without larger banks and the start of the station.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", **PATH, help="Write all figures here.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", **PATH, help="Write a page with plots here.")
    ] = None,
) -> None:
    """Measure what the engine costs on this machine, with every runtime it has."""
    from spade_station.app.bench.report import tables, write_bench
    from spade_station.app.bench.running import bench as run
    from spade_station.storage.atomic import check_place, write_json

    for file in filter(None, (json_file, html_file)):
        check_place(file)
    with progress("Measuring") as report:
        found = run(context.obj.backbones, backbone, samples, report, everything=not quick)
    if json_file:
        write_json(json_file, [each.as_json() for each in found])
    if html_file:
        write_bench(found, html_file)
    for title, head, rows in tables(found):
        print_table(title, head, rows)


@weights_app.command("list")
def weights_list(context: typer.Context) -> None:
    """Show which weights are on this machine."""
    rows = [
        [
            each.backbone,
            each.state,
            ", ".join(each.layers),
            each.sha256[:8],
            each.path or each.reason,
        ]
        for each in context.obj.backbones.weights()
    ]
    print_table("Weights", ["backbone", "state", "layers", "sha256", "file"], rows)


@weights_app.command("import")
def weights_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(parser=named_path, help="A state dict (.pth).")],
    backbone: Annotated[str, typer.Option("--as", help="resnet18 or wide_resnet50_2.")],
) -> None:
    """Check a file and keep it for the station."""
    library = context.obj.backbones.library
    found = library.import_file(file, backbone)
    out.print(f"Imported {found.backbone} ({', '.join(found.layers)}), sha256 {found.sha256[:8]}.")
    _say_if_not_used(library, found)


@weights_app.command("download")
def weights_download(
    context: typer.Context,
    backbone: Annotated[str, typer.Argument(help="resnet18 or wide_resnet50_2.")],
) -> None:
    """Download ImageNet weights from torchvision's own address."""
    library = context.obj.backbones.library
    with progress("Downloading", in_bytes=True) as report:
        found = library.download(backbone, report, lambda: False)
    text = f"Downloaded {found.backbone}, sha256 {found.sha256[:8]}, to {found.path}."
    out.print(text, soft_wrap=True)
    _say_if_not_used(library, found)


@runtimes_app.command("list")
def runtimes_list(context: typer.Context) -> None:
    """Show what was measured on this machine."""
    tables = context.obj.backbones.runtimes.tables
    for table in tables:
        _print_runtimes(table)
    if not tables:
        out.print("Nothing was measured yet: “spade-station runtimes measure PRODUCT” does it.")


@runtimes_app.command("measure")
def runtimes_measure(
    context: typer.Context,
    product: Annotated[str, typer.Argument(help="A learned product; its samples are judged.")],
) -> None:
    """Measure which runtime is the fastest whose verdicts are those of torch, and remember it."""
    options: Options = context.obj
    lock = options.home.take()
    try:
        table = measured(options, options.product(product))
    finally:
        lock.release()
    _print_runtimes(table)


@runtimes_app.command("export")
def runtimes_export(
    context: typer.Context,
    backbone: Annotated[str, typer.Argument(help="resnet18 or wide_resnet50_2.")],
    file: Annotated[Path, typer.Argument(parser=named_path, help="The ONNX file to write.")],
    layer: Annotated[
        str, typer.Option(help="Where the network is cut off; the deepest it has if empty.")
    ] = "",
) -> None:
    """Write the cut network as an ONNX file: (B, H, W, 3) uint8 in, (B, h, w, C) per layer out."""
    from spade_station.storage.atomic import write_bytes

    content = context.obj.backbones.exported(backbone, layer)
    write_bytes(file, content)
    out.print(f"Exported {backbone}, {len(content) / 1e6:.1f} MB, to {file}.", soft_wrap=True)


def measure_if_new(options: Options, product: "Product") -> None:
    """Measure the runtimes with a product that can judge, unless that was done on this machine."""
    if product.status().samples < LEAST_SAMPLES:
        return
    status = options.backbones.status(product.backbone, product.preset)
    if status.runtimes is None and status.runtimes_here > 1:
        measured(options, product)


def measured(options: Options, product: "Product") -> "RuntimeTable":
    """Measure the runtimes with a product and remember what was found."""
    from spade_station.app.measuring_runtimes import measure_runtimes

    with progress("Measuring the runtimes") as report:
        table = measure_runtimes(product, options.backbones, report)
    if options.backbones.runtimes is not None:
        options.backbones.runtimes.remember(table)
    return table


def _say_if_not_used(library: "WeightsLibrary", file: "WeightsFile") -> None:
    try:
        library.check_used(file)
    except WeightsNotUsed as reason:
        err.print(str(reason), soft_wrap=True)


def _print_runtimes(table: "RuntimeTable") -> None:
    best = table.best
    rows = [
        [
            row.runtime.value,
            "-" if row.milliseconds is None else f"{row.milliseconds:.1f}",
            f"{100 * row.difference:.1f} %",
            f"{row.flips} of {table.pictures}",
            row.problem or ("yes" if table.agrees(row) else "no") + " ◀" * (row.runtime is best),
        ]
        for row in table.rows
    ]
    height, width = table.input_px
    head = ["runtime", "ms", "score differs", "other verdicts", "agrees"]
    print_table(f"{table.backbone}, {width}×{height}, {table.product}", head, rows)
