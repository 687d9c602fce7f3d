(local multiply (require :multiply))

(print (.. "6 times 7 is " (multiply 6 7)))
