object Main {
  def main(args: Array[String]): Unit = {
    val block = Array.fill[Byte](64 * 1024 * 1024)(1)
    println(block.length)
  }
}
