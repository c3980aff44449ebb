"""How sure a plan is, and what if: events and scenarios, paired draws, tornado and winner map of whole plans."""
