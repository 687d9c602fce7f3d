let () = Printf.printf "6 times 7 is %d\n" (Multiply.multiply 6 7)
