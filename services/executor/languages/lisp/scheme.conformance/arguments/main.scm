(for-each
  (lambda (argument)
    (display argument)
    (newline))
  (cdr (command-line)))
