void main() {
    print("6 times 7 is %d\n", multiply(6, 7));
}
