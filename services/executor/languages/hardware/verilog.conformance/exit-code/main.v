module main;
  initial begin
    $display("before");
    $finish_and_return(7);
  end
endmodule
