print "before"
exit 7
