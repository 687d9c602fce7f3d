(display "never printed")
(display (let ((count)) count))
