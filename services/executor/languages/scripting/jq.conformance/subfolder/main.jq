import "shapes/square" as square;

"the square of 12 is \(square::area(12))"
