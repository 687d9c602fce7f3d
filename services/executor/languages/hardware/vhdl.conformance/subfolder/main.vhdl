use std.textio.all;
use work.square.all;

entity main is
end entity;

architecture program of main is
begin
  process
  begin
    write(output, "the square of 12 is " & integer'image(area(12)) & LF);
    wait;
  end process;
end architecture;
