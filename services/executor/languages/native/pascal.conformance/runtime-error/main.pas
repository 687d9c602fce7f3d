program Main;

var
  zero: integer;

begin
  writeln('before');
  zero := 0;
  writeln(1 div zero);
end.
