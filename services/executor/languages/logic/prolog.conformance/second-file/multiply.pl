multiply(A, B, Product) :- Product is A * B.
