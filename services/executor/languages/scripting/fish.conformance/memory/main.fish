# A character takes four bytes.
set block (string repeat --count 16777216 x)
math "4 * $(string length $block)"
