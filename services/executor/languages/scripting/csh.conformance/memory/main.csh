# A character takes four bytes.
set block = x
set doublings = 0
while ($doublings < 24)
    set block = "$block$block"
    @ doublings += 1
end
@ bytes = 4 * $%block
echo $bytes
