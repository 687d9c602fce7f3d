say "6 times 7 is" "multiply.rexx"(6, 7)
