program Main;

var
  line: ansistring;

begin
  writeln('Grüße, 世界 🌍');
  while not eof do
  begin
    readln(line);
    writeln(line);
  end;
end.
