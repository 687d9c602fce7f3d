package Multiply;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(multiply);

sub multiply {
    my ($x, $y) = @_;
    return $x * $y;
}

1;
