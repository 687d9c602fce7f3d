package shapes;

class Square {
  public static function area(side:Int):Int {
    return side * side;
  }
}
