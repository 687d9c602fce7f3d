import shapes.Square

object Main {
  def main(args: Array[String]): Unit = {
    println(s"the square of 12 is ${Square.area(12)}")
  }
}
