use strict;
use warnings;
use Multiply qw(multiply);

printf "6 times 7 is %d\n", multiply(6, 7);
