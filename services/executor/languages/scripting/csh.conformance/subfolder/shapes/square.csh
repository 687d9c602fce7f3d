@ area = $side * $side
