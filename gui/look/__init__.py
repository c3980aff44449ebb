"""How things look and read: theme, fonts, icons, numbers, words, language."""
