print("the square of 12 is \(Square.area(12))")
