identification division.
program-id. multiply.
data division.
linkage section.
01 a usage binary-long.
01 b usage binary-long.
01 product pic 99.
procedure division using a b product.
    compute product = a * b.
    goback.
