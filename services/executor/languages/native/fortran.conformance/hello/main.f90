program main
  implicit none
  print '(a)', 'hello, world'
end program main
