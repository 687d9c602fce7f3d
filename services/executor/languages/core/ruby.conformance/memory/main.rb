block = 'x' * (64 * 1024 * 1024)
puts block.bytesize
