with Ada.Integer_Text_IO;
with Ada.Text_IO; use Ada.Text_IO;

procedure Main is
   type Byte is mod 2 ** 8;
   type Bytes is array (1 .. 64 * 1024 * 1024) of Byte;
   type Block is access Bytes;
   Data : constant Block := new Bytes;
begin
   for Index in Data'Range loop
      Data (Index) := 1;
   end loop;
   Ada.Integer_Text_IO.Put (Data'Length, Width => 0);
   New_Line;
end Main;
