require_relative 'shapes/square'

puts "the square of 12 is #{area(12)}"
