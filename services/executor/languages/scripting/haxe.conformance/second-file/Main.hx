class Main {
  static function main() {
    Sys.println('6 times 7 is ${Multiply.multiply(6, 7)}');
  }
}
