package main

import "fmt"

func main() {
	block := make([]byte, 64*1024*1024)
	for i := range block {
		block[i] = 1
	}
	sum := 0
	for _, b := range block {
		sum += int(b)
	}
	fmt.Println(sum)
}
