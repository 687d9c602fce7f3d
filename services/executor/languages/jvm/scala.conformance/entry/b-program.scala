package com.example

import shapes.Square

trait Program {
  def main(args: Array[String]): Unit = println("com.example.Start " + Square.of(12))
}

class Unrelated

object Start extends Program
