"""How sure a plan is, and what if: scenarios, paired draws, tornado and winner map of whole plans."""
