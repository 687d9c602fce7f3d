let () =
  print_endline "Grüße, 世界 🌍";
  print_string (In_channel.input_all stdin)
