source [file join shapes square.tcl]

puts "the square of 12 is [area 12]"
