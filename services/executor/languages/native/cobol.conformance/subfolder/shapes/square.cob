identification division.
program-id. square.
data division.
linkage section.
01 side usage binary-long.
01 area-of-square pic 999.
procedure division using side area-of-square.
    compute area-of-square = side * side.
    goback.
