void main() {
    int count = "three";
}
