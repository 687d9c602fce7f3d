with Ada.Text_IO; use Ada.Text_IO;

procedure Main is
   Count : Integer;
begin
   Put_Line (Undeclared);
end Main;
