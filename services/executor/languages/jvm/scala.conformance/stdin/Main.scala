object Main {
  def main(args: Array[String]): Unit = {
    val bytes = Iterator.continually(System.in.read()).takeWhile(_ >= 0)
    bytes.foreach(System.out.write(_))
    System.out.flush()
  }
}
