Code.require_file("shapes/square.ex", __DIR__)

IO.puts("the square of 12 is #{Square.area(12)}")
