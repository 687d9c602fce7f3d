(define (area side)
  (* side side))
