with Ada.Text_IO; use Ada.Text_IO;
with Ada.Text_IO.Text_Streams; use Ada.Text_IO.Text_Streams;

procedure Main is
   Input  : constant Stream_Access := Stream (Standard_Input);
   Output : constant Stream_Access := Stream (Standard_Output);
   Item   : Character;
begin
   loop
      Character'Read (Input, Item);
      Character'Write (Output, Item);
   end loop;
exception
   when End_Error => null;
end Main;
