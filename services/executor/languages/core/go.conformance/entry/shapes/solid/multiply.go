package solid

func Multiply(a, b int) int { return a * b }
