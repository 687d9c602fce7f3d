(load "multiply.lisp")

(format t "6 times 7 is ~d~%" (multiply 6 7))
