let () =
  print_endline "before";
  print_int (1 / int_of_string "0")
