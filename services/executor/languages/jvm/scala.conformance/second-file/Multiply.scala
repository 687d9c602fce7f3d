object Multiply {
  def apply(a: Int, b: Int): Int = a * b
}
