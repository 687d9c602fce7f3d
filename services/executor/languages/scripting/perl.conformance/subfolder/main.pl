use strict;
use warnings;
use Shapes::Square;

printf "the square of 12 is %d\n", Shapes::Square::area(12);
