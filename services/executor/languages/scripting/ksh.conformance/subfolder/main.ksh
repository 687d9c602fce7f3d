. shapes/square.ksh

echo "the square of 12 is $(area 12)"
