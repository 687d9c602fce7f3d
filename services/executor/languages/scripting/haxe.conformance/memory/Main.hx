class Main {
  static function main() {
    var block = haxe.io.Bytes.alloc(64 * 1024 * 1024);
    var at = 0;
    while (at < block.length) {
      block.set(at, 1);
      at += 4096;
    }
    Sys.println(block.length);
  }
}
