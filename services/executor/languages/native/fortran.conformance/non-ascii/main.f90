program main
  implicit none
  integer :: status
  character(len=256) :: line

  print '(a)', 'Grüße, 世界 🌍'
  do
    read (*, '(a)', iostat=status) line
    if (status /= 0) exit
    print '(a)', trim(line)
  end do
end program main
