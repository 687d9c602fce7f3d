class Main {
  static function main() {
    Sys.println("before");
    throw "no luck";
  }
}
