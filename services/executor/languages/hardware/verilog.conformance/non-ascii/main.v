module main;
  integer c;

  initial begin
    $display("Grüße, 世界 🌍");
    c = $fgetc('h8000_0000);
    while (c != -1) begin
      $write("%c", c);
      c = $fgetc('h8000_0000);
    end
  end
endmodule
