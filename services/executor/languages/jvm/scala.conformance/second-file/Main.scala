object Main {
  def main(args: Array[String]): Unit = {
    println(s"6 times 7 is ${Multiply(6, 7)}")
  }
}
