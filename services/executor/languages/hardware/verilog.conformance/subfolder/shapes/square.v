module square(input [7:0] side, output [15:0] area);
  assign area = side * side;
endmodule
