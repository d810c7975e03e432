"""What can be wrong with a picture before the network sees it; see `domain.errors`."""

from spade_station.domain.errors import StationError, UnreadablePicture
from spade_station.domain.text import QT_TRANSLATE_NOOP

# --- samples and references -----------------------------------------------------------------------


class SampleUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Good sample {number} cannot be learned: {reason}")
    advice = QT_TRANSLATE_NOOP("errors", "Drop that sample, or change the settings under Imaging.")


class SampleBroken(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The kept good sample {number} cannot be used: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing is learned with it. Drop it from the good samples in the window, or put its files "
        "back from a backup.",
    )


class PictureAltered(UnreadablePicture):
    text = QT_TRANSLATE_NOOP("errors", "{path} is not the picture that was kept.")
    advice = QT_TRANSLATE_NOOP("errors", "Put the picture back from a backup.")


class SamplesLeftOut(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Pictures left out: {count}, {first} first: {reason}")
    advice = QT_TRANSLATE_NOOP("errors", "The others were learned.")


class PicturesUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Pictures of no use: {count} ({names}): {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Nothing was learned. Mend these pictures or take them away, and learn again."
    )


class SampleKnown(StationError):
    text = QT_TRANSLATE_NOOP("errors", "It is the same picture as another one, byte for byte.")
    advice = QT_TRANSLATE_NOOP("errors", "Each picture is learned once.")


class SamplesKnown(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP(
        "errors",
        "Pictures left out: {count}, {first} first: each is the same as another one, byte for "
        "byte.",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Each picture is learned once: learned twice, it would make the limit too strict for new "
        "parts.",
    )


class SamplesAlike(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "Only {have} of {count} good pictures differ; the others are copies of them."
    )
    advice = QT_TRANSLATE_NOOP("errors", "Take pictures of at least {least} different good parts.")


class ProductLeft(StationError):
    text = QT_TRANSLATE_NOOP("errors", "“{name}” was left before it was done: nothing was taken.")
    advice = QT_TRANSLATE_NOOP("errors", "Choose that product again, and take it once more.")


class ReferenceMissing(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The reference picture {name} cannot be used: {reason}")
    advice = QT_TRANSLATE_NOOP("errors", "Take a new reference under Imaging, or remove it.")


class ReferenceUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The reference for alignment shows nothing distinctive.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Draw the feature around something distinct, or choose another reference picture.",
    )


class ReferenceSmall(ReferenceUnfit):
    text = QT_TRANSLATE_NOOP(
        "errors", "The reference for alignment is less than {least} pixels wide or high."
    )
    advice = QT_TRANSLATE_NOOP("errors", "Draw a larger feature.")


class ReferenceThin(ReferenceUnfit):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "The reference for alignment is too thin to be found in all that is searched.",
    )
    advice = QT_TRANSLATE_NOOP("errors", "Draw a larger feature, or search a smaller range.")


class ReferenceAmbiguous(ReferenceUnfit):
    text = QT_TRANSLATE_NOOP(
        "errors", "There is more than one way in which the reference for alignment fits itself."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Draw the feature around what is there only once, or search a smaller range."
    )


class WhiteReferenceUnfit(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The white reference shows more than an even surface.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Fill the picture with plain white paper, out of focus and without a shadow."
    )


class WhiteOverexposed(WhiteReferenceUnfit):
    text = QT_TRANSLATE_NOOP("errors", "The white reference is overexposed.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Expose less, so that plain white paper is light grey everywhere."
    )


class WhiteTooDark(WhiteReferenceUnfit):
    text = QT_TRANSLATE_NOOP("errors", "The white reference is too dark.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Expose more, so that plain white paper is light grey everywhere."
    )


class WhiteUneven(WhiteReferenceUnfit):
    text = QT_TRANSLATE_NOOP(
        "errors", "Some of the white reference is more than {times} times darker than the rest."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Fill the picture with plain white paper, and spread the light more evenly."
    )


class DarkNotDark(WhiteReferenceUnfit):
    text = QT_TRANSLATE_NOOP("errors", "The dark reference is not dark.")
    advice = QT_TRANSLATE_NOOP("errors", "Cover the lens for the dark reference.")


class DarkOtherSize(WhiteReferenceUnfit):
    text = QT_TRANSLATE_NOOP(
        "errors", "The dark reference has another size than the white reference."
    )
    advice = QT_TRANSLATE_NOOP("errors", "Take both with the same resolution of the camera.")


class ReferenceOtherSize(WhiteReferenceUnfit):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "The picture ({width}×{height}) has another size than the good samples "
        "({other_width}×{other_height}).",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "It cannot correct them. Set the camera's resolution back and take it again, or copy the "
        "product and collect new samples.",
    )


