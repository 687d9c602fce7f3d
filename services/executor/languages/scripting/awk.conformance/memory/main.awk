BEGIN {
    block = "x"
    for (i = 0; i < 26; i++) block = block block
    print length(block)
}
