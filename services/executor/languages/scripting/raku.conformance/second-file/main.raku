use Multiply;

say "6 times 7 is { multiply(6, 7) }";
