program Main;

begin
  writeln('never printed');
  writeln(undeclared);
end.
