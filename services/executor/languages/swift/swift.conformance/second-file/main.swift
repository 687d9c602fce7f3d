print("6 times 7 is \(multiply(6, 7))")
