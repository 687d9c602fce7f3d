package main

import (
	"fmt"
	"io"
	"net"
)

const size = 100_000

func serve(connection *net.TCPConn) {
	defer connection.Close()
	if err := connection.SetReadBuffer(1 << 20); err != nil {
		panic(err)
	}
	io.Copy(connection, connection)
}

func echo(address *net.TCPAddr) int {
	connection, err := net.DialTCP("tcp", nil, address)
	if err != nil {
		panic(err)
	}
	defer connection.Close()
	if err := connection.SetWriteBuffer(1 << 20); err != nil {
		panic(err)
	}
	go func() {
		connection.Write(make([]byte, size))
		connection.CloseWrite()
	}()
	answer, _ := io.ReadAll(connection)
	return len(answer)
}

func main() {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			if connection, err := listener.AcceptTCP(); err == nil {
				go serve(connection)
			}
		}
	}()
	sizes := make(chan int)
	for range 50 {
		go func() { sizes <- echo(listener.Addr().(*net.TCPAddr)) }()
	}
	sum := 0
	for range 50 {
		sum += <-sizes
	}
	fmt.Println(sum)
}
