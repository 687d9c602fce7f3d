class Multiply {
  public static function multiply(a:Int, b:Int):Int {
    return a * b;
  }
}
