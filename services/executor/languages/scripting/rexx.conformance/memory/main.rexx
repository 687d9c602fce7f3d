block = copies("x", 64 * 1024 * 1024)
say length(block)
