use strict;
use warnings;

$| = 1;
print "before\n";
my $zero = 0;
print 1 / $zero;
