with Ada.Text_IO; use Ada.Text_IO;
with Multiply;

procedure Main is
begin
   Put_Line ("6 times 7 is" & Multiply (6, 7)'Image);
end Main;
