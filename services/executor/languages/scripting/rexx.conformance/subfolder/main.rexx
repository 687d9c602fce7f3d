say "the square of 12 is" "shapes/square.rexx"(12)
