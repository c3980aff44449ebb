"""Savings against dependence: the chart of explored fleets."""
