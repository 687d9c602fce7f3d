proc area {side} {
    expr {$side ** 2}
}
