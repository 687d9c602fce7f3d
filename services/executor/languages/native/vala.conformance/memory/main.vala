void main() {
    var block = new uint8[64 * 1024 * 1024];
    Memory.set(block, 1, block.length);
    print("%d\n", block.length);
}
