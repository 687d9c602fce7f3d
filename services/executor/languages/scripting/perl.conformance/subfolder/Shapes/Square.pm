package Shapes::Square;

use strict;
use warnings;

sub area {
    my ($side) = @_;
    return $side * $side;
}

1;
