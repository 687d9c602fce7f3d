use std.textio.all;
use std.env.all;

entity main is
end entity;

architecture program of main is
begin
  process
    type bytes is array (positive range <>) of character;
    type block_pointer is access bytes;
    variable data : block_pointer;
  begin
    data := new bytes(1 to 64 * 1024 * 1024);
    for index in data'range loop
      data(index) := 'x';
    end loop;
    write(output, integer'image(data'length) & LF);
    wait;
  end process;
end architecture;
