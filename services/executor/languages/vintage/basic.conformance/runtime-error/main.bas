print "before"
error "no luck"
