String greet(String name) {
    return "hello, " + name;
}

void main() {
    IO.println(greet("compact"));
}
