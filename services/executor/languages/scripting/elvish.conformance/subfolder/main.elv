use ./shapes/square

echo 'the square of 12 is '(square:area 12)
