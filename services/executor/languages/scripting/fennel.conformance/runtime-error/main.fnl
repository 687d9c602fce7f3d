(print "before")
(local box nil)
(print box.value)
