"""Everything that can be wrong outside the program, each with what to do about it.

A `StationError` is the environment's fault and is shown to the user as it stands. Any other
exception is a bug of ours. `text` and `advice` are templates, so that the window can translate
them; `str(error)` is English.
"""

from typing import ClassVar

from spade_station.domain.text import QT_TRANSLATE_NOOP, sentences


class StationError(Exception):
    """Something that a user can put right.

    Parameters
    ----------
    values
        What the templates name in braces.
    """

    text: ClassVar[str] = ""
    advice: ClassVar[str] = ""
    is_calm: ClassVar[bool] = False  # nothing is wrong, there is only nothing to do just now

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def __str__(self) -> str:
        return sentences(self.text, self.advice, self.values)


# --- pictures and sources -----------------------------------------------------------------------


class UnreadablePicture(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} cannot be read as a picture.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Check that the file is complete and a PNG, JPEG, BMP, TIFF or WebP picture."
    )


class NotReadable(UnreadablePicture):
    text = QT_TRANSLATE_NOOP("errors", "{path} may not be read.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Give this user the right to read it, and to enter the folder that it is in."
    )


class FolderNotReadable(NotReadable):
    text = QT_TRANSLATE_NOOP("errors", "The folder {path} may not be read.")
    advice = QT_TRANSLATE_NOOP("errors", "Give this user the right to read it and to enter it.")


class PictureTooSmall(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{name} has only {width}×{height} pixels.")
    advice = QT_TRANSLATE_NOOP("errors", "At least {least}×{least} pixels are needed.")


class PictureTooLarge(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} has {megapixels} megapixels.")
    advice = QT_TRANSLATE_NOOP("errors", "Pictures of up to {most} megapixels can be inspected.")


class PictureShape(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "The picture ({width}×{height}) has another shape than the good samples."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Use the same camera settings as for the samples, or collect new samples.",
    )


class NoPictures(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There are no pictures in {path}.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Choose a folder with PNG, JPEG, BMP, TIFF or WebP pictures."
    )


class SourceMissing(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{source} does not exist.")
    advice = QT_TRANSLATE_NOOP("errors", "Check its name, and that it was not moved.")


class NothingNamed(StationError):
    text = QT_TRANSLATE_NOOP("errors", "An empty name stands in the place of a file or folder.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Name one; “.” is the current folder. In a script a variable may be empty."
    )


class SourceUnknown(StationError):
    text = QT_TRANSLATE_NOOP("errors", "“{source}” names no source of pictures.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Use demo:PRODUCT, camera:NUMBER or camera:/dev/…, an rtsp:// or http:// address, "
        "video:FILE or folder:FOLDER.",
    )


class WebUnknown(StationError):
    text = QT_TRANSLATE_NOOP("errors", "“{source}” names no web.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Write web:LINES:SOURCE or web:LINES/OVERLAP:SOURCE, with at least {least} lines a "
        "picture, fewer lines of overlap, and a folder, a video or a camera.",
    )


class WebEndless(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{source} has no end.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Record it, and learn from the folder of strips or from the video."
    )


class WebUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{source} cannot be learned: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was learned. Mend the web, or name its sound pieces as webs of their own; each "
        "needs at least as many lines as a picture.",
    )


class CameraNotThere(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The camera {camera} does not answer.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Check cable, power and address, and that no other program uses the camera."
    )


class CameraGone(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The camera {camera} has stopped sending pictures.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Check cable and power; the station keeps trying to reconnect."
    )


class VideoUnreadable(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} cannot be played as a video.")
    advice = QT_TRANSLATE_NOOP("errors", "Check that the file is complete, or convert it to MP4.")


class PictureDamaged(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{name} arrived damaged.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Check the camera's network, or copy the whole file of the video once more."
    )


class VideoCutOff(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} ends after {have} of {count} pictures.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "What came after them was not seen. Copy the whole file once more."
    )


# --- presets, samples and banks -----------------------------------------------------------------


