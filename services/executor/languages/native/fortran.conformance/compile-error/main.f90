program main
  implicit none
  count = 3
end program main
