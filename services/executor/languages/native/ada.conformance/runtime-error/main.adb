with Ada.Text_IO; use Ada.Text_IO;

procedure Main is
begin
   Put_Line ("before");
   Put_Line (Integer'Value ("three")'Image);
end Main;
