. shapes/square.sh

echo "the square of 12 is $(area 12)"
