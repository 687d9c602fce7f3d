package main

func deeper(depth int) int {
	return deeper(depth+1) + 1
}

func main() {
	println(deeper(0))
}
