; An element takes eight bytes.
(let ((blocks (loop repeat 8 collect (make-array (* 1024 1024) :initial-element 1))))
  (format t "~d~%" (* 8 (reduce #'+ (mapcar #'length blocks)))))
