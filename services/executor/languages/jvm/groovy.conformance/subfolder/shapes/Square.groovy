package shapes

class Square {
    static int area(int side) {
        side * side
    }
}
