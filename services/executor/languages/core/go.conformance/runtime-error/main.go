package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("before")
	fmt.Println(1 / (len(os.Args) - 1))
}
