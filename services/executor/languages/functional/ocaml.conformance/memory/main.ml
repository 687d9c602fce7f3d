let () =
  let block = Bytes.make (64 * 1024 * 1024) 'x' in
  print_int (Bytes.length block);
  print_newline ()
