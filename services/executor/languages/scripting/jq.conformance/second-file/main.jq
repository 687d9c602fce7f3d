import "multiply" as m;

"6 times 7 is \(m::multiply(6; 7))"
