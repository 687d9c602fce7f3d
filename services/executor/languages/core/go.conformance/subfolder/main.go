package main

import (
	_ "embed"
	"fmt"

	"example.com/program/shapes"
)

//go:embed shapes/name.txt
var name string

func main() {
	fmt.Printf("the %s of 12 is %d\n", name, shapes.Area(12))
}
