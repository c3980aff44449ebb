"""The planner of Chipfolio: catalogue, performance, mixing, cost, dependence, exploration. It knows no window."""

__version__ = "0.2.0"
