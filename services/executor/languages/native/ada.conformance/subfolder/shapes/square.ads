package Square is
   function Area (Side : Integer) return Integer;
end Square;
