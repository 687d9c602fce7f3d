fn multiply {|a b| * $a $b }
