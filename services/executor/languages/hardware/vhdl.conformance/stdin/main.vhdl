use std.textio.all;
use std.env.all;

entity main is
end entity;

architecture program of main is
begin
  process
    type byte_file is file of character;
    file bytes : byte_file open read_mode is "/dev/stdin";
    file copy : byte_file open write_mode is "/dev/stdout";
    variable byte : character;
  begin
    while not endfile(bytes) loop
      read(bytes, byte);
      write(copy, byte);
    end loop;
    wait;
  end process;
end architecture;
