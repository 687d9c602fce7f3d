block = Bytes.new(64 * 1024 * 1024, 1_u8)
puts block.size
