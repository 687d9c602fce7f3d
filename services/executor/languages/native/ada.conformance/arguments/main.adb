with Ada.Command_Line; use Ada.Command_Line;
with Ada.Text_IO;      use Ada.Text_IO;

procedure Main is
begin
   for Index in 1 .. Argument_Count loop
      Put_Line (Argument (Index));
   end loop;
end Main;