class ReferenceOtherCamera(ReferenceOtherSize):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "The picture ({width}×{height}) has another size than those of the camera "
        "({other_width}×{other_height}).",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "It cannot correct them. Go back to the live picture and take it from there."
    )


class LineTooShort(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The line is only {pixels} pixels long.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Draw it along a longer distance that you know: at least {least} pixels."
    )


class NoCheckerboard(StationError):
    text = QT_TRANSLATE_NOOP("errors", "No checkerboard is seen in the picture.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Lay a board of at least 5×5 squares flat where the parts lie, all of it in view and in "
        "focus; or draw a line of known length.",
    )


class ScaleInvalid(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{mm_per_px} mm per pixel is no scale of a camera.")
    advice = QT_TRANSLATE_NOOP("errors", "Give the true length in millimetres, above zero.")


# --- several pictures of a part, and webs ---------------------------------------------------------


class ViewsDiffer(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The views of the part {part} differ in size: {sizes}.")
    advice = QT_TRANSLATE_NOOP("errors", "Take all views of a part with the same picture size.")


class SheetShape(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "The picture ({width}×{height}) does not show {count} views side by side."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Check how many views of a part the product has, and what the source sends."
    )


class WrongViews(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "The part “{part}” has not {count} pictures but {have}: {files}."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Name the pictures PART_VIEW, such as part07_1.png and part07_2.png, with the same views "
        "of each part.",
    )


class OtherViews(WrongViews):
    text = QT_TRANSLATE_NOOP(
        "errors", "The part “{part}” has other views than the rest ({others}): {files}."
    )
    advice = QT_TRANSLATE_NOOP("errors", "Give each view the same name in all parts.")


class PartIncomplete(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Only {have} of {count} views of a part have come.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "The part is not inspected. Check the trigger and that it gives {count} pictures of "
        "each part.",
    )


# --- reasons for not inspecting -------------------------------------------------------------------


class PartMoves(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP("errors", "The part moves.")
    advice = QT_TRANSLATE_NOOP("errors", "It is inspected as soon as it stands still.")


class NoPart(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP("errors", "There is no part.")
    advice = QT_TRANSLATE_NOOP("errors", "The next one is inspected as soon as it stands still.")


class BeingInspected(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP("errors", "The part is being inspected.")
    advice = QT_TRANSLATE_NOOP("errors", "Its verdict comes next.")


class PartsMissed(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Parts that left before they could be inspected: {count}.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "They count as not inspected. Slow the line down, or let a verdict take less time. Take a "
        "picture of the empty place under Imaging, or it may be taken for a part.",
    )


class LightShape(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "The picture ({width}×{height}) has another size than the white reference "
        "({white_width}×{white_height}).",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Take new references with this camera, or set its resolution back."
    )


class TooMuchGlare(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{share} % of the part lies in glare, more than {most} %.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Turn or soften the lamp, expose less, or allow more under “Most glare”."
    )


class PartNotInPosition(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "No part like the reference is in position (likeness {quality} %, at least {least} %).",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Put the part in place, check that it is the right product, and the light."
    )


class PartTooFar(PartNotInPosition):
    text = QT_TRANSLATE_NOOP(
        "errors", "The part lies {across} px, {down} px and {turn}° off the reference."
    )
    advice = QT_TRANSLATE_NOOP("errors", "Put it in place, or allow more shift or turn.")


class PartAmbiguous(PartNotInPosition):
    text = QT_TRANSLATE_NOOP("errors", "The part fits the reference in more than one way.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Draw the feature around something that is there only once, or allow less turn."
    )


class PartNotInView(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The part is cut off by the edge of the picture.")
    advice = QT_TRANSLATE_NOOP("errors", "Put all of it in the camera's view.")


class PartMissing(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There is no part before the background.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Put a part in; the background has to be plain and differ from it."
    )


class SeveralParts(StationError):
    text = QT_TRANSLATE_NOOP("errors", "There are {count} parts in the picture.")
    advice = QT_TRANSLATE_NOOP("errors", "Put in one part at a time.")


class PartOutOfView(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "{share} % of the part lies outside the camera's view, more than {most} %."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Put all of the part in view, or draw zones around what has to be judged."
    )


class PartHardlyJudged(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "{share} % of what is to be judged could not be judged: it lies in glare or out of view, "
        "or too close to such a place.",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Put all of the part in view, remove the glare, or give the finer layers more weight: they "
        "judge closer to such places.",
    )


class ZoneHardlyJudged(PartHardlyJudged):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "{share} % of an include zone could not be judged: it lies in glare or out of view, or too "
        "close to such a place.",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Keep glare and the edge of the picture away from the zone, enlarge it, or give the finer "
        "layers more weight.",
    )


class NothingJudged(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The zones leave nothing of the picture to be judged.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Make an exclude zone smaller, or draw an include zone where the part lies."
    )
