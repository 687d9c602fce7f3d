package shapes

object Square {
  def of(side: Int): Int = side * side
}
