(load "shapes/square.lisp")

(format t "the square of 12 is ~d~%" (area 12))
