const block: Uint8Array = new Uint8Array(64 * 1024 * 1024).fill(1)
console.log(block.length)
