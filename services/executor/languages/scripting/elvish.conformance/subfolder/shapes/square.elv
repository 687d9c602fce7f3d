fn area {|side| * $side $side }
