let () =
  print_endline "before";
  exit 7
