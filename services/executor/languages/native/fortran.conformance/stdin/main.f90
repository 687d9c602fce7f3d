program main
  implicit none
  integer :: input, output, status
  character :: item

  open (newunit=input, file='/dev/stdin', access='stream', action='read')
  open (newunit=output, file='/dev/stdout', access='stream', action='write')
  do
    read (input, iostat=status) item
    if (status /= 0) exit
    write (output) item
  end do
end program main
