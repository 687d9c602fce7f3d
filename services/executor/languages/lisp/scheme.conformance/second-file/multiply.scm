(define (multiply a b)
  (* a b))
