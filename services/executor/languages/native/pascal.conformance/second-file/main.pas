program Main;

uses
  Multiplication;

begin
  writeln('6 times 7 is ', Multiply(6, 7));
end.
