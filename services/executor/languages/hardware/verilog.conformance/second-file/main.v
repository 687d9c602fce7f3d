module main;
  wire [7:0] product;
  multiply multiplier(8'd6, 8'd7, product);

  initial begin
    #1 $display("6 times 7 is %0d", product);
  end
endmodule
