@include "shapes/square.awk"

BEGIN { print "the square of 12 is " area(12) }
