BEGIN {
    print "before"
    exit 7
}
