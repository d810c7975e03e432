import errno
from pathlib import Path

import numpy as np
import pytest

from spade_station.domain.home_errors import DiskFull
from spade_station.domain.imaging_errors import ReferenceMissing
from spade_station.domain.imaging_settings import (
    AlignmentSettings,
    ImagingSettings,
    LightSettings,
)
from spade_station.storage.presets import Presets
from spade_station.storage.references import ReferenceFiles

from .builders import picture
from .conftest import Refusing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "board" / "references"


@pytest.fixture
def references(folder: Path) -> ReferenceFiles:
    return ReferenceFiles(folder)


def naming(part: str = "", white: str = "", dark: str = "") -> ImagingSettings:
    alignment, light = AlignmentSettings(reference=part), LightSettings(white=white, dark=dark)
    return ImagingSettings(alignment=alignment, light=light)


def test_what_is_kept_comes_back_bit_by_bit_in_its_role(references: ReferenceFiles) -> None:
    names = [references.keep(picture(seed, 33 + seed, 47)) for seed in range(3)]
    assert len(set(names)) == 3

    found = references.named_by(naming(*names))

    for seed, kept in enumerate((found.part, found.white, found.dark)):
        assert kept is not None
        np.testing.assert_array_equal(kept, picture(seed, 33 + seed, 47))
    only = references.named_by(naming(white=names[0]))
    assert (only.part, only.dark) == (None, None)
    np.testing.assert_array_equal(only.pictures["white"], picture(0, 33, 47))


def test_without_names_nothing_is_read(references: ReferenceFiles, folder: Path) -> None:
    assert not references.named_by(ImagingSettings()).pictures
    assert not folder.exists()


def test_the_same_picture_has_the_same_name(references: ReferenceFiles, folder: Path) -> None:
    assert references.keep(picture(1)) == references.keep(picture(1)) != references.keep(picture(2))
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a", "0" * 15, "0" * 17, "G" * 16])
def test_a_name_that_is_none_is_never_looked_for(
    references: ReferenceFiles, folder: Path, name: str
) -> None:
    kept = references.keep(picture())
    outside = folder.parent.parent / "secret.png"
    outside.write_bytes((folder / f"{kept}.png").read_bytes())
    for settings in (naming(name), naming(white=name), naming(dark=name)):
        with pytest.raises(ReferenceMissing, match="no name"):
            references.named_by(settings)


@pytest.mark.parametrize("content", [None, b"", b"no picture", "half"])
def test_a_picture_that_is_lost_or_broken_is_told_by_its_name(
    references: ReferenceFiles, folder: Path, content: bytes | str | None
) -> None:
    name = references.keep(picture())
    path = folder / f"{name}.png"
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(whole[:50] if isinstance(content, str) else content)

    with pytest.raises(ReferenceMissing) as caught:
        references.named_by(naming(dark=name))

    assert caught.value.values["name"] == name
    assert str(caught.value.values["reason"])


@pytest.mark.parametrize("step", ["open", "sync", "replace", "mkdir"])
def test_a_full_disk_leaves_no_half_picture(
    references: ReferenceFiles, folder: Path, refusing: Refusing, step: str
) -> None:
    with refusing(step, errno.ENOSPC), pytest.raises(DiskFull):
        references.keep(picture())
    assert not list(folder.glob("*.png"))


def test_a_copied_product_has_its_own_references(presets: Presets) -> None:
    first = presets.copy("electronics", "first")
    kept, other = (presets.references("first").keep(picture(seed)) for seed in range(2))
    changed = first.changed("imaging.light.white", kept)
    presets.save(changed.changed("imaging.alignment.reference", "f" * 16))

    copied = presets.copy("first", "second")
    presets.delete("first")

    white = presets.references("second").named_by(naming(white=copied.imaging.light.white)).white
    assert white is not None
    np.testing.assert_array_equal(white, picture(0))
    with pytest.raises(ReferenceMissing):  # it was not in use
        presets.references("second").named_by(naming(other))
    with pytest.raises(ReferenceMissing):  # what was lost before is told as lost
        presets.references("second").named_by(copied.imaging)


def test_a_renamed_product_keeps_its_references(presets: Presets) -> None:
    presets.copy("electronics", "first")
    kept = presets.references("first").keep(picture(0))
    presets.rename("first", "second")
    assert presets.references("second").named_by(naming(kept)).part is not None
