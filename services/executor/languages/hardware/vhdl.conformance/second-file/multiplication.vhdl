package multiplication is
  function multiply(a, b : integer) return integer;
end package;

package body multiplication is
  function multiply(a, b : integer) return integer is
  begin
    return a * b;
  end function;
end package body;
