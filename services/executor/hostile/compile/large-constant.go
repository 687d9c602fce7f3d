package main

var large = [1 << 28]byte{1, 1<<28 - 1: 1}

func main() { println(large[0]) }
