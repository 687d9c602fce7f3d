use std.textio.all;
use std.env.all;

entity main is
end entity;

architecture program of main is
begin
  process
  begin
    write(output, "hello, world" & LF);
    wait;
  end process;
end architecture;
