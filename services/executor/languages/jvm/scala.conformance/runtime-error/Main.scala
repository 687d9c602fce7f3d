object Main {
  def main(args: Array[String]): Unit = {
    println("before")
    println(1 / "".length)
  }
}
