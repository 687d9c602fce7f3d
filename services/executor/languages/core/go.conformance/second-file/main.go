package main

import "fmt"

func main() {
	fmt.Printf("6 times 7 is %d\n", multiply(6, 7))
}
