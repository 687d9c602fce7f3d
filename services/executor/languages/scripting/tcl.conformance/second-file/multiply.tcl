proc multiply {a b} {
    expr {$a * $b}
}
