set side = 12
source shapes/square.csh
echo "the square of $side is $area"
