(local square (require :shapes.square))

(print (.. "the square of 12 is " (square.area 12)))
