print("never printed")
let count: Int = "three"
