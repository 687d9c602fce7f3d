let () = print_endline "never printed"
let count : int = "three"
