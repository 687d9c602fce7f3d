package square is
  function area(side : integer) return integer;
end package;

package body square is
  function area(side : integer) return integer is
  begin
    return side * side;
  end function;
end package body;
