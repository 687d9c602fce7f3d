set block [string repeat x [expr {64 * 1024 * 1024}]]
puts [string length $block]
