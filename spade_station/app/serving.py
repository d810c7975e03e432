"""Which settings a bank serves."""

from contextlib import suppress

from spade_station.app.backbones import Backbones
from spade_station.domain.errors import StationError
from spade_station.domain.preset import Preset
from spade_station.engine.learning import recipe_of
from spade_station.storage.banks import StoredBank


def is_served(preset: Preset, stored: StoredBank, backbones: Backbones) -> bool:
    """Whether a bank can judge with these settings.

    Raises
    ------
    StationError
        When the network that they name is not here.
    """
    recipe = stored.bank.recipe
    return recipe.serves(recipe_of(preset, backbones.load(preset, recipe)))


def served_settings(preset: Preset, stored: StoredBank, backbones: Backbones) -> Preset:
    """Give settings as far as a bank serves them, and its own for the rest.

    They stay as they are where the bank serves none, its weights being gone: then it is said why
    nothing can be inspected.
    """
    recipe = stored.bank.recipe
    restored = recipe.restored(preset)
    for candidate in (preset, restored, recipe.with_own_layers(restored)):
        with suppress(StationError):
            if is_served(candidate, stored, backbones):
                return candidate
    return preset
