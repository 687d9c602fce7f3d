unit module Shapes::Square;

sub area($side) is export { $side ** 2 }
