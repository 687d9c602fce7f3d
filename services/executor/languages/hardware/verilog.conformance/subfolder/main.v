module main;
  wire [15:0] area;
  square squarer(8'd12, area);

  initial begin
    #1 $display("the square of 12 is %0d", area);
  end
endmodule
