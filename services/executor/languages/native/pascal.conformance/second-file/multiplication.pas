unit Multiplication;

interface

function Multiply(a, b: integer): integer;

implementation

function Multiply(a, b: integer): integer;
begin
  Multiply := a * b;
end;

end.
