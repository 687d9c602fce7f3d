IO.puts("before")
IO.puts(div(1, String.to_integer("0")))
