(display "before")
(newline)
(display (car '()))
