open "/dev/stdin" for reading as #1
while (not eof(1))
  print chr$(peek(#1));
wend
