using System;

static class Program {
    static void Main(string[] args) {
        int count = "three";
    }
}
