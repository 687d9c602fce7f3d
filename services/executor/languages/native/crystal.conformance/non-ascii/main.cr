puts "Grüße, 世界 🌍"
STDIN.each_line { |line| puts line }
