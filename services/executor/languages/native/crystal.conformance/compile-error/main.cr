puts "never printed"
count : Int32 = "three"
