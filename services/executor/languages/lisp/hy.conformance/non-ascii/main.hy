(import sys)

(print "Grüße, 世界 🌍")
(for [line sys.stdin]
  (print line :end ""))
