puts "Grüße, 世界 🌍"
while {[gets stdin line] >= 0} {
    puts $line
}
