"x" * 67108864 | utf8bytelength
