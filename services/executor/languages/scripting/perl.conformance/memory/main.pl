use strict;
use warnings;

my $size = 64 * 1024 * 1024;
my $block = 'x' x $size;
print length($block), "\n";
