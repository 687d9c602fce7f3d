puts 'Grüße, 世界 🌍'
$stdin.each_line { |line| puts line }
