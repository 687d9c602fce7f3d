rem A number takes eight bytes.
dim block(8 * 1024 * 1024 - 1)
for i = 0 to 8 * 1024 * 1024 - 1 step 512
  block(i) = 1
next i
print 8 * (arraysize(block(), 1) + 1)
