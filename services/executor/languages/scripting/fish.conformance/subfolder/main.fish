source shapes/square.fish

echo "the square of 12 is $(area 12)"
