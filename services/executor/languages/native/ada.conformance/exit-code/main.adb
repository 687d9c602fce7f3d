with Ada.Command_Line;
with Ada.Text_IO; use Ada.Text_IO;

procedure Main is
begin
   Put_Line ("before");
   Ada.Command_Line.Set_Exit_Status (7);
end Main;
