package body Square is
   function Area (Side : Integer) return Integer is
   begin
      return Side * Side;
   end Area;
end Square;
