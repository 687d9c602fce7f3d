require 'matrix'
require_relative 'multiply'

puts "6 times #{Matrix[[7]].det} is #{multiply(6, 7)}"