class PresetMissing(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There is no preset named “{name}”.")
    advice = QT_TRANSLATE_NOOP("errors", "Known presets: {known}. Copy one to make a new product.")


class PresetExists(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There is already a preset named “{name}”.")
    advice = QT_TRANSLATE_NOOP("errors", "Choose another name.")


class PresetBroken(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The preset file {path} cannot be used: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors", "It was left as it is. Correct it, or delete it and copy another preset."
    )


class NoProduct(StationError):
    text = QT_TRANSLATE_NOOP("errors", "No product is open.")
    advice = QT_TRANSLATE_NOOP("errors", "Choose another product, or copy a preset to make one.")


class ProductLeft(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP("errors", "“{name}” is not open any more: nothing was changed.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Choose it again, if need be under its new name, and try once more."
    )


class NoSamples(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Good samples of “{name}” so far: {have}.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Collect at least {least} good parts with “This is good” or from a folder.",
    )


class LastSamples(NoSamples):
    text = QT_TRANSLATE_NOOP("errors", "At least one good sample must stay: nothing was dropped.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Collect other good parts first, or copy a preset to begin a new product."
    )


class NothingToUndo(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There is no earlier version of the bank.")
    advice = QT_TRANSLATE_NOOP("errors", "Undo goes back as far as the kept versions.")


class SettingsTakenBack(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP(
        "errors", "The settings that the earlier bank was learned with are in force again."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Learning was taken back, and with it the settings that need another bank."
    )


class BankBroken(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The bank {path} is damaged: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing is inspected with it. Undo to an earlier version, or learn again "
        "from the stored samples.",
    )


class BankForeign(BankBroken):
    text = QT_TRANSLATE_NOOP(
        "errors", "The bank {path} was made of other pictures than the samples of this product."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing is inspected with it. Put this product's own bank back from a backup, or learn "
        "from a folder of good pictures.",
    )


class SamplesUnknown(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "Which good samples of “{name}” were in use can no longer be read."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Those that were dropped must not come back. Undo to an earlier version, or learn from a "
        "folder of good pictures.",
    )


class DefectBroken(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The known defect {number} cannot be used: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing is inspected without it. Remove it from the known defects, or put its files back "
        "from a backup.",
    )


class DefectKnown(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP("errors", "This very picture is known defect {number} already.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Nothing was changed. To mark another place, draw a box around it first."
    )


class NoSuchDefect(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There is no known defect {number}.")
    advice = QT_TRANSLATE_NOOP("errors", "Choose one that is listed.")


class BankMismatch(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "The bank was made with {bank}, but the station now uses {current}."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Learn again from the stored samples, or choose the earlier setting."
    )


# --- backbones and weights ----------------------------------------------------------------------


class WeightsMissing(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There are no weights for {backbone} on this machine.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Download them with “spade-station weights download {backbone}”, import a file with "
        "“spade-station weights import FILE --as {backbone}”, or use the backbone “builtin”.",
    )


class WeightsUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} does not hold weights for {backbone}: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Choose the state dict of torchvision's {backbone} (a .pth file)."
    )


class WeightsNotUsed(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP(
        "errors",
        "{path} is kept, but {used} stays in use for {backbone}: it has as many layers or more.",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Take that file away to use the new one; what was learned with it has to be "
        "learned again then.",
    )


class WeightsDownload(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The weights could not be downloaded: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Check the network, or carry the file here and import it with "
        "“spade-station weights import”.",
    )


class BackboneUnknown(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There is no backbone named “{backbone}”.")
    advice = QT_TRANSLATE_NOOP("errors", "Known backbones: {known}.")


class DeviceMissing(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The device “{device}” is not on this machine.")
    advice = QT_TRANSLATE_NOOP("errors", "Use --device auto or --device cpu.")


class RuntimeUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The runtime “{runtime}” cannot be used: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Choose “auto” or another one; “pip install spade-station[fast]” installs all of them.",
    )


class RuntimesFixed(StationError):
    text = QT_TRANSLATE_NOOP("errors", "“{backbone}” is no network: torch always computes it.")
    advice = QT_TRANSLATE_NOOP("errors", "Runtimes differ once there are weights of a network.")


# --- reasons for not inspecting -----------------------------------------------------------------


class StillLoading(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The station is still getting ready.")
    advice = QT_TRANSLATE_NOOP("errors", "Inspection begins by itself; a running job comes first.")


class Stale(StationError):
    text = QT_TRANSLATE_NOOP("errors", "No picture has come for {seconds} s.")
    advice = QT_TRANSLATE_NOOP("errors", "Check the source; inspection goes on with the next one.")


class Overdue(StationError):
    text = QT_TRANSLATE_NOOP("errors", "This picture has taken {seconds} s so far.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Wait; if it does not come to an end, close the station and start it again."
    )


class SourceEnded(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The source has come to its end.")
    advice = QT_TRANSLATE_NOOP("errors", "Press Start to begin again, or choose another source.")


class InternalFault(StationError):
    text = QT_TRANSLATE_NOOP("errors", "A fault inside the program: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Parts are not inspected until it works again. Please report the log file."
    )

    @classmethod
    def of(cls, error: Exception) -> StationError:
        """Tell of what nobody expected; what can be told already is told as it is."""
        if isinstance(error, StationError):
            return error
        return cls(reason=f"{type(error).__name__}: {error}")


class Cancelled(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP("errors", "Cancelled.")
    advice = QT_TRANSLATE_NOOP("errors", "Nothing was changed.")
