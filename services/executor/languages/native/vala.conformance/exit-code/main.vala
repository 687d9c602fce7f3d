int main() {
    print("before\n");
    return 7;
}
