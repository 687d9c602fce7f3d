module multiplication
  implicit none
contains
  integer function multiply(a, b)
    integer, intent(in) :: a, b
    multiply = a * b
  end function multiply
end module multiplication
