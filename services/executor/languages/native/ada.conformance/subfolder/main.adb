with Ada.Text_IO; use Ada.Text_IO;
with Square;

procedure Main is
begin
   Put_Line ("the square of 12 is" & Square.Area (12)'Image);
end Main;
