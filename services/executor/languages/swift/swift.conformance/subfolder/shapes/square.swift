enum Square {
    static func area(_ side: Int) -> Int {
        side * side
    }
}
