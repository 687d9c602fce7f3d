(princ "before\n")
(princ (/ 1 0))
