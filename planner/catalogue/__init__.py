"""What can be bought: accelerators, node designs, prices, export rules."""
