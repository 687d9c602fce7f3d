program Main;

begin
  writeln('hello, world');
end.
