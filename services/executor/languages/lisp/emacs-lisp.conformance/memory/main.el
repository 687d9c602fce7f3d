(let ((block (make-string (* 64 1024 1024) ?x)))
  (princ (format "%d\n" (length block))))
