(defun inverse (number)
  (/ 1 number))

(write-line "before")
(finish-output)
(print (inverse 0))
