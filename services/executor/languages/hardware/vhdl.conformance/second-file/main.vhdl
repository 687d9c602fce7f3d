use std.textio.all;
use work.multiplication.all;

entity main is
end entity;

architecture program of main is
begin
  process
  begin
    write(output, "6 times 7 is " & integer'image(multiply(6, 7)) & LF);
    wait;
  end process;
end architecture;
