program Main;

begin
  writeln('before');
  halt(7);
end.
