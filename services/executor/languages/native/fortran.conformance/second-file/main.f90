program main
  use multiplication, only: multiply
  implicit none
  print '(a, i0)', '6 times 7 is ', multiply(6, 7)
end program main
