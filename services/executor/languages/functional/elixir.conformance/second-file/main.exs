Code.require_file("multiply.ex", __DIR__)

IO.puts("6 times 7 is #{Multiply.multiply(6, 7)}")
