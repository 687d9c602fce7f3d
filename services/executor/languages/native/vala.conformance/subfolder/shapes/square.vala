namespace Square {
    public int area(int side) {
        return side * side;
    }
}
