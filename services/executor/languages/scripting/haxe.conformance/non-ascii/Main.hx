class Main {
  static function main() {
    Sys.println("Grüße, 世界 🌍");
    Sys.print(Sys.stdin().readAll().toString());
  }
}
