module main;
  byte block [];

  initial begin
    block = new[64 * 1024 * 1024];
    block[0] = 1;
    $display("%0d", block.size());
  end
endmodule
