(print "Grüße, 世界 🌍")
(each [line (io.lines)]
  (print line))
