IO.puts("before")
System.halt(7)
