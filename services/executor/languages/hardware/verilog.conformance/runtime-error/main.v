module main;
  initial begin
    $display("before");
    $fdisplay(32'h8000_0002, "no luck");
    $finish_and_return(1);
  end
endmodule
