BEGIN {
    print "before"
    fflush()
    format = "%d %d"
    print sprintf(format, 1)
}
