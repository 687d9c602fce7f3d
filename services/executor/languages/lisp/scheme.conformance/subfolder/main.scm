(include "shapes/square.scm")

(display "the square of 12 is ")
(display (area 12))
(newline)
