(include "multiply.scm")

(display "6 times 7 is ")
(display (multiply 6 7))
(newline)
