val area : int -> int
