multiply <- function(a, b) {
  a * b
}
