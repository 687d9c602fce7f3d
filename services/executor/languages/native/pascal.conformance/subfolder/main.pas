program Main;

{$UNITPATH shapes}

uses
  Square;

begin
  writeln('the square of 12 is ', Area(12));
end.
