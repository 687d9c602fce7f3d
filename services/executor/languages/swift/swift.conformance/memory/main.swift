let block = [UInt8](repeating: 1, count: 64 * 1024 * 1024)
print(block.count)
