let () = Printf.printf "the square of 12 is %d\n" (Square.area 12)
