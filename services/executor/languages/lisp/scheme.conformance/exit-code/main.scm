(display "before")
(newline)
(exit 7)
