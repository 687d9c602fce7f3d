; An element takes eight bytes.
(define block (make-vector (* 8 1024 1024) 1))
(display (* 8 (vector-length block)))
(newline)
