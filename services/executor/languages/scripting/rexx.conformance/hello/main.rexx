say "hello, world"
