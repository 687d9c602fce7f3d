def block = new byte[64 * 1024 * 1024]
Arrays.fill(block, (byte) 1)
println block.length
