multiply() {
    echo $(($1 * $2))
}
