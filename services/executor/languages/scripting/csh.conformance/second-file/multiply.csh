@ product = $a * $b
