package main

import (
	"fmt"

	"example.com/program/shapes"
)

func main() {
	fmt.Println(twice(shapes.Square(6)))
}
