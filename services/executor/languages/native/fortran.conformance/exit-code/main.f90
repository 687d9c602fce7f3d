program main
  implicit none
  print '(a)', 'before'
  stop 7
end program main
