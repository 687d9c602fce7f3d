package main

func multiply(a, b int) int {
	return a * b
}
