program main
  use square, only: area
  implicit none
  print '(a, i0)', 'the square of 12 is ', area(12)
end program main
