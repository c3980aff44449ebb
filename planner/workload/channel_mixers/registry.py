"""The table of channel mixers: a new kind is a file of its own and a line here."""

from typing import Final, TypeAlias, get_args

from planner.workload.channel_mixers.channel_mixer import ChannelSizes
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed

AnyChannelMixer: TypeAlias = Dense | Routed

CHANNEL_MIXERS: Final[dict[str, type[ChannelSizes]]] = {each.kind: each for each in get_args(AnyChannelMixer)}
