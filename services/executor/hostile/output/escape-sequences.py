# What it does to a terminal is up to who shows it; the result holds the bytes as they were.
print("\x1b[2J\x1b]0;title\x07\x1b[?1049h\x00\u202e\u2028\ufeff\r\x9b31m", end="")
