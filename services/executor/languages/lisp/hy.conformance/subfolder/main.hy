(import shapes.square [area])

(print f"the square of 12 is {(area 12)}")
