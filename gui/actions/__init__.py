"""The table of actions, and the menus, tool bar and palette that are made from it."""
