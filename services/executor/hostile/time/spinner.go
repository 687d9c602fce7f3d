package main

func main() {
	for range 8 {
		go func() {
			for {
			}
		}()
	}
	select {}
}
