"""Who trains how many tokens: best shares under a deadline and caps."""
