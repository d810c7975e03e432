"""The engine: pictures become features, distances, a heatmap and a verdict."""

from spade_station.engine.memory import keep_few_pools

keep_few_pools()
