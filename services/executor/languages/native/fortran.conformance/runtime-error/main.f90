program main
  implicit none
  character(len=5) :: text = 'three'
  integer :: number

  print '(a)', 'before'
  read (text, *) number
  print *, number
end program main
