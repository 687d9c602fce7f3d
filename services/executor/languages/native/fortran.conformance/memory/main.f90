program main
  use iso_fortran_env, only: int8
  implicit none
  integer(int8), allocatable :: block(:)

  allocate (block(64 * 1024 * 1024))
  block = 1
  print '(i0)', size(block)
end program main
