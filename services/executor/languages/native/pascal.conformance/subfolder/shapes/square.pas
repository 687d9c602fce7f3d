unit Square;

interface

function Area(side: integer): integer;

implementation

function Area(side: integer): integer;
begin
  Area := side * side;
end;

end.
