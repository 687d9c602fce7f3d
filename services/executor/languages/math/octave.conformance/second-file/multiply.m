function product = multiply(a, b)
  product = a * b;
end
