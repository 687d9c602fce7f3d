use std.textio.all;

entity main is
end entity;

architecture program of main is
begin
  process
    variable count : integer := undeclared;
  begin
    wait;
  end process;
end architecture;
