program Main;

var
  block: array of byte;

begin
  SetLength(block, 64 * 1024 * 1024);
  FillChar(block[0], Length(block), 1);
  writeln(Length(block));
end.
