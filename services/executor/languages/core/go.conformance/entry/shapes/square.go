package shapes

import "example.com/program/shapes/solid"

func Square(n int) int { return solid.Multiply(n, n) }
