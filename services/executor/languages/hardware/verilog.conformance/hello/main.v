module main;
  initial begin
    $display("hello, world");
  end
endmodule
