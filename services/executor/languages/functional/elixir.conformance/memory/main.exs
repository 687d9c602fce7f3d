block = :binary.copy(<<1>>, 64 * 1024 * 1024)
IO.puts(byte_size(block))
