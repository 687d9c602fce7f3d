(print "hello, world")
