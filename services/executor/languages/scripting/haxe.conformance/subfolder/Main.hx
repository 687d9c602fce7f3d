import shapes.Square;

class Main {
  static function main() {
    Sys.println('the square of 12 is ${Square.area(12)}');
  }
}
