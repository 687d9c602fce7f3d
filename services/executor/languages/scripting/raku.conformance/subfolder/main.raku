use Shapes::Square;

say "the square of 12 is { area(12) }";
