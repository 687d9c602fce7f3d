(load-file "shapes/square.el")

(princ (format "the square of 12 is %d\n" (area 12)))
