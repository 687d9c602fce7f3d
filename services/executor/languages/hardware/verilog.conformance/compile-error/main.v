module main;
  initial $display("never printed";
endmodule
