"""What a device and its links do: roofline times of operators, times of collectives; no word of what is trained."""
