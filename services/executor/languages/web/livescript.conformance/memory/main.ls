block = Buffer.alloc 64 * 1024 * 1024, 1
console.log block.length
