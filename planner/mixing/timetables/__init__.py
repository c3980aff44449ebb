"""What runs when: the timetable of a run, what it is made from, and what can be wrong with it."""
