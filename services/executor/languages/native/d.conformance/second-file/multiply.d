module multiply;

int product(int a, int b) {
    return a * b;
}
