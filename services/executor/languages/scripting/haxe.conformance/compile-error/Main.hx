class Main {
  static function main() {
    var count:Int = "three";
  }
}
