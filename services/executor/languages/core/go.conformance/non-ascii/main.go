package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	fmt.Println("Grüße, 世界 🌍")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
}
