package main

import "testing"

func TestTwice(t *testing.T) {
	if twice(1) != 2 {
		t.Fail()
	}
}
