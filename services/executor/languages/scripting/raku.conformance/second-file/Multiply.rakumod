unit module Multiply;

sub multiply($a, $b) is export { $a * $b }
