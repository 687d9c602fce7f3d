puts "before"
puts [expr {1 / 0}]
