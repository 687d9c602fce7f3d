def multiply(a : Int32, b : Int32)
  a * b
end
