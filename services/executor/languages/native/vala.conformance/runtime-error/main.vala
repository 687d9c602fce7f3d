void main() {
    stdout.printf("before\n");
    stdout.flush();
    error("no luck");
}
